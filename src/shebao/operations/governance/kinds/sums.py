"""Sums and counts of one table against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis

from shebao.operations.governance.context import Row, Table, Value
from shebao.operations.governance.kinds.base import (
    Column,
    Columns,
    Grouped,
    KindError,
    OtherColumn,
    OtherColumns,
    OtherCondition,
    OtherTable,
    kind,
)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both tables grouped by their keys: `count_`, `sum_` on the left, on the right prefixed with `other_`."""

    left: Table
    right: Table
    keys: Columns

    def differing(self, pairs: Mapping[str, str]) -> Table:
        """The keys of which a measure differs; a key that one side lacks counts as 0."""
        renamed = self.right.rename({f"other_{name}": name for name in self.right.columns})
        both = self.left.outer_join(renamed, [self.left[name] == renamed[f"other_{name}"] for name in self.keys])
        values = {name: both[name].fill_null(0) for name in pairs}
        values |= {f"other_{name}": both[f"other_{name}"].fill_null(0) for name in pairs.values()}
        keys = {name: ibis.coalesce(both[name], both[f"other_{name}"]) for name in self.keys}
        shown = both.select(**keys, **values)
        different: Value = ibis.literal(False)
        for mine, theirs in pairs.items():
            different = different | (shown[mine] != shown[f"other_{theirs}"])
        return shown.filter(different)


def _grouped(row: Row, by: Columns, names: Columns, measures: Mapping[str, Column | None]) -> Table:
    """The rows that have a key, grouped by it: for each measure the sum of its column, the rows where it has none."""
    given = row.table.filter(*(row[name].notnull() for name in by))
    keys = {name: given[key] for name, key in zip(names, by, strict=True)}
    values = {name: given[column].sum() if column else given.count() for name, column in measures.items()}
    return given.group_by(**keys).aggregate(**{name: value.cast("int64") for name, value in values.items()})


@kind("balance", "两表合计")
@dataclass(frozen=True, slots=True)
class Balance(Grouped):
    """For each key the sum of a column equals the sum of the other table's column, in fen; without columns, counts."""

    by: Columns
    other: OtherTable
    other_by: OtherColumns
    sum: Column | None = None
    other_sum: OtherColumn | None = None
    other_when: OtherCondition | None = None

    def validate(self) -> None:
        if len(self.by) != len(self.other_by):
            raise KindError("other_by", "应与 by 一样多")
        if (self.sum is None) != (self.other_sum is None):
            raise KindError("other_sum", "sum 与 other_sum 应同时给出")

    def reads(self, table: str) -> Mapping[str, Columns]:
        mine, theirs = ((self.sum,), (self.other_sum,)) if self.sum and self.other_sum else ((), ())
        return {table: (*self.by, *mine), self.other: (*self.other_by, *theirs)}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.by, self.other: self.other_by}

    def other_conditions(self) -> Mapping[str, str]:
        return {self.other: self.other_when} if self.other_when else {}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        left, right = rows[table], rows[self.other]
        mine = _grouped(left, self.by, self.by, {"total": self.sum})
        theirs = _grouped(right, self.other_by, self.by, {"total": self.other_sum})
        sides = _Sides(mine, theirs, self.by)
        return sides.differing({"total": "total"})


@kind("control", "控制总数")
@dataclass(frozen=True, slots=True)
class Control(Grouped):
    """For each key, rows and sum of a table are what a row of the other table declares."""

    by: Columns
    other: OtherTable
    other_by: OtherColumns
    count: OtherColumn | None = None
    sum: Column | None = None
    declared: OtherColumn | None = None

    def validate(self) -> None:
        if len(self.by) != len(self.other_by):
            raise KindError("other_by", "应与 by 一样多")
        if (self.sum is None) != (self.declared is None):
            raise KindError("declared", "sum 与 declared 应同时给出")
        if self.count is None and self.sum is None:
            raise KindError("count", "应至少有 count 或 sum 与 declared")

    def reads(self, table: str) -> Mapping[str, Columns]:
        declared = tuple(name for name in (self.count, self.declared) if name)
        return {table: (*self.by, *((self.sum,) if self.sum else ())), self.other: (*self.other_by, *declared)}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.by, self.other: self.other_by}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        left, right = rows[table], rows[self.other]
        mine: dict[str, Column | None] = {"rows": None} if self.count else {}
        theirs: dict[str, Column | None] = {"rows": self.count} if self.count else {}
        if self.sum and self.declared:
            mine["total"], theirs["total"] = self.sum, self.declared
        sides = _Sides(_grouped(left, self.by, self.by, mine), _grouped(right, self.other_by, self.by, theirs), self.by)
        return sides.differing({name: name for name in mine})
