"""What an account earns and comes to: over whole numbers of one person or columns of a city alike. Amounts in fen, rates in millionths.

Bounds for columns: balances up to 10^9 fen, a year's products up to 10^10.
"""

from __future__ import annotations

from shebao.policy.arithmetic import RATE_SCALE, Quantity, half_up
from shebao.policy.contributions.formulas import contribution
from shebao.policy.pensions.formulas import credit_interest

MONTHS = 12


def credit_of_base(*, base: Quantity, rate: Quantity) -> Quantity:
    """What a month credits by its base: base × rate, half up to the fen (国发〔2005〕38号第六部分)."""
    return contribution(base, rate)


def year_interest(
    *, opening: Quantity, products: Quantity, left: Quantity, rate: Quantity, until: Quantity
) -> Quantity:
    """A year's interest up to a month included: the opening balance for so many twelfths, what came in and what left by their
    products (月积数, amount × months it was there or was not), each half up to the fen. Up to December it is
    `account_interest(opening) + credit_interest(products)`; in the year of retirement `until` is its month."""
    return (
        half_up(opening * until * rate, MONTHS * RATE_SCALE)
        + credit_interest(products, rate)
        - credit_interest(left, rate)
    )


def closing_balance(
    *,
    opening: Quantity,
    credited: Quantity,
    interest: Quantity,
    transfer_in: Quantity,
    transfer_out: Quantity,
    paid_out: Quantity,
    adjusted: Quantity,
) -> Quantity:
    """The balance at the end of a year."""
    return opening + credited + interest + transfer_in - transfer_out - paid_out + adjusted


def mean_base(*, wages: Quantity, months: Quantity) -> Quantity:
    """The mean monthly base of the months paid, half up to the fen."""
    return half_up(wages, months)
