"""Work-injury formulas (工伤保险待遇): amounts in fen up to 10^10, percentages up to 300, months; integers or columns."""

from __future__ import annotations

from shebao.policy.arithmetic import Quantity, between, greatest, half_up

PERCENT = 100


def own_wage(
    *, total: Quantity, months: Quantity, average_wage: Quantity, floor_percent: Quantity, ceiling_percent: Quantity
) -> Quantity:
    """The worker's wage (本人工资) in fen: mean contribution wage before the injury within 60–300 % of the average."""
    mean = half_up(total, months)
    floor = half_up(average_wage * floor_percent, PERCENT)
    ceiling = half_up(average_wage * ceiling_percent, PERCENT)
    return between(mean, floor, ceiling)


def months_of(amount: Quantity, months: Quantity) -> Quantity:
    """A lump sum in fen of so many months of `amount`."""
    return amount * months


def percent_of(amount: Quantity, percent: Quantity) -> Quantity:
    """So many percent of `amount`, half up to the fen."""
    return half_up(amount * percent, PERCENT)


def shortfall(amount: Quantity, floor: Quantity) -> Quantity:
    """What is missing in fen for `amount` to reach `floor`; 0 where it does (补足差额)."""
    return greatest(floor - amount, 0)


def capped_shares(shares: list[int], cap: int) -> list[int]:
    """Dependants' shares in fen scaled down to sum to `cap` where they exceed it (工伤保险条例第三十九条第（二）项).

    The remainder of the division goes fen by fen to the largest fractions, the earlier share first among equals.
    """
    whole = sum(shares)
    if whole <= cap:
        return list(shares)
    quotients = [divmod(share * cap, whole) for share in shares]
    left = cap - sum(quotient for quotient, _ in quotients)
    order = sorted(range(len(shares)), key=lambda place: (-quotients[place][1], place))
    favoured = set(order[:left])
    return [quotient + (place in favoured) for place, (quotient, _) in enumerate(quotients)]
