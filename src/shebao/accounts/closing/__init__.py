"""Closing: amounts by key become the nine tables, exact to the fen and then as displayed."""

from shebao.accounts.closing.amounts import Amounts, close
from shebao.accounts.closing.consolidation import consolidate

__all__ = ["Amounts", "close", "consolidate"]
