"""What the law says about the people: tables of the policy formulas by birth month and by age."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from shebao.fields.dates import month_of_ordinal
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.lookup import lookup
from shebao.policy.parameters import Law, law
from shebao.policy.pensions.payout import payout_months
from shebao.policy.retirement.schedule import GROUPS, statutory
from shebao.population.draws import Integers
from shebao.population.people import FIRST_BIRTH

_BIRTH_MONTHS = 1500
_AGES = range(40 * 12, 75 * 12)
_BEFORE_REFORM, _SINCE_REFORM = date(2024, 12, 31), date(2025, 1, 1)
REFORM = 2025 * 12


@cache
def wuhan_law() -> Law:
    """The law of Wuhan."""
    return law("wuhan")


@cache
def statutory_months(kind: int) -> Integers:
    """The statutory retirement month of each birth month from FIRST_BIRTH on; kinds are in the order of GROUPS."""
    births = (month_of_ordinal(FIRST_BIRTH + offset).first_day for offset in range(_BIRTH_MONTHS))
    return np.array([statutory(wuhan_law(), GROUPS[kind], birth).month.ordinal for birth in births], dtype=np.int64)


def payout_tenths(age_months: Integers, retired: Integers) -> Integers:
    """The payout months in 1/10 of people of that age (in months) retiring in that month."""
    position = np.clip(age_months, _AGES[0], _AGES[-1]) - _AGES[0]
    return np.where(retired >= REFORM, _payout_table(_SINCE_REFORM)[position], _payout_table(_BEFORE_REFORM)[position])


@cache
def interest_rate(year: int) -> int:
    """The yearly rate that accounts earn, in millionths; 0 while none is published."""
    found = lookup(wuhan_law(), "pension.account_interest", date(year, 12, 1))
    return found.scaled(RATE_SCALE) if found else 0


@cache
def _payout_table(on: date) -> Integers:
    return np.array([payout_months(wuhan_law(), age, on).tenths for age in _AGES], dtype=np.int64)
