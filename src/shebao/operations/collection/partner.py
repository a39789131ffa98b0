"""A tax authority in the tree: it collects bills as payers pay them, and its files err as real ones do. Drawn by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from shebao.fields.data_files import load_data
from shebao.operations.collection.amounts import NOTHING, Amounts, Owing
from shebao.operations.collection.files import Bill, Signing, receipts_sent
from shebao.operations.collection.late_fees import late_fee_of
from shebao.operations.collection.matching import Receipt
from shebao.operations.collection.reconciling import Entry
from shebao.operations.exchange.deliveries import Delivery, read_header, signed
from shebao.policy.parameters import Law

_WHOLE = 1000
_MONTHS_OFF = 600
"""So many months before the one that is owed nobody owed anything here."""


class Erring(StrEnum):
    """How a delivery errs. What is right follows it, except after what came twice."""

    NOT = "not"
    TWICE = "twice"
    CUT = "cut"
    CONTRADICTING = "contradicting"
    WRONG_SUM = "wrong_sum"
    WRONG_COUNT = "wrong_count"


@dataclass(frozen=True, slots=True)
class Partner:
    """Who collects: `by` signs its files, `law` has the late fee, `seed` says who pays how."""

    by: Signing
    law: Law
    seed: int

    def collected(self, bills: Iterable[Bill], received: Mapping[Owing, Amounts], on: date) -> Iterator[Receipt]:
        """What payers pay on a day of bills that are still open: on time mostly, what is late with its fee, and strays."""
        for bill in bills:
            before = received.get(bill.owing, NOTHING)
            left = bill.due - before.within(bill.due)
            if not left:
                continue
            late = on > bill.due_on
            paid = left if late else self._paid(bill, left)
            if paid:
                fee = late_fee_of(self.law, left.total, bill.due_on, on) if late else 0
                yield Receipt(f"T{on:%Y%m%d}{bill.number:010d}", bill.owing, paid, fee, on)
            if not late and self._drawn(bill, "stray"):
                away = bill.owing._replace(month=bill.owing.month.plus(-_MONTHS_OFF))
                yield Receipt(f"S{on:%Y%m%d}{bill.number:010d}", away, left, 0, on)

    def _paid(self, bill: Bill, left: Amounts) -> Amounts:
        if self._drawn(bill, "unpaid"):
            return NOTHING
        if self._drawn(bill, "short"):
            return Amounts(left.unit // 2, left.person)
        return left + Amounts(left.unit // 10, 0) if self._drawn(bill, "over") else left

    def _drawn(self, bill: Bill, what: str) -> bool:
        return random.Random(f"{self.seed} {bill.name} {what}").randrange(_WHOLE) < _permille()[what]

    def delivered(self, receipts: Sequence[Receipt], sequence: int, period: str, erring: Erring) -> list[Delivery]:
        """The deliveries by which a file of receipts comes, in their order."""
        right = receipts_sent(receipts, sequence, period, self.by)
        if erring is Erring.NOT:
            return [right]
        if erring is Erring.TWICE:
            return [right, right]
        if erring is Erring.CUT:
            return [Delivery(right.header, right.data[: len(right.data) // 2]), right]
        if erring is Erring.CONTRADICTING:
            return [right, receipts_sent([_otherwise(each) for each in receipts], sequence, period, self.by)]
        return [self._declared_wrongly(right, erring), right]

    def _declared_wrongly(self, right: Delivery, erring: Erring) -> Delivery:
        header = read_header(right.header)
        sums = dict(header.sums)
        if erring is Erring.WRONG_SUM:
            sums["unit"] += 1
        rows = header.rows + (erring is Erring.WRONG_COUNT)
        place = (header.contract, header.sender, header.sequence, header.period)
        return signed(*place, right.data, rows, sums, self.by.key, recipient=header.recipient)


def entered(receipts: Iterable[Receipt], days: int) -> list[Entry]:
    """What a book has of receipts so many days after they were paid."""
    return [
        Entry(each.number, each.owing.line, each.paid.total + each.late_fee, each.paid_on + timedelta(days=days))
        for each in receipts
    ]


def _otherwise(receipt: Receipt) -> Receipt:
    return replace(receipt, paid=receipt.paid + Amounts(1, 0))


@cache
def _permille() -> Mapping[str, int]:
    return {name: int(value) for name, value in load_data(__package__, "partner.yaml").items()}
