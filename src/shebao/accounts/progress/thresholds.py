"""The dated thresholds of warnings (thresholds.yaml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from shebao.fields.data_files import load_data
from shebao.money import FEN_PER_YUAN


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Points of percent that may lag; the December share and the amount (fen) that make a rush."""

    behind_time: int
    behind_plan: int
    rush_share: int
    rush_least: int


def parse_thresholds(data: Any) -> tuple[tuple[int, Thresholds], ...]:
    """Thresholds by first year. Raises ValueError with the entry and the reason of a mistake."""
    if not isinstance(data, list) or not data:
        raise ValueError("thresholds.yaml：应是列表")
    names = [field.name for field in fields(Thresholds)]
    found = []
    for number, entry in enumerate(data, 1):
        if set(entry) != {"from", "source", "confidence", *names}:
            raise ValueError(f"thresholds.yaml 第 {number} 项：键应为 from、source、confidence、{'、'.join(names)}")
        wrong = [name for name in ("from", *names) if not isinstance(entry[name], int) or entry[name] < 0]
        if wrong:
            raise ValueError(f"thresholds.yaml 第 {number} 项 {wrong[0]}：应为非负整数")
        values = {name: entry[name] for name in names}
        found.append((entry["from"], Thresholds(**{**values, "rush_least": values["rush_least"] * FEN_PER_YUAN})))
    return tuple(sorted(found, key=lambda pair: pair[0]))


@cache
def _all() -> Sequence[tuple[int, Thresholds]]:
    return parse_thresholds(load_data(__package__, "thresholds.yaml"))


def thresholds(year: int) -> Thresholds:
    """The thresholds of that year. Raises ValueError before the first."""
    known = [values for first, values in _all() if first <= year]
    if not known:
        raise ValueError(f"没有 {year} 年度的预警标准")
    return known[-1]
