"""The narrative as facts and claims: a grammar of the sentences that disclosure reports are made of."""

from shebao.reading.statements.reader import Statements, read_statements

__all__ = ["Statements", "read_statements"]
