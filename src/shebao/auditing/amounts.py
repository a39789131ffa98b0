"""Printed figures of different units beside each other: amounts in yuan, rates in percent, and how to show them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from shebao.auditing.verdicts import Operand
from shebao.money import Interval, exactly, format_amount, round_half_up
from shebao.report.provenance import Figure, Source

_SCALES = {"元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000, "万人次": 10_000, "万人": 10_000}
HUNDRED = Decimal(100)


def scale_of(unit: str, default: str = "") -> Decimal:
    """How many yuan (or things counted) one of a unit is."""
    return Decimal(_SCALES.get(unit or default, 1))


@dataclass(frozen=True, slots=True)
class Known:
    """A value that the report prints: what it is called, its figure (None for a blank cell, which is zero), how many yuan
    one of its unit is, and where it stands. `unit` is what it is shown with."""

    name: str
    figure: Figure | None
    unit: str
    source: Source

    @property
    def scale(self) -> Decimal:
        """Yuan per unit."""
        return scale_of(self.unit)

    @property
    def interval(self) -> Interval:
        """The true values that print so, in yuan; a count is exact, and so is a plain 0, which people write for nothing."""
        if self.figure is None or (self.figure.value == 0 and self.figure.number.decimals == 0):
            return exactly(0)
        return self.figure.interval.scaled(self.scale) if self.unit in _SCALES else exactly(self.figure.value)

    @property
    def value(self) -> Decimal:
        """The printed value in yuan."""
        return self.figure.value * self.scale if self.figure else Decimal(0)

    @property
    def last_digit(self) -> Decimal:
        """One unit of the last printed digit, in yuan; nothing for zero, which is often printed without decimals."""
        if self.figure is None or self.figure.value == 0:
            return Decimal(0)
        return Decimal(1).scaleb(-self.figure.number.decimals) * self.scale

    @property
    def shown(self) -> str:
        """The figure with its unit."""
        return f"{self.figure.text} {self.unit}".strip() if self.figure else "空"

    @property
    def operand(self) -> Operand:
        """The value as an operand of a finding."""
        return Operand(self.name, self.shown, self.source)

    def show(self, yuan: Decimal) -> str:
        """An amount in yuan as this value is printed: in its unit, with at least two decimals in 万元."""
        decimals = max(self.figure.number.decimals if self.figure else 2, 2 if self.scale > 1 else 0)
        return f"{format_amount(yuan / self.scale, decimals)} {self.unit}".strip()


def is_tail(*values: Known) -> bool:
    """Whether amounts that should be one differ by no more than one unit of the last digit printed."""
    amounts = [value.value for value in values]
    return max(amounts) - min(amounts) <= max(value.last_digit for value in values)


class Fit(Enum):
    """How a printed rate stands to the true one."""

    EXACT = auto()
    TRUNCATED = auto()  # the digits behind the last were cut off
    NEAR = auto()  # one unit of the last digit off
    WRONG = auto()


def fit(rate: Figure, true: Interval) -> Fit:
    """How `rate` (percent as printed) stands to the range of the true rate (in percent)."""
    if rate.interval.meets(true):
        return Fit.EXACT
    unit = Decimal(1).scaleb(-rate.number.decimals)
    if rate.value >= 0 and Interval(rate.value, rate.value + unit).meets(true):
        return Fit.TRUNCATED
    return Fit.NEAR if Interval(rate.value - unit, rate.value + unit).meets(true) else Fit.WRONG


def percent_of(part: Interval, whole: Interval) -> Interval | None:
    """part ÷ whole in percent; None where the whole may be zero."""
    ratio = part.over(whole)
    return ratio.scaled(HUNDRED) if ratio else None


def fits_as_printed(rate: Figure, part: Known, whole: Known) -> bool:
    """Whether the rate was worked out from the two amounts as printed beside it, though finer prints elsewhere round
    otherwise (万元 in the text, 元 in a table)."""
    finer = Decimal(1).scaleb(-rate.number.decimals - 1)
    value = percent_of(exactly(part.value), exactly(whole.value))
    return value is not None and part.last_digit * HUNDRED > abs(whole.value) * finer and fit(rate, value) is Fit.EXACT


def show_percent(part: Decimal, whole: Decimal, decimals: int) -> str:
    """part ÷ whole in percent, rounded half up."""
    return f"{round_half_up(part / whole * HUNDRED, decimals)}%"


def show_rate(rate: Figure) -> str:
    """A printed rate with its sign."""
    return f"{rate.text}%"
