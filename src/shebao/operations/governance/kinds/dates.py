"""Dates in their order, and age at a date."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from shebao.operations.governance.context import Row, Value, month_ordinal
from shebao.operations.governance.declared import ColumnType
from shebao.operations.governance.kinds.base import Column, Columns, KindError, RowKind, kind


@kind("date_order", "日期先后")
@dataclass(frozen=True, slots=True)
class DateOrder(RowKind):
    """Dates or months follow each other as listed, empty ones passed over; with `strictly` none are equal."""

    columns: Columns
    strictly: bool = False

    def validate(self) -> None:
        if len(self.columns) < 2:
            raise KindError("columns", "应至少有两列")

    def uses(self) -> Columns:
        return self.columns

    def broken(self, row: Row) -> Value:
        pairs = [(a, b) for i, a in enumerate(self.columns) for b in self.columns[i + 1 :]]
        chosen = pairs if len(self.columns) > 2 else list(pairwise(self.columns))
        return reduce(operator.or_, (self._wrong(row, a, b).fill_null(False) for a, b in chosen))

    def _wrong(self, row: Row, first: str, second: str) -> Value:
        types = row.type(first), row.type(second)
        if types[0] is types[1]:
            a, b = row[first], row[second]
        else:
            a, b = (month_ordinal(row[name], row.type(name)) for name in (first, second))
        return (a >= b) if self.strictly else (a > b)


@kind("age", "年龄")
@dataclass(frozen=True, slots=True)
class Age(RowKind):
    """The age in whole months at a date or month (or at the month checked) is at least `low`, at most `high` months."""

    birth: Column
    at: Column | None = None
    low: int | None = None
    high: int | None = None

    def validate(self) -> None:
        if self.low is None and self.high is None:
            raise KindError("low", "应至少有 low 或 high（月数）")

    def options(self) -> tuple[str, ...]:
        return () if self.at else ("as_of",)

    def uses(self) -> Columns:
        return (self.birth, self.at) if self.at else (self.birth,)

    def broken(self, row: Row) -> Value:
        born = month_ordinal(row[self.birth], ColumnType.DATE)
        then = month_ordinal(row[self.at], row.type(self.at)) if self.at else row.context.as_of.ordinal
        age = then - born
        ends = [age < self.low] if self.low is not None else []
        ends += [age > self.high] if self.high is not None else []
        return reduce(operator.or_, ends)
