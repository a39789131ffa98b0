"""What a single value must be: readable, there, in a range, in a code list, of a form."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce

import ibis

from shebao.operations.governance.context import Row, Value
from shebao.operations.governance.declared import ColumnType
from shebao.operations.governance.kinds.base import (
    Bound,
    CodeList,
    Column,
    Columns,
    KindError,
    Pattern,
    RowKind,
    kind,
)


@kind("type", "类型")
@dataclass(frozen=True, slots=True)
class Type(RowKind):
    """What the file holds can be read as the declared type; always so where the file is typed."""

    columns: Columns

    def uses(self) -> Columns:
        return self.columns

    def casts(self) -> Columns:
        return self.columns

    def broken(self, row: Row) -> Value:
        return ~reduce(operator.and_, (row.castable(name) for name in self.columns))


@kind("complete", "完整性")
@dataclass(frozen=True, slots=True)
class Complete(RowKind):
    """None of the columns is empty or blank; with `any`, at least one of them is not."""

    columns: Columns
    any: bool = False

    def uses(self) -> Columns:
        return self.columns

    def broken(self, row: Row) -> Value:
        empty = [self._empty(row, name) for name in self.columns]
        return reduce(operator.and_ if self.any else operator.or_, empty)

    def _empty(self, row: Row, name: str) -> Value:
        value = row[name]
        if row.type(name) is ColumnType.TEXT:
            return value.isnull() | (value.strip() == "")
        return value.isnull()


@kind("range", "取值范围")
@dataclass(frozen=True, slots=True)
class Range(RowKind):
    """The value lies between `low` and `high`, both included; a bound may be a dated parameter of the law."""

    column: Column
    low: Bound | None = None
    high: Bound | None = None

    def validate(self) -> None:
        if self.low is None and self.high is None:
            raise KindError("low", "应至少有 low 或 high")
        if self.low and self.high and self.low.value is not None and self.high.value is not None:
            if type(self.low.value) is not type(self.high.value):
                raise KindError("high", "low 与 high 应同为整数或同为日期")
            if self.low.value > self.high.value:
                raise KindError("high", f"下限 {self.low.value} 大于上限 {self.high.value}")

    def options(self) -> tuple[str, ...]:
        return ("law",) if any(bound and bound.law for bound in (self.low, self.high)) else ()

    def uses(self) -> Columns:
        return (self.column, *(bound.by for bound in (self.low, self.high) if bound and bound.by))

    def broken(self, row: Row) -> Value:
        value = row[self.column]
        ends = []
        if self.low:
            ends.append(self._beyond(row, self.low, lambda end: value < end))
        if self.high:
            ends.append(self._beyond(row, self.high, lambda end: value > end))
        return reduce(operator.or_, ends)

    def _beyond(self, row: Row, bound: Bound, beyond: Value) -> Value:
        if bound.law is None or bound.by is None:
            return beyond(ibis.literal(bound.value))
        end = row.context.lawful(bound.law, row[bound.by])
        return (end >= 0) & beyond(end)


@kind("code", "代码表")
@dataclass(frozen=True, slots=True)
class Code(RowKind):
    """The value is in a code list of the set, or in `among`."""

    column: Column
    list: CodeList | None = None
    among: tuple[str, ...] = ()

    def validate(self) -> None:
        if (self.list is None) == (not self.among):
            raise KindError("list", "应有 list（代码表名）或 among（代码列表）之一")

    def options(self) -> tuple[str, ...]:
        return (f"code:{self.list}",) if self.list else ()

    def uses(self) -> Columns:
        return (self.column,)

    def broken(self, row: Row) -> Value:
        allowed = list(row.context.codes[self.list]) if self.list else list(self.among)
        value = row[self.column]
        if row.type(self.column) is not ColumnType.TEXT:
            return value.notin([int(code) for code in allowed])
        return value.notin(allowed)


@kind("pattern", "格式")
@dataclass(frozen=True, slots=True)
class Form(RowKind):
    """The whole value matches a regular expression of the common part of RE2 and Java."""

    column: Column
    pattern: Pattern

    def uses(self) -> Columns:
        return (self.column,)

    def broken(self, row: Row) -> Value:
        return ~row[self.column].re_search(f"^(?:{self.pattern})$")


@kind("sum_of", "行内合计")
@dataclass(frozen=True, slots=True)
class SumOf(RowKind):
    """A column is the sum of others in its row, `minus` subtracted; empty parts count as 0."""

    column: Column
    plus: Columns
    minus: Columns = ()

    def uses(self) -> Columns:
        return (self.column, *self.plus, *self.minus)

    def broken(self, row: Row) -> Value:
        plus = sum((row[name].fill_null(0) for name in self.plus), ibis.literal(0, "int64"))
        total = plus - sum((row[name].fill_null(0) for name in self.minus), ibis.literal(0, "int64"))
        return row[self.column] != total


@kind("share_of", "按率计算")
@dataclass(frozen=True, slots=True)
class ShareOf(RowKind):
    """A column in fen is a rate in parts per million of another, rounded half up, `within` so many fen."""

    column: Column
    of: Column
    millionths: int
    within: int = 0

    def uses(self) -> Columns:
        return (self.column, self.of)

    def broken(self, row: Row) -> Value:
        due = (row[self.of].abs() * (2 * self.millionths) + 1_000_000) // 2_000_000
        return (row[self.column].abs() - due).abs() > self.within
