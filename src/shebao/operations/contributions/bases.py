"""The base of a month (缴费基数) and what it comes to; over whole numbers of one person or columns of a city alike.

Amounts in fen, rates in millionths; -1 stands for what is not known.
"""

from __future__ import annotations

from shebao.policy.arithmetic import Quantity, half_up, where
from shebao.policy.contributions.formulas import bounded_base, contribution, relieved

NOTHING = -1
_PERCENT = 100


def chosen_wage(*, level: Quantity, average: Quantity) -> Quantity:
    """What a flexible worker's choice comes to: so many percent of the average wage, half up to the fen."""
    return where(level >= 0, half_up(where(level >= 0, level, 0) * average, _PERCENT), NOTHING)


def base_of(*, wage: Quantity, previous: Quantity, percent: Quantity, floor: Quantity, ceiling: Quantity) -> Quantity:
    """The base: the wage declared or chosen, else so many percent of the last base of the year before, else the floor; within
    the bounds of the month (社会保险法第六十条、第六十二条)."""
    carried = half_up(where(previous >= 0, previous, 0) * percent, _PERCENT)
    stated = where(wage >= 0, wage, where(previous >= 0, carried, floor))
    return bounded_base(wage=stated, floor=floor, ceiling=ceiling)


def unit_share(*, base: Quantity, rate: Quantity, relief: Quantity) -> Quantity:
    """What the employer owes for a month: base × rate, half up to the fen, less the relief of so many percent."""
    return relieved(contribution(base, rate), relief)


def person_share(*, base: Quantity, rate: Quantity) -> Quantity:
    """What the person owes for a month: base × rate, half up to the fen."""
    return contribution(base, rate)
