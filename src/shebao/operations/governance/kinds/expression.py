"""A condition as SQL that every row must fulfil."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.operations.governance import expressions
from shebao.operations.governance.context import Row, Value
from shebao.operations.governance.kinds.base import Columns, Condition, RowKind, kind


@kind("expression", "条件")
@dataclass(frozen=True, slots=True)
class Expression(RowKind):
    """Every row fulfils a condition; one that cannot be told of an empty column is not broken."""

    must: Condition

    def options(self) -> tuple[str, ...]:
        return expressions.options(self.must)

    def uses(self) -> Columns:
        return expressions.names(self.must)

    def broken(self, row: Row) -> Value:
        return ~expressions.build(self.must, row)
