"""The months in which a person is old enough to work and to retire, by the law's own parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from shebao.fields.dates import Month
from shebao.policy.parameters import Law, law
from shebao.policy.retirement.choice import Timing, timing
from shebao.policy.retirement.schedule import Group, statutory

WORKING_AGE = 16
_NATION = "national"
_GROUPS: dict[str, tuple[Group, ...]] = {
    "male": ("male",), "female_55": ("female_cadre",), "female_50": ("female_worker",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retiring:
    """The month of statutory retirement: the same twice, or the earliest and the latest where the category is not known."""

    earliest: Month
    latest: Month


def working_since(birth: date) -> Month:
    """The month in which somebody becomes sixteen (劳动法第十五条)."""
    return Month(birth.year + WORKING_AGE, birth.month)


def retiring(birth: date, sex: str | None, category: str | None) -> Retiring:
    """When somebody reaches the statutory retirement age (渐进式延迟法定退休年龄的办法); `category` is of the register of
    that name, and a woman whose category is not known may have either."""
    months = [_month(group, birth) for group in _groups(sex, category)]
    return Retiring(min(months), max(months))


def timings(birth: date, sex: str | None, category: str | None, chosen: Month) -> set[Timing]:
    """How a chosen month of retirement stands to the statutory one, by each category that may be theirs (实施弹性退休制度
    暂行办法)."""
    return {timing(_law(), statutory(_law(), group, birth), chosen) for group in _groups(sex, category)}


def _groups(sex: str | None, category: str | None) -> tuple[Group, ...]:
    return _GROUPS.get(category or "") or (("male",) if sex == "M" else ("female_worker", "female_cadre"))


@lru_cache(maxsize=65536)
def _month(group: Group, birth: date) -> Month:
    return statutory(_law(), group, birth).month


@lru_cache(maxsize=1)
def _law() -> Law:
    return law(_NATION)
