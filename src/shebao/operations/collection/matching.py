"""Receipts of the tax authority against what is owed: exact, partial, over, or for something that nobody owes.

A receipt names what it is paid for; nothing is ever moved to another payer, line or month by itself, nor from the unit's part to
the persons'. What is more than owed is held until somebody decides (退费、改记); what is less leaves the month unpaid for
everybody in it, because money is not guessed to persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shebao.operations.collection.amounts import NOTHING, Amounts, Owing


class Match(StrEnum):
    """What a receipt is to what was still owed when it came."""

    EXACT = "exact"
    PARTIAL = "partial"
    OVER = "over"
    UNMATCHED = "unmatched"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {"exact": "足额", "partial": "不足额", "over": "多缴", "unmatched": "没有对应应缴"}[self.value]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt (缴款单据) by its number: paid for what, how much in fen, the late fee as tax fixed it, on which day."""

    number: str
    owing: Owing
    paid: Amounts
    late_fee: int
    paid_on: date


@dataclass(frozen=True, slots=True)
class Matched:
    """A receipt with what of it pays what is owed and what is held; both together are what was paid."""

    receipt: Receipt
    match: Match
    applied: Amounts
    held: Amounts


def matched(
    due: Mapping[Owing, Amounts], received: Mapping[Owing, Amounts], receipts: Iterable[Receipt]
) -> Iterator[Matched]:
    """Each receipt in its order against what is due, less what was received before and what earlier ones of these brought."""
    so_far: dict[Owing, Amounts] = {}
    for receipt in receipts:
        owed = due.get(receipt.owing)
        before = so_far.get(receipt.owing) or received.get(receipt.owing, NOTHING)
        so_far[receipt.owing] = before + receipt.paid
        yield _matched(receipt, owed, before)


def _matched(receipt: Receipt, owed: Amounts | None, before: Amounts) -> Matched:
    if owed is None:
        return Matched(receipt, Match.UNMATCHED, NOTHING, receipt.paid)
    left = owed - before.within(owed) if before else owed
    if receipt.paid == left:
        return Matched(receipt, Match.EXACT, left, NOTHING)
    applied = receipt.paid.within(left)
    held = receipt.paid - applied
    if held:
        return Matched(receipt, Match.OVER, applied, held)
    return Matched(receipt, Match.PARTIAL, applied, held)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a month of a payer in a line stands: what is due, what was received for it, both as known now."""

    due: Amounts
    received: Amounts

    @property
    def settled(self) -> bool:
        """Whether everything due has come: everybody in it has paid."""
        return self.received.covers(self.due)

    @property
    def open(self) -> Amounts:
        """What has still to come."""
        return self.due - self.received.within(self.due)

    @property
    def surplus(self) -> Amounts:
        """What came and is not owed."""
        return self.received - self.received.within(self.due)
