"""Which receipt's fen paid which person, once a month is settled: every fen of each has its place.

Persons in the order of their numbers and receipts in the order they came are laid along the same line; where they overlap, that
receipt paid that person. What is left of the receipts beyond the last person is held. The late fee is shared by what persons owe,
by the same cumulative rule, so that shares add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.operations.collection.amounts import NOTHING, Amounts


@dataclass(frozen=True, slots=True)
class Share:
    """What a person owes."""

    person: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Paying:
    """What a receipt brought."""

    receipt: int
    amounts: Amounts
    late_fee: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """What of a receipt is a person's, in fen."""

    receipt: int
    person: int
    amounts: Amounts
    late_fee: int


def allocated(shares: Sequence[Share], receipts: Sequence[Paying]) -> Iterator[Allocation]:
    """The allocations of a settled month, in order of receipt and person; those of nothing are left out."""
    due = sum((share.amounts for share in shares), NOTHING)
    paid = NOTHING
    for receipt in receipts:
        owed = NOTHING
        for share in shares:
            amounts = Amounts(
                _overlap(paid.unit, receipt.amounts.unit, owed.unit, share.amounts.unit),
                _overlap(paid.person, receipt.amounts.person, owed.person, share.amounts.person),
            )
            late_fee = _late_fee(receipt.late_fee, due.total, owed.total, share.amounts.total)
            if amounts or late_fee:
                yield Allocation(receipt.receipt, share.person, amounts, late_fee)
            owed += share.amounts
        paid += receipt.amounts


def _overlap(start: int, length: int, other: int, other_length: int) -> int:
    return max(min(start + length, other + other_length) - max(start, other), 0)


def _late_fee(fee: int, due: int, before: int, own: int) -> int:
    return fee * (before + own) // due - fee * before // due if due else 0
