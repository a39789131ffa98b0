"""Survivors' benefits (遗属待遇): months and amounts in fen, integers or columns (人社部发〔2021〕18号)."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.policy.arithmetic import Quantity, floor_div, greatest, half_up, least, tier, where

MONTHS = 12


def lump_sum_months(
    *, paid_months: Quantity, tiers: Sequence[tuple[int, int]], extra_after: int, longest: int
) -> Quantity:
    """Months of the survivors' lump sum (抚恤金): by contribution months; 1 more for each begun year after 15, ≤ 24."""
    extra = where(paid_months > extra_after, floor_div(paid_months - extra_after + MONTHS - 1, MONTHS), 0)
    return least(tier(paid_months, tiers) + extra, longest)


def retired_months(*, months: Quantity, received_months: Quantity, floor: int) -> Quantity:
    """The same for a pensioner: 1 less for each full year of pension received, not below `floor`."""
    return greatest(months - floor_div(received_months, MONTHS), floor)


def monthly_income_multiple(annual_income: Quantity, months: Quantity) -> Quantity:
    """annual income ÷ 12 × months in fen, rounded once, half up. Income up to 10^10 fen, months up to 10^4."""
    return half_up(annual_income * months, MONTHS)
