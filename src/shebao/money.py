"""Exact money and printed figures.

Amounts are `Decimal` or integer fen (分), never float. A figure printed with k decimals stands for every value within
half of its last digit; two printed figures contradict each other only when no values inside their intervals satisfy the
relation. That is the only tolerance in the system.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN

_NUMBER = re.compile(r"[+\-−－]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[+\-−－]?\d+(?:\.\d+)?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－−", "0123456789.,--")
_HALF = Decimal("0.5")


class Interval(NamedTuple):
    """A range of possible true values, in the unit of its figure; its ends count only where it is a single value.

    Rounding half up puts the upper end of a printed figure's range into the next figure's, so two different prints of
    one value never meet.
    """

    low: Decimal
    high: Decimal

    def plus(self, other: Interval) -> Interval:
        """The range of x + y."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """The range of x − y."""
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, other: Interval) -> Interval:
        """The range of x · y."""
        corners = (self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high)
        return Interval(min(corners), max(corners))

    def over(self, other: Interval) -> Interval | None:
        """The range of x ÷ y, or None where y may be zero."""
        if other.low <= 0 <= other.high:
            return None
        corners = (self.low / other.low, self.low / other.high, self.high / other.low, self.high / other.high)
        return Interval(min(corners), max(corners))

    def scaled(self, factor: Decimal | int) -> Interval:
        """The range of factor · x."""
        first, second = self.low * factor, self.high * factor
        return Interval(first, second) if first <= second else Interval(second, first)

    def meets(self, other: Interval) -> bool:
        """Whether one value can lie in both ranges."""
        if self.low == self.high or other.low == other.high:
            return self.low <= other.high and other.low <= self.high
        return self.low < other.high and other.low < self.high

    def contains(self, value: Decimal | int) -> bool:
        """Whether `value` lies in the range."""
        return self.low <= value <= self.high

    def meet(self, other: Interval) -> Interval | None:
        """The values in both ranges, or None where there are none."""
        if not self.meets(other):
            return None
        return Interval(max(self.low, other.low), min(self.high, other.high))


def exactly(value: Decimal | int) -> Interval:
    """The range that holds one value only."""
    number = Decimal(value)
    return Interval(number, number)


def total(intervals: Iterable[Interval]) -> Interval:
    """The range of a sum; zero for no terms."""
    low = high = Decimal(0)
    for interval in intervals:
        low += interval.low
        high += interval.high
    return Interval(low, high)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its value and how many decimals it shows."""

    value: Decimal
    decimals: int

    @property
    def interval(self) -> Interval:
        """The values that print as this number: ± half of its last digit."""
        half = _HALF.scaleb(-self.decimals)
        return Interval(self.value - half, self.value + half)


def parse_number(text: str) -> Number | None:
    """The number that `text` prints, thousands separators and full-width digits allowed, or None where it is none."""
    text = text.strip().translate(_FULL_WIDTH)
    if not _NUMBER.fullmatch(text):
        return None
    text = text.replace(",", "")
    decimals = len(text) - text.index(".") - 1 if "." in text else 0
    return Number(Decimal(text), decimals)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """`value` rounded half up (四舍五入) to `decimals` places."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def fen(yuan: Decimal | int | str) -> int:
    """Yuan (元) as integer fen (分). Raises ValueError where there are more than two decimals."""
    amount = Decimal(yuan) * FEN_PER_YUAN
    if amount != amount.to_integral_value():
        raise ValueError(f"{yuan} 元有两位以上小数")
    return int(amount)


def divide_half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to numerator ÷ denominator, halves away from zero (四舍五入). The denominator is positive."""
    if denominator <= 0:
        raise ValueError("分母必须为正")
    if numerator < 0:
        return -((2 * -numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def wan(amount_fen: int, decimals: int = 2) -> Decimal:
    """Fen as 万元, rounded half up to `decimals` places: the displayed figure of a disclosed table."""
    scale = 10**decimals
    return Decimal(divide_half_up(amount_fen * scale, FEN_PER_WAN)).scaleb(-decimals)


def printed_change(now_fen: int, before_fen: int) -> Decimal | None:
    """The change in percent with one decimal, as far as the two printed in 万元 bear it: None where the prior one prints as
    0.00, zero where both print alike."""
    now, before = wan(now_fen), wan(before_fen)
    if not before:
        return None
    if now == before:
        return Decimal("0.0")
    change = (now_fen - before_fen) * (1 if before_fen > 0 else -1)
    return Decimal(divide_half_up(change * 1000, abs(before_fen))).scaleb(-1)


def format_amount(value: Decimal, decimals: int | None = None) -> str:
    """`value` with thousands separators; as many decimals as it carries unless told."""
    return f"{value:,}" if decimals is None else f"{round_half_up(value, decimals):,.{decimals}f}"


def yuan_text(amount_fen: int) -> str:
    """Fen as 元 with thousands separators and two decimals."""
    return format_amount(Decimal(amount_fen).scaleb(-2), 2)
