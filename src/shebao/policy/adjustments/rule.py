"""What one year's adjustment does to a pension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shebao.fields.dates import Month
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import floor_div, tier
from shebao.policy.insured import Scheme
from shebao.policy.parameters.model import Confidence


@dataclass(frozen=True, slots=True)
class AdjustmentRule:
    """One year's adjustment: amounts in fen, `percent` in 1/1000000; it holds for who retired by `retired_by`.

    `part_year_up` counts a part of a year as a year. `tilts` are (least age, amount) tiers in order of age, of which
    the highest reached at the end of the year before counts.
    """

    effective: Month
    retired_by: Month
    fixed: int = 0
    per_year: int = 0
    percent: int = 0
    part_year_up: bool = False
    tilts: tuple[tuple[int, int], ...] = ()
    basis: str = ""
    schemes: tuple[Scheme, ...] = tuple(Scheme)
    confidence: Confidence = "known"

    @property
    def age_month(self) -> Month:
        """The month at which ages count: the end of the year before."""
        return Month(self.effective.year - 1, 12)

    def years(self, years: Any) -> Any:
        """Whole years of contribution years in 1/100; integers or columns."""
        return floor_div(years + (YEARS_SCALE - 1 if self.part_year_up else 0), YEARS_SCALE)

    def tilt(self, age: Any) -> Any:
        """The amount in fen for an age in years; integers or columns."""
        return tier(age, self.tilts)

    def tilt_of(self, birth: Month | None) -> int:
        """The amount in fen for who was born in a month; nothing for age where that is not known."""
        age = 0 if birth is None else max(self.age_month.since(birth) // 12, 0)
        return int(self.tilt(age))
