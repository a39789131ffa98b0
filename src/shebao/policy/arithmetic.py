"""The few operations that formulas are made of, on Python integers and on Ibis columns alike.

A formula is a plain function of operands that uses + - * comparisons and these helpers only. An operand is an integer
(fen, or a scaled integer such as an index in 1/10000) or an Ibis integer column; nothing here imports Ibis. A column is
64 bits wide and some engines divide through doubles, so the doubled numerator of `half_up` stays below 2^53: each
formula states the bounds of its operands.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, TypeAlias

Quantity: TypeAlias = Any
"""An operand or a result of a formula: an integer or an Ibis integer column."""
INDEX_SCALE = 10_000
"""Contribution indexes are integers in 1/10000."""
RATE_SCALE = 1_000_000
"""Rates are integers in 1/1000000."""
PAYOUT_SCALE = 10
"""Payout months are integers in 1/10 of a month."""


def floor_div(numerator: Any, denominator: Any) -> Any:
    """The largest integer not above numerator ÷ denominator (denominator > 0)."""
    return numerator // denominator


def half_up(numerator: Any, denominator: Any) -> Any:
    """numerator ÷ denominator rounded half up (四舍五入) to an integer; numerator ≥ 0, denominator > 0."""
    return floor_div(2 * numerator + denominator, 2 * denominator)


def where(condition: Any, then: Any, otherwise: Any) -> Any:
    """`then` where the condition holds, else `otherwise`."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return condition.ifelse(then, otherwise)


def least(*operands: Any) -> Any:
    """The smallest operand."""
    return reduce(lambda a, b: where(a <= b, a, b), operands)


def greatest(*operands: Any) -> Any:
    """The largest operand."""
    return reduce(lambda a, b: where(a >= b, a, b), operands)


def tier(value: Any, tiers: Sequence[tuple[int, int]]) -> Any:
    """The result of the highest threshold not above `value`; tiers are (threshold, result) ascending, 0 below all."""
    chosen: Any = 0
    for threshold, result in tiers:
        chosen = where(value >= threshold, result, chosen)
    return chosen


def between(value: Any, low: Any, high: Any) -> Any:
    """`value` kept within [low, high]."""
    return least(greatest(value, low), high)


def scaled(value: Decimal | int, scale: int) -> int:
    """An exact decimal as an integer in 1/scale. Raises ValueError where it has more digits than that."""
    number = Decimal(value) * scale
    if number != number.to_integral_value():
        raise ValueError(f"{value} 的精度超过 1/{scale}")
    return int(number)


def unscaled(value: int, scale: int) -> Decimal:
    """An integer in 1/scale (a power of ten) as the decimal it stands for."""
    return Decimal(value).scaleb(1 - len(str(scale)))
