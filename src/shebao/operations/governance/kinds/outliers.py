"""Values far above what is usual in their group: thresholds from a histogram, then judged row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from shebao.operations.governance.context import Row, Value
from shebao.operations.governance.declared import ColumnType
from shebao.operations.governance.kinds.base import Column, Columns, Kind, KindError, RowKind, kind


@kind("outlier", "离群值")
@dataclass(frozen=True, slots=True)
class Outlier(Kind):
    """A value is at most `times` the median of its group (`by`), the median taken to a bucket of `width`.

    Groups of fewer than `least` rows are passed over.
    """

    column: Column
    times: int
    width: int
    by: Column | None = None
    least: int = 20

    def validate(self) -> None:
        if self.times < 2 or self.width < 1:
            raise KindError("times", "times 应不小于 2，width 应不小于 1")

    def uses(self) -> Columns:
        return (self.column, self.by) if self.by else (self.column,)

    def groups(self, row: Row) -> Mapping[str, Value]:
        """The group and the bucket of a row; negative and empty values are not counted."""
        value = row[self.column]
        bucket = (value >= 0).ifelse(value, ibis.null("int64")) // self.width
        return ({"group": row[self.by]} if self.by else {}) | {"bucket": bucket}

    def threshold(self, groups: Sequence[Mapping[str, Any]]) -> Beyond:
        """The row check that follows from the histogram."""
        buckets: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for each in groups:
            if each["bucket"] is not None and (not self.by or each["group"] is not None):
                buckets[each.get("group")].append((int(each["bucket"]), int(each["rows"])))
        highs = []
        for group, counts in buckets.items():
            total, below = sum(rows for _, rows in counts), 0
            if total < self.least:
                continue
            for bucket, rows in sorted(counts):
                below += rows
                if 2 * below >= total:
                    highs.append((group, (bucket + 1) * self.width * self.times))
                    break
        return Beyond(self.column, tuple(sorted(highs, key=repr)), self.by)


@dataclass(frozen=True, slots=True)
class Beyond(RowKind):
    """A value above the threshold of its group."""

    column: Column
    highs: tuple[tuple[Any, int], ...]
    by: Column | None = None

    def uses(self) -> Columns:
        return (self.column, self.by) if self.by else (self.column,)

    def broken(self, row: Row) -> Value:
        value = row[self.column]
        if not self.highs:
            return ibis.literal(False)
        if not self.by:
            return value > self.highs[0][1]
        group, text = row[self.by], row.type(self.by) is ColumnType.TEXT
        branches = [
            (group == ibis.literal(name, "string" if text else "int64"), ibis.literal(high, "int64"))
            for name, high in self.highs
        ]
        return value > ibis.cases(*branches, else_=ibis.null("int64"))
