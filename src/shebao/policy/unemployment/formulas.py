"""Unemployment formulas (失业保险待遇): amounts in fen (分) up to 10^10, percentages and months, integers or columns."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.policy.arithmetic import RATE_SCALE, Quantity, half_up, least, tier

PERCENT = 100


def benefit_months(
    *, paid_months: Quantity, carried_months: Quantity, tiers: Sequence[tuple[int, int]], longest: int
) -> Quantity:
    """Months of benefit: by contribution months (满1年12、满5年18、满10年24) plus those carried over, at most `longest`.

    Below the first tier only those carried over (社会保险法第四十六条；失业保险金申领发放办法).
    """
    return least(tier(paid_months, tiers) + carried_months, longest)


def percent_of(amount: Quantity, percent: Quantity) -> Quantity:
    """So many percent of `amount`, half up to the fen."""
    return half_up(amount * percent, PERCENT)


def share_of(amount: Quantity, rate: Quantity) -> Quantity:
    """`amount` (up to 10^9 fen) × a rate in millionths, half up to the fen."""
    return half_up(amount * rate, RATE_SCALE)
