"""What a row refers to is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from shebao.operations.governance.context import Row, Table
from shebao.operations.governance.kinds.base import (
    Columns,
    Grouped,
    KindError,
    OtherColumns,
    OtherCondition,
    OtherTable,
    kind,
)


@kind("reference", "引用")
@dataclass(frozen=True, slots=True)
class Reference(Grouped):
    """Every row whose columns are not empty has a row in the other table with the same values."""

    columns: Columns
    other: OtherTable
    other_columns: OtherColumns
    other_when: OtherCondition | None = None
    alone: ClassVar[bool] = True

    def validate(self) -> None:
        if len(self.columns) != len(self.other_columns):
            raise KindError("other_columns", "应与 columns 一样多")

    def reads(self, table: str) -> Mapping[str, Columns]:
        return {table: self.columns, self.other: self.other_columns}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.columns, self.other: self.other_columns}

    def other_conditions(self) -> Mapping[str, str]:
        return {self.other: self.other_when} if self.other_when else {}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        left, right = rows[table].table, rows[self.other].table
        given = left.filter(*(left[name].notnull() for name in self.columns))
        pairs = zip(self.columns, self.other_columns, strict=True)
        missing = given.anti_join(right, [given[a] == right[b] for a, b in pairs])
        return missing.select(*dict.fromkeys((*about, *self.columns)))
