"""A table against itself a month before: sums that jump, distributions that drift. Shares are compared exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from shebao.operations.governance.context import Context, Row, Value
from shebao.operations.governance.kinds.base import Column, Columns, Distribution, KindError, kind

PERMILLE = 1000


@kind("change", "逐月变动")
@dataclass(frozen=True, slots=True)
class Change(Distribution):
    """From one month to the next the sum of a column (or the rows) changes by at most `permille`, within each group.

    A month that is absent between two others counts as 0. Groups below `least` rows in both months are passed over.
    """

    month: Column
    permille: int
    sum: Column | None = None
    by: Columns = ()
    least: int = 0

    def validate(self) -> None:
        if self.permille <= 0:
            raise KindError("permille", "应为大于 0 的千分数")

    def uses(self) -> Columns:
        return (self.month, *self.by, *((self.sum,) if self.sum else ()))

    def groups(self, row: Row) -> Mapping[str, Value]:
        return {name: row[name] for name in (*self.by, self.month)}

    def measures(self, row: Row) -> Mapping[str, Value]:
        return {"total": row[self.sum].sum().cast("int64")} if self.sum else {}

    def judge(self, groups: Sequence[Mapping[str, Any]], context: Context) -> Iterator[tuple[str, dict[str, str]]]:
        series: dict[tuple[str, ...], dict[int, tuple[int, int]]] = defaultdict(dict)
        for group in groups:
            if group[self.month] is not None:
                rows = int(group["rows"])
                key = tuple(str(group[name]) for name in self.by)
                series[key][int(group[self.month])] = (int(group["total"] or 0) if self.sum else rows, rows)
        for key in sorted(series):
            for earlier, later in pairwise(_months(series[key])):
                yield from self._judge(key, series[key], earlier, later)

    def _judge(
        self, key: tuple[str, ...], values: Mapping[int, tuple[int, int]], earlier: int, later: int
    ) -> Iterator[tuple[str, dict[str, str]]]:
        (before, rows_before), (after, rows_after) = values.get(earlier, (0, 0)), values.get(later, (0, 0))
        if max(rows_before, rows_after) < self.least:
            return
        if abs(after - before) * PERMILLE > self.permille * abs(before):
            evidence = {self.month: str(later), "上月": str(before), "本月": str(after)}
            yield "|".join((*key, str(later))), evidence


def _months(found: Mapping[int, Any]) -> list[int]:
    first, last = min(found), max(found)
    months = range(first // 100 * 12 + first % 100 - 1, last // 100 * 12 + last % 100)
    return [month // 12 * 100 + month % 12 + 1 for month in months]


@kind("drift", "分布漂移")
@dataclass(frozen=True, slots=True)
class Drift(Distribution):
    """From one month to the next the shares of a column's values move by at most `permille` in all (half the sum of
    the differences, total variation)."""

    month: Column
    column: Column
    permille: int
    least: int = 100

    def validate(self) -> None:
        if not 0 < self.permille <= PERMILLE:
            raise KindError("permille", "应为 1 至 1000 的千分数")

    def uses(self) -> Columns:
        return (self.month, self.column)

    def groups(self, row: Row) -> Mapping[str, Value]:
        return {name: row[name] for name in (self.month, self.column)}

    def judge(self, groups: Sequence[Mapping[str, Any]], context: Context) -> Iterator[tuple[str, dict[str, str]]]:
        months: dict[int, dict[str, int]] = defaultdict(dict)
        for group in groups:
            if group[self.month] is not None:
                months[int(group[self.month])][str(group[self.column])] = int(group["rows"])
        for earlier, later in pairwise(sorted(months)):
            before, after = months[earlier], months[later]
            totals = sum(before.values()), sum(after.values())
            if min(totals) < self.least:
                continue
            moved = {
                value: Fraction(after.get(value, 0), totals[1]) - Fraction(before.get(value, 0), totals[0])
                for value in {*before, *after}
            }
            distance = sum(abs(difference) for difference in moved.values()) / 2 * PERMILLE
            if distance > self.permille:
                most = max(sorted(moved), key=lambda value: abs(moved[value]))
                yield str(later), {self.month: str(later), "漂移千分数": str(int(distance)), "变动最大": most}
