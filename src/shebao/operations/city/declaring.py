"""What the city's employers declare for their staff, and what flexible workers choose: drawn by seed, person and base year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.base_years import base_years
from shebao.operations.contributions.facts import LEVEL, WAGE
from shebao.operations.contributions.standards import standards
from shebao.operations.record.effects import FactStated
from shebao.operations.record.valid import Valid
from shebao.population.draws import Draws

_LOWEST, _SPREAD, _WHOLE = 3_500, 36_000, 10_000
"""Wages between 35 and 395 % of the average, low ones more often, as in the synthetic population's rosters."""
_UNDECLARED = 30
"""Of a thousand persons a year, for whom nothing is declared: assumed, no statistics of any place."""
_LEVELS = ("60", "80", "100", "150")
_SALT = 104_729


@dataclass(frozen=True, slots=True)
class Undeclared:
    """Somebody enrolled in a pension of whom nothing is declared for a month; without an employer they choose a level."""

    person: int
    employer: int | None
    since: date


def declared(people: Sequence[Undeclared], seed: int, place: str, month: Month) -> Iterator[FactStated]:
    """The wage or level of each from the beginning of enrolment or of the base year on, in the order of the people."""
    if not people:
        return
    years, rules = base_years(place, month), standards(place, month)
    first = years.first(month)
    draws = Draws(seed ^ (first.ordinal * _SALT), np.array([one.person for one in people], dtype=np.int64))
    spread = np.minimum(draws.below("wage", _SPREAD), draws.below("wage/2", _SPREAD))
    wages = ((_LOWEST + spread) * (rules.average or rules.floor) // _WHOLE).tolist()
    levels = draws.below("level", len(_LEVELS)).tolist()
    silent = draws.chance("undeclared", _UNDECLARED).tolist()
    for one, wage, level, undeclared in zip(people, wages, levels, silent, strict=True):
        if undeclared:
            continue
        start = max(month_of(one.since), first).first_day
        if one.employer is None:
            yield FactStated(one.person, LEVEL, _LEVELS[level], Valid(start))
        else:
            text = f"{Decimal(wage).scaleb(-2):f}"
            valid = Valid(start, years.last(month).plus(1).first_day)
            yield FactStated(one.person, WAGE, text, valid, str(one.employer))
