"""When a person may retire: the original ages and the gradual delay from 2025-01-01."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from shebao.fields.dates import Month, add_months, month_of
from shebao.policy.arithmetic import floor_div, greatest, least, where
from shebao.policy.parameters import Law, Value

Group = Literal["male", "female_cadre", "female_worker"]
GROUPS: tuple[Group, ...] = ("male", "female_cadre", "female_worker")
GROUP_NAMES = {
    "male": "男职工（原60周岁）",
    "female_cadre": "女职工（原55周岁）",
    "female_worker": "女职工（原50周岁）",
}
DELAY_START = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class Statutory:
    """The statutory retirement of one person: ages in months and days; `delay` is 0 before the reform reaches them."""

    group: Group
    birth: date
    original_age: int
    delay: int
    laws: tuple[Value, ...]

    @property
    def age(self) -> int:
        """The statutory retirement age in months."""
        return self.original_age + self.delay

    @property
    def day(self) -> date:
        """The statutory retirement date: the day of birth in the month of retirement."""
        return add_months(self.birth, self.age)

    @property
    def month(self) -> Month:
        """The month of statutory retirement."""
        return month_of(self.day)


def delay_months(*, birth: Any, first_birth: Any, step: Any, cap: Any) -> Any:
    """Months that statutory retirement is delayed, from month ordinals (渐进式延迟法定退休年龄的办法 第一条)."""
    since = birth - first_birth
    return where(since < 0, 0, least(floor_div(greatest(since, 0), step) + 1, cap))


def statutory(law: Law, group: Group, birth: date) -> Statutory:
    """The statutory retirement of a person born on a day. Raises MissingParameter for ages before the law's start."""
    original = law.at("retirement.original_age", DELAY_START).cell(group)
    first = law.at("retirement.delay_first_birth", DELAY_START).cell(group)
    pace = law.at("retirement.delay_birth_months", DELAY_START).cell(group)
    cap = law.at("retirement.delay_cap", DELAY_START).cell(group)
    delay = delay_months(
        birth=month_of(birth).ordinal, first_birth=first.month.ordinal, step=pace.integer, cap=cap.integer
    )
    laws = (original, first, pace, cap) if delay else (original,)
    return Statutory(group, birth, original.integer * 12, cast(int, delay), laws)


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which a person may choose to retire under the flexible rules."""

    earliest: date
    latest: date
    laws: tuple[Value, ...]


def window(law: Law, retirement: Statutory) -> Window | None:
    """The flexible window around the statutory date, or None for who retired before the reform.

    Early: at most 36 months, never below the original age. Late: at most 36 months.
    """
    if retirement.day < DELAY_START:
        return None
    early = law.at("retirement.early_months", retirement.day)
    late = law.at("retirement.late_months", retirement.day)
    earliest = add_months(retirement.birth, max(retirement.original_age, retirement.age - early.integer))
    return Window(earliest, add_months(retirement.birth, retirement.age + late.integer), (early, late))


def minimum_contribution_months(law: Law, on: date) -> Value:
    """The least contribution months for a monthly pension; `on` is in the year of the statutory retirement age."""
    return law.at("retirement.minimum_contribution_months", on)
