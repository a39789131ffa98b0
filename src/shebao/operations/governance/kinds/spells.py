"""Spells of one subject: without overlap, without gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis

from shebao.operations.governance.context import Row, Table, Value, month_ordinal
from shebao.operations.governance.declared import ColumnType
from shebao.operations.governance.kinds.base import Column, Columns, Grouped, KindError, kind

OPEN = 10**7
"""The day or month number of a spell that has not ended."""


def ordinal(row: Row, name: str) -> Value:
    """A number that grows with the column: days for dates, months for months."""
    if row.type(name) is ColumnType.DATE:
        return row[name].epoch_days().cast("int64")
    return month_ordinal(row[name], row.type(name))


@kind("spells", "时段")
@dataclass(frozen=True, slots=True)
class Spells(Grouped):
    """Spells with the same `by` (start and end included, an empty end open) do not overlap; or leave no gap."""

    by: Columns
    start: Column
    end: Column
    fault: str = "overlap"

    def validate(self) -> None:
        if self.fault not in ("overlap", "gap"):
            raise KindError("fault", f"应为 overlap（重叠）或 gap（间断），实为“{self.fault}”")

    def reads(self, table: str) -> Mapping[str, Columns]:
        return {table: (*self.by, self.start, self.end)}

    def keys(self, table: str) -> Mapping[str, Columns]:
        return {table: self.by}

    def findings(self, rows: Mapping[str, Row], table: str, about: Columns) -> Table:
        row = rows[table]
        numbered = row.table.mutate(first=ordinal(row, self.start), last=ordinal(row, self.end).fill_null(OPEN)).filter(
            row[self.start].notnull(), *(row[name].notnull() for name in self.by)
        )
        order = [numbered[self.start], numbered["last"], *(numbered[name] for name in about if name not in self.by)]
        before = ibis.window(group_by=list(self.by), order_by=order, rows=(None, -1))
        judged = numbered.mutate(reached=numbered["last"].max().over(before))
        if self.fault == "overlap":
            broken = judged.filter(judged.reached >= judged["first"])
        else:
            broken = judged.filter(judged.reached + 1 < judged["first"])
        return broken.select(*dict.fromkeys((*about, *self.by, self.start, self.end)))
