"""How months of payers stand: what is due by their last bills, what came, what is open, what is held."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from shebao.fields.dates import month_of
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.files import Bill
from shebao.operations.collection.matching import Standing
from shebao.operations.collection.reconciling import Book, Entry, Reconciliation, reconciled
from shebao.operations.record.lines import insurance_lines

_AT_A_TIME = 20_000
LAST_BILLS = """
SELECT DISTINCT ON (payer, line, month) * FROM collection_bill {where} ORDER BY payer, line, month, version DESC
"""
RECEIVED = """
SELECT payer, line, month, sum(unit)::bigint AS unit, sum(person_share)::bigint AS person_share FROM (
    SELECT r.payer, r.line, r.month, r.unit, r.person_share FROM collection_receipt r {where}
    UNION ALL
    SELECT r.payer, r.line, r.month, -b.unit, -b.person_share FROM collection_refund b
    JOIN collection_receipt r ON r.id = b.receipt_id {where} {and_} b.state = 'approved'
) moved GROUP BY payer, line, month
"""
_OF_PAYERS = "WHERE payer = ANY(%(payers)s)"
_OPEN = f"""
SELECT b.id, b.version, b.payer, b.line, b.month, b.heads, b.unit, b.person_share, b.due_on,
    coalesce(r.unit, 0), coalesce(r.person_share, 0)
FROM ({LAST_BILLS.format(where="")}) b
LEFT JOIN ({RECEIVED.format(where="", and_="WHERE")}) r USING (payer, line, month)
WHERE NOT EXISTS (SELECT 1 FROM collection_settlement s WHERE s.bill_id = b.id)
"""
_HELD = f"""
WITH keys AS (
    SELECT payer, line, month FROM collection_receipt WHERE match IN ('over', 'unmatched')
    UNION SELECT payer, line, month FROM collection_bill WHERE version > 1
), held AS (
    SELECT payer, line, month, r.unit - least(r.unit, coalesce(b.unit, 0)) AS unit,
        r.person_share - least(r.person_share, coalesce(b.person_share, 0)) AS person_share, b.id IS NOT NULL AS billed
    FROM keys JOIN ({RECEIVED.format(where="", and_="WHERE")}) r USING (payer, line, month)
    LEFT JOIN ({LAST_BILLS.format(where="")}) b USING (payer, line, month)
)
SELECT h.payer, h.line, h.month, h.unit, h.person_share, h.billed,
    (SELECT max(r.id) FROM collection_receipt r WHERE (r.payer, r.line, r.month) = (h.payer, h.line, h.month)
        AND NOT EXISTS (SELECT 1 FROM collection_refund b WHERE b.receipt_id = r.id AND b.state = 'approved'))
FROM held h WHERE h.unit > 0 OR h.person_share > 0 ORDER BY h.month DESC, h.payer, h.line
"""
_BILLS_AFTER = """
SELECT id, version, payer, line, month, heads, unit, person_share, due_on FROM collection_bill
WHERE id > %s AND id <= %s ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Open:
    """A bill that has not been paid in full, with what came for it."""

    bill: Bill
    received: Amounts

    @property
    def left(self) -> Amounts:
        """What has still to come."""
        return Standing(self.bill.due, self.received).open

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.bill.owing.line].short


@dataclass(frozen=True, slots=True)
class Held:
    """Money that nobody owes: for what it was paid, how much, whether that was ever billed, the last receipt behind it."""

    owing: Owing
    amounts: Amounts
    billed: bool
    receipt: int | None

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.owing.line].short


def rows_of(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def one_at_a_time() -> None:
    """Nobody else takes a file in, sends one or decides a refund until the transaction ends: each sees what the one before left."""
    rows_of("SELECT pg_advisory_xact_lock(hashtext('collection_file'))")


def due_of(payers: Collection[int]) -> dict[Owing, Amounts]:
    """What payers owe by their last bills."""
    return _amounts(LAST_BILLS.format(where=_OF_PAYERS), payers, "payer, line, month, unit, person_share")


def received_of(payers: Collection[int]) -> dict[Owing, Amounts]:
    """What came from payers, less what went back."""
    return _amounts(
        RECEIVED.format(where="WHERE r.payer = ANY(%(payers)s)", and_="AND"),
        payers,
        "payer, line, month, unit, person_share",
    )


def _amounts(statement: str, payers: Collection[int], columns: str) -> dict[Owing, Amounts]:
    found = {}
    ordered = sorted(payers)
    for at in range(0, len(ordered), _AT_A_TIME):
        values = {"payers": ordered[at : at + _AT_A_TIME]}
        for payer, line, month, unit, person in rows_of(f"SELECT {columns} FROM ({statement}) found", values):
            found[Owing(payer, line, month_of(month))] = Amounts(unit, person)
    return found


def open_bills(due_before: date | None = None, payer: int | None = None) -> Iterator[Open]:
    """Bills that are not paid in full, oldest first; of a payer, and of those whose last day was before one, where asked for."""
    where = " AND b.due_on < %(day)s" if due_before else ""
    where += " AND b.payer = %(payer)s" if payer is not None else ""
    statement = f"{_OPEN}{where} ORDER BY b.month, b.payer, b.line"
    for row in rows_of(statement, {"day": due_before, "payer": payer}):
        yield Open(_bill(row[:9]), Amounts(row[9], row[10]))


def bills_between(after: int, last: int) -> list[Bill]:
    """The bills that were made after one up to another."""
    return [_bill(row) for row in rows_of(_BILLS_AFTER, [after, last])]


def _bill(row: tuple[Any, ...]) -> Bill:
    number, version, payer, line, month, heads, unit, person, due_on = row
    return Bill(number, version, Owing(payer, line, month_of(month)), heads, Amounts(unit, person), due_on)


def held() -> list[Held]:
    """Everything that came and that nobody owes."""
    return [
        Held(Owing(payer, line, month_of(month)), Amounts(unit, person), billed, receipt)
        for payer, line, month, unit, person, billed, receipt in rows_of(_HELD)
    ]


def standing(owing: Owing) -> tuple[Standing, bool]:
    """How a month of a payer stands, and whether it was ever billed."""
    due, received = due_of([owing.payer]).get(owing), received_of([owing.payer]).get(owing, Amounts())
    return Standing(due or Amounts(), received), due is not None


def reconciliation(first: date, last: date, wait: int) -> Reconciliation:
    """The three books about receipts that were paid from a day to a day, as of the latter."""
    span = {"first": first, "last": last}
    agency = rows_of(
        "SELECT number, line, unit + person_share + late_fee, paid_on FROM collection_receipt "
        "WHERE paid_on BETWEEN %(first)s AND %(last)s ORDER BY id", span
    )  # fmt: skip
    others = rows_of(
        "SELECT e.book, e.receipt, e.line, e.amount, e.day FROM collection_entry e "
        "LEFT JOIN collection_receipt r ON r.number = e.receipt "
        "WHERE e.day <= %(last)s AND coalesce(r.paid_on, e.day) BETWEEN %(first)s AND %(last)s ORDER BY e.id", span
    )  # fmt: skip
    books = {
        book: [Entry(*row[1:]) for row in others if row[0] == book.value] for book in (Book.TREASURY, Book.SPECIAL)
    }
    return reconciled((Entry(*row) for row in agency), books[Book.TREASURY], books[Book.SPECIAL], last, wait)
