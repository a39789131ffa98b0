"""Working lives: spells of employment, contributions by year, and the personal account they build up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shebao.policy.arithmetic import half_up
from shebao.policy.contributions.formulas import contribution
from shebao.policy.pensions.formulas import account_interest, credit_interest
from shebao.population.draws import Booleans, Integers
from shebao.population.law import interest_rate
from shebao.population.people import People
from shebao.population.proportions import Proportions, by_year

SPELLS = 4
ACCOUNT_START = 1996 * 12
"""Hubei opened personal accounts on 1996-01-01 (鄂政发〔1995〕111号); work before counts as deemed contribution."""
_INDEX_FLOOR, _INDEX_CEILING = 6000, 30_000
_CREDITED = 80_000
"""8 % of the base, in millionths, in all years."""


@dataclass(frozen=True, slots=True)
class Spells:
    """Up to four spells a person, as arrays of persons × 4: first and last month; `real` where there is one."""

    start: Integers
    end: Integers
    real: Booleans


@dataclass(frozen=True, slots=True)
class Contributions:
    """Contributions as arrays of persons × years: months, index (1/10000), monthly base (fen), account (fen)."""

    first_year: int
    months: Integers
    index: Integers
    base: Integers
    account: Integers
    deemed_months: Integers

    @property
    def total_months(self) -> Integers:
        """Contribution months of a whole life, deemed ones included."""
        return np.asarray(self.months.sum(axis=1) + self.deemed_months)

    @property
    def average_index(self) -> Integers:
        """The average index in 1/10000, weighted by months, between the floor and the ceiling."""
        months = np.maximum(self.months.sum(axis=1), 1)
        mean = half_up((self.index * self.months).sum(axis=1), months)
        return np.asarray(np.clip(mean, _INDEX_FLOOR, _INDEX_CEILING))


def spells(people: People, residents: Booleans, unemployed: Booleans) -> Spells:
    """The spells of employment between the first work and retirement, unemployment, death or today.

    Residents, who are insured as such, have none.
    """
    last = np.where(people.retired >= 0, people.retired - 1, people.as_of)
    last = np.where(unemployed, people.as_of - months_drawn(people) - 1, last)
    last = np.where((people.death >= 0) & (people.death < last), people.death, last)
    length = np.maximum(last - people.first_work + 1, 1)
    count = people.draws.between("spells", 1, SPELLS)
    cuts = np.sort(np.stack([people.draws.below(f"cut {n}", length) for n in range(SPELLS - 1)], axis=1), axis=1)
    order = np.arange(SPELLS)
    bounds = np.concatenate([np.zeros((len(length), 1), dtype=np.int64), cuts, length[:, None]], axis=1)
    bounds[:, :-1] = np.where(order[None, :] < count[:, None], bounds[:, :-1], length[:, None])
    start = people.first_work[:, None] + bounds[:, :-1]
    end = people.first_work[:, None] + bounds[:, 1:] - 1
    gap = np.stack([people.draws.below(f"gap {n}", 18) for n in range(SPELLS)], axis=1)
    end = np.where(order[None, :] < count[:, None] - 1, end - gap, end)
    return Spells(start, end, (end >= start) & ~residents[:, None])


def months_drawn(people: People) -> Integers:
    """How many months of benefit a person has drawn, were they unemployed."""
    return people.draws.below("drawn", 12)


def contributions(people: People, work: Spells, proportions: Proportions) -> Contributions:
    """What the spells mean in contributions: from 1996 actual and on the account, before deemed."""
    first_year, last_year = ACCOUNT_START // 12, people.as_of // 12
    years = np.arange(first_year, last_year + 1)
    months = np.zeros((len(people.numbers), len(years)), dtype=np.int64)
    weights = np.zeros_like(months)
    for spell in range(SPELLS):
        first = np.maximum(work.start[:, spell, None], years * 12)
        last = np.minimum(work.end[:, spell, None], years * 12 + 11)
        own = np.where(work.real[:, spell, None] & (last >= first), last - first + 1, 0)
        months += own
        weights += own * (24 - first % 12 - last % 12) // 2
    before = np.maximum(np.minimum(work.end, ACCOUNT_START - 1) - work.start + 1, 0)
    deemed = np.where(work.real, before, 0).sum(axis=1)
    index = _indexes(people, len(years))
    wage = by_year(proportions.average_wage, first_year, last_year) * 100
    base = index * wage // 10_000
    rates = [interest_rate(year) for year in range(first_year, last_year + 1)]
    return Contributions(first_year, months, index, base, _accounts(base, months, weights, rates), deemed)


def _indexes(people: People, years: int) -> Integers:
    """A person's level, poorer more often than rich, and a little more or less each year."""
    level = 6000 + np.minimum(people.draws.below("level", 18_000), people.draws.below("level/2", 18_000))
    yearly = np.stack([people.draws.between(f"index {year}", -800, 1200) for year in range(years)], axis=1)
    return np.clip(level[:, None] + yearly, _INDEX_FLOOR, _INDEX_CEILING)


def _accounts(base: Integers, months: Integers, weights: Integers, rates: Sequence[int]) -> Integers:
    """The account after each year by the law's formulas; `weights` are for how many months together the months of a year bear
    interest in it, `rates` millionths."""
    account = np.zeros_like(base)
    balance = np.zeros(len(base), dtype=np.int64)
    for year, rate in enumerate(rates):
        credit = contribution(base[:, year], _CREDITED)
        interest = account_interest(balance, rate) + credit_interest(credit * weights[:, year], rate)
        balance = balance + credit * months[:, year] + interest
        account[:, year] = balance
    return account
