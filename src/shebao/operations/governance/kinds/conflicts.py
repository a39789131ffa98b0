"""What must not be together: two tables that exclude each other, pay after death or in prison, twice, while working."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from shebao.operations.governance.context import Row, Table, Value, month_ordinal
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
class Conflict(Grouped):
    """Rows of a table beside rows of another with the same `on`."""

    alone: ClassVar[bool] = True
    with_key: ClassVar[bool] = True
    on: Columns
    other: OtherTable
    other_on: OtherColumns
    other_when: OtherCondition | None = None

    def validate(self) -> None:
        if len(self.on) != len(self.other_on):
            raise KindError("other_on", "应与 on 一样多")

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.on, self.other: self.other_on}

    def other_conditions(self) -> Mapping[str, str]:
        return {self.other: self.other_when} if self.other_when else {}

    def joined(self, left: Table, right: Table) -> Table:
        """The rows that meet; the other's columns are named `other_…`."""
        renamed = right.rename({f"other_{name}": name for name in right.columns})
        pairs = zip(self.on, self.other_on, strict=True)
        return left.join(renamed, [left[a] == renamed[f"other_{b}"] for a, b in pairs])


def _once(met: Table, left: Row, shown: Columns, others: Columns) -> Table:
    """Each row of the main table once, however many rows of the other it meets; of these the least values."""
    keys = tuple(dict.fromkeys((*shown, *left.declared.key)))
    return met.group_by(list(keys)).aggregate(**{name: met[name].min() for name in others})


def _month(row: Row, name: str) -> Value:
    return month_ordinal(row[name], row.type(name))


@kind("exclusive", "互斥")
@dataclass(frozen=True, slots=True)
class Exclusive(Conflict):
    """No row has one in the other table with the same `on`; with spells given, only while both run (months)."""

    start: Column | None = None
    end: Column | None = None
    other_start: OtherColumn | None = None
    other_end: OtherColumn | None = None

    def validate(self) -> None:
        super(Exclusive, self).validate()
        given = [end is not None for end in (self.start, self.end, self.other_start, self.other_end)]
        if any(given) and not all(given):
            raise KindError("start", "start、end、other_start、other_end 应同时给出")

    def reads(self, table: str) -> Mapping[str, Columns]:
        ends = (self.start, self.end) if self.start and self.end else ()
        other = (self.other_start, self.other_end) if self.other_start and self.other_end else ()
        return {table: (*self.on, *ends), self.other: (*self.other_on, *other)}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        left, right = rows[table], rows[self.other]
        if not (self.start and self.end and self.other_start and self.other_end):
            met = left.table.semi_join(
                right.table,
                [left[a] == right[b] for a, b in zip(self.on, self.other_on, strict=True)],
            )
            return met.select(*dict.fromkeys((*about, *self.on)))
        ours = left.table.mutate(first=_month(left, self.start), last=_month(left, self.end))
        theirs = right.table.mutate(first=_month(right, self.other_start), last=_month(right, self.other_end))
        met = self.joined(ours, theirs)
        both = met.filter(met.first <= met.other_last.fill_null(10**7), met.other_first <= met["last"].fill_null(10**7))
        shown = (*about, *self.on, self.start, self.end)
        return _once(both, left, shown, (f"other_{self.other_start}", f"other_{self.other_end}"))


@kind("after", "终止后仍有")
@dataclass(frozen=True, slots=True)
class After(Conflict):
    """No row's month is after the month of the other's `event` plus `grace` months (paid after death)."""

    month: Column = ""
    event: OtherColumn = ""
    grace: int = 0

    def reads(self, table: str) -> Mapping[str, Columns]:
        return {table: (*self.on, self.month), self.other: (*self.other_on, self.event)}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        left, right = rows[table], rows[self.other]
        met = self.joined(
            left.table.mutate(then=_month(left, self.month)), right.table.mutate(ended=_month(right, self.event))
        )
        late = met.filter(met.then > met.other_ended + self.grace)
        return _once(late, left, (*about, *self.on, self.month), (f"other_{self.event}",))


@kind("during", "期间仍有")
@dataclass(frozen=True, slots=True)
class During(Conflict):
    """No row's month lies within a spell of the other table (paid in prison, contribution while drawing).

    Months that begin before the start month plus `margin`, or after the end month minus `margin`, are passed over.
    """

    month: Column = ""
    other_start: OtherColumn = ""
    other_end: OtherColumn | None = None
    margin: int = 0

    def reads(self, table: str) -> Mapping[str, Columns]:
        ends = (self.other_start, self.other_end) if self.other_end else (self.other_start,)
        return {table: (*self.on, self.month), self.other: (*self.other_on, *ends)}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        left, right = rows[table], rows[self.other]
        spells = right.table.mutate(first=_month(right, self.other_start) + self.margin)
        if self.other_end:
            spells = spells.mutate(last=_month(right, self.other_end) - self.margin)
        met = self.joined(left.table.mutate(then=_month(left, self.month)), spells)
        inside = met.filter(met.then >= met.other_first)
        if self.other_end:
            inside = inside.filter(inside.then <= inside.other_last.fill_null(10**7))
        ends = (self.other_start, self.other_end) if self.other_end else (self.other_start,)
        return _once(inside, left, (*about, *self.on, self.month), tuple(f"other_{name}" for name in ends))


@kind("twice", "重复领取")
@dataclass(frozen=True, slots=True)
class Twice(Grouped):
    """Rows with the same `by` (a person and a month) show at most one value of `column` (the scheme that pays)."""

    by: Columns
    column: Column

    def reads(self, table: str) -> Mapping[str, Columns]:
        return {table: (*self.by, self.column)}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.by}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        source = rows[table].table
        given = source.filter(*(source[name].notnull() for name in (*self.by, self.column)))
        groups = given.group_by(list(self.by)).aggregate(one=given[self.column].min(), other=given[self.column].max())
        return groups.filter(groups.one != groups.other)
