"""Working lives: spells of employment, contributions by year, and the personal account they build up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shebao.population.draws import Booleans, Integers
from shebao.population.people import People
from shebao.population.proportions import Proportions, by_year

SPELLS = 4
ACCOUNT_START = 1996 * 12
"""Hubei opened personal accounts on 1996-01-01 (鄂政发〔1995〕111号); work before counts as deemed contribution."""
_INDEX_FLOOR, _INDEX_CEILING = 6000, 30_000
_ACCOUNT_PERCENT = 8


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
        return np.asarray(np.clip((self.index * self.months).sum(axis=1) // months, _INDEX_FLOOR, _INDEX_CEILING))


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
    for spell in range(SPELLS):
        start, end = work.start[:, spell, None], work.end[:, spell, None]
        overlap = np.minimum(end, years * 12 + 11) - np.maximum(start, years * 12) + 1
        months += np.maximum(np.where(work.real[:, spell, None], overlap, 0), 0)
    before = np.maximum(np.minimum(work.end, ACCOUNT_START - 1) - work.start + 1, 0)
    deemed = np.where(work.real, before, 0).sum(axis=1)
    index = _indexes(people, len(years))
    wage = by_year(proportions.average_wage, first_year, last_year) * 100
    base = index * wage // 10_000
    interest = by_year(proportions.account_interest, first_year, last_year)
    return Contributions(first_year, months, index, base, _accounts(base, months, interest), deemed)


def _indexes(people: People, years: int) -> Integers:
    """A person's level, poorer more often than rich, and a little more or less each year."""
    level = 6000 + np.minimum(people.draws.below("level", 18_000), people.draws.below("level/2", 18_000))
    yearly = np.stack([people.draws.between(f"index {year}", -800, 1200) for year in range(years)], axis=1)
    return np.clip(level[:, None] + yearly, _INDEX_FLOOR, _INDEX_CEILING)


def _accounts(base: Integers, months: Integers, interest: Integers) -> Integers:
    """The account after each year: last year's with interest (per mille), and 8% of the base for each month."""
    account = np.zeros_like(base)
    balance = np.zeros(len(base), dtype=np.int64)
    for year in range(base.shape[1]):
        balance = balance + balance * interest[year] // 1000 + base[:, year] * months[:, year] * _ACCOUNT_PERCENT // 100
        account[:, year] = balance
    return account
