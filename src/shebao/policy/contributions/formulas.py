"""Contribution formulas (社会保险费): amounts in fen, rates in millionths, percentages; integers or Ibis columns.

Bounds: bases and monthly amounts up to 10^9 fen.
"""

from __future__ import annotations

from shebao.policy.arithmetic import RATE_SCALE, Quantity, between, half_up, where

PERCENT = 100


def bounded_base(*, wage: Quantity, floor: Quantity, ceiling: Quantity) -> Quantity:
    """The contribution base (缴费基数): the wage, not below the floor and not above the ceiling (国办发〔2019〕13号)."""
    return between(wage, floor, ceiling)


def contribution(base: Quantity, rate: Quantity) -> Quantity:
    """One payer's monthly contribution to one line: base × rate, half up to the fen."""
    return half_up(base * rate, RATE_SCALE)


def injury_rate(*, benchmark: Quantity, floating_percent: Quantity, reduction_percent: Quantity) -> Quantity:
    """The work-injury rate in millionths: benchmark × floating % × (100 − reduction) % (人社部发〔2015〕71号)."""
    return half_up(benchmark * floating_percent * (PERCENT - reduction_percent), PERCENT * PERCENT)


def relieved(amount: Quantity, relief_percent: Quantity) -> Quantity:
    """What remains of an employer's contribution after a relief (减免) of so many percent."""
    return amount - half_up(amount * relief_percent, PERCENT)


def late_fee(*, arrears: Quantity, days: Quantity, daily_rate: Quantity) -> Quantity:
    """The late fee (滞纳金): arrears × days × daily rate (社会保险法第八十六条). For columns at most 2000 days at 2‰."""
    return half_up(arrears * where(days > 0, days, 0) * daily_rate, RATE_SCALE)


def unreported_contribution(last_month: Quantity, percent: Quantity) -> Quantity:
    """What an employer owes that failed to declare: so many percent of its last month (社会保险法第六十二条)."""
    return half_up(last_month * percent, PERCENT)
