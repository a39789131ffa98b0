"""Control totals of a run: by line, what became of the rows and why, with the amounts before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

CHANGE_LABELS = {"same": "不变", "new": "新增", "changed": "变化", "lifted": "停缴", "none": "另行核定"}
REASON_LABELS = {
    "": "—",
    "enrolled": "参加",
    "left": "不再参保",
    "declared": "申报基数变化",
    "carried": "未申报，按规定核定",
    "bounded": "上下限变化",
    "rate": "费率或减免变化",
    "employer": "单位变化",
    "outlier": "基数增减一半以上",
}
"""Why a row changed; what is told first is what counts."""
_SUMS = ("unit", "person_share", "unit_before", "person_before")


@dataclass(frozen=True, slots=True)
class Control:
    """One control total; amounts in fen a month."""

    line: str
    change: str
    reason: str
    rows: int
    unit: int
    person_share: int
    unit_before: int
    person_before: int


def controls_of(results: Iterable[pa.Table]) -> list[Control]:
    """The totals over all parts of a run, in order of line, change and reason."""
    found: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * (1 + len(_SUMS)))
    for table in results:
        grouped = table.group_by(["line", "change", "reason"]).aggregate(
            [([], "count_all"), *((name, "sum") for name in _SUMS)]
        )
        for row in grouped.to_pylist():
            sums = found[row["line"], row["change"], row["reason"]]
            for place, name in enumerate(("count_all", *(f"{each}_sum" for each in _SUMS))):
                sums[place] += row[name] or 0
    return [Control(*key, *sums) for key, sums in sorted(found.items())]
