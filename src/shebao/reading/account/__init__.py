"""The account of printed numbers: every number token of a document ends as a figure, a date, an ordinal, a code, or unread."""

from shebao.reading.account.accounting import account
from shebao.reading.account.owners import Owners

__all__ = ["Owners", "account"]
