"""Which units stand apart from the others: a robust rule that a few extreme values cannot hide from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

FEWEST = 8
LIMIT = Decimal("3.5")
_CONSISTENT = Decimal("0.6745")
_SMALLEST_SPREAD = Decimal("0.01")
Key = TypeVar("Key", bound=Hashable)

RULE = (
    "修正 Z 分数 = 0.6745 ×（本单位 − 中位数）÷ 中位数绝对偏差（MAD），绝对值大于 3.5 的列为离群"
    "（Iglewicz 和 Hoaglin，1993）。中位数绝对偏差小于中位数的 1% 时按 1% 计，免得几分钱的差别也算离群；"
    "少于 8 个单位时不判断。离群只是请看一看的提示，不等于有错。"
)


@dataclass(frozen=True)
class Outlier(Generic[Key]):
    """A value far from the median of its peers; `score` is the modified z-score with one decimal."""

    key: Key
    value: Decimal
    score: Decimal


@dataclass(frozen=True)
class Spread(Generic[Key]):
    """The middle and spread of the values of all units, and those that stand apart, the farthest first."""

    count: int
    median: Decimal
    mad: Decimal
    outliers: tuple[Outlier[Key], ...]


def spread(values: Mapping[Key, Decimal]) -> Spread[Key] | None:
    """The spread of at least FEWEST values; None for fewer, of which nothing can be said."""
    if len(values) < FEWEST:
        return None
    middle = median(list(values.values()))
    mad = median([abs(value - middle) for value in values.values()])
    unit = max(mad, abs(middle) * _SMALLEST_SPREAD)
    if unit == 0:
        apart = [(key, value, None) for key, value in values.items() if value != middle]
        found = [Outlier(key, value, LIMIT * 2) for key, value, _score in apart]
    else:
        scored = ((key, value, _CONSISTENT * (value - middle) / unit) for key, value in values.items())
        found = [
            Outlier(key, value, score.quantize(Decimal("0.1"))) for key, value, score in scored if abs(score) > LIMIT
        ]
    return Spread(len(values), middle, mad, tuple(sorted(found, key=lambda o: -abs(o.score))))


def median(values: Sequence[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
