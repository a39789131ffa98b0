"""A file of the tax authority, the treasury or the finance bureau comes in by its contract: whole, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shebao.fields.dates import month_of
from shebao.operations.collection.amounts import Amounts, Owing
from shebao.operations.collection.files import (
    MOST_FAULTS,
    RECEIPTS,
    RECEIVED,
    TREASURY,
    FileRefused,
    entries_in,
    receipts_in,
)
from shebao.operations.collection.matching import Match, Receipt, matched
from shebao.operations.collection.reconciling import Book
from shebao.operations.exchange import Contract, Delivery, State, contracts, receive
from shebao.operations.exchange import Receipt as Told
from shebao.operations.exchange.deliveries import read_header, read_rows
from shebao.server.operations.collection import models
from shebao.server.operations.collection.billing import settle
from shebao.server.operations.collection.declares import FILE_RECEIVED
from shebao.server.operations.collection.reading import due_of, one_at_a_time, received_of, rows_of
from shebao.server.operations.records.copying import copy
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_AT_A_TIME = 20_000
_KNOWN = """
SELECT number, payer, line, month, unit, person_share, late_fee, paid_on FROM collection_receipt WHERE number = ANY(%s)
"""


def agreed() -> dict[str, Contract]:
    """The contracts of files that may come."""
    return {name: contracts()[name] for name in RECEIVED}


@transaction.atomic
def receive_file(
    office: Organisation, came: Delivery, by: User, keys: dict[str, bytes], now: datetime | None = None
) -> models.File:
    """Takes a delivery in, or writes down why not; `keys` are agreed with senders. Never raises for what came."""
    at = now or timezone.now()
    one_at_a_time()  # one file at a time: each is matched against what the one before left
    told = receive(came, agreed(), keys, _earlier(office), at, office.name)
    take: Callable[[models.File], None] = lambda file: None  # noqa: E731
    if told.state is State.ACCEPTED:
        try:
            told, take = _taken(told, came, at)
        except FileRefused as refused:
            told = replace(told, state=State.QUARANTINED, reasons=refused.reasons)
    file = _file(office, told, came, by, at)
    take(file)
    record(by, FILE_RECEIVED, file, how=told.state.title, count=told.rows, sha256=file.sha256)
    return file


def _taken(told: Told, came: Delivery, at: datetime) -> tuple[Told, Callable[[models.File], None]]:
    """How the rows of a delivery are written. Raises FileRefused."""
    _names, rows = read_rows(came.data)
    if told.contract == RECEIPTS:
        return _receipts_taken(told, receipts_in(rows), at)
    book = Book.TREASURY if told.contract == TREASURY else Book.SPECIAL
    entries = entries_in(rows)

    def write(file: models.File) -> None:
        columns = ("file_id", "line_no", "book", "receipt", "line", "amount", "day")
        copy(
            "collection_entry",
            columns,
            (
                (file.pk, place, book.value, entry.receipt, entry.line, entry.amount, entry.day)
                for place, entry in enumerate(entries, 2)
            ),
        )

    return told, write


def _receipts_taken(
    told: Told, receipts: Sequence[Receipt], at: datetime
) -> tuple[Told, Callable[[models.File], None]]:
    """Receipts of which none contradicts what came before; those that came before are told and left out. Raises FileRefused."""
    places = {each.number: place for place, each in enumerate(receipts, 2)}
    known = _known(receipts)
    faults = [
        f"第 {places[each.number]} 行 单据号 {each.number} 已入过账，内容不同（以前 {_shown(known[each.number])}，"
        f"这次 {_shown(each)}）：请税务说明以哪份为准"
        for each in receipts
        if each.number in known and known[each.number] != each
    ]
    if faults:
        raise FileRefused(faults[:MOST_FAULTS])
    new = [each for each in receipts if each.number not in known]
    payers = {each.owing.payer for each in new}
    found = list(matched(due_of(payers), received_of(payers), new))
    counts = Counter(each.match for each in found)
    notes = [f"{match.label} {counts[match]} 笔" for match in Match if counts[match]]
    if known:
        notes.append(f"{len(known)} 笔已入过账，内容相同，没有再记")

    def write(file: models.File) -> None:
        columns = (
            "file_id", "line_no", "number", "payer", "line", "month", "unit", "person_share", "late_fee", "paid_on", "match",
        )  # fmt: skip
        copy("collection_receipt", columns, (_row(file, places, each.receipt, each.match) for each in found))
        settle(at)

    return replace(told, notes=(*told.notes, *notes)), write


def _row(file: models.File, places: dict[str, int], receipt: Receipt, match: Match) -> tuple[Any, ...]:
    owing, paid = receipt.owing, receipt.paid
    return (
        file.pk, places[receipt.number], receipt.number, owing.payer, owing.line, owing.month.first_day, paid.unit, paid.person,
        receipt.late_fee, receipt.paid_on, match.value,
    )  # fmt: skip


def _known(receipts: Sequence[Receipt]) -> dict[str, Receipt]:
    found = {}
    for at in range(0, len(receipts), _AT_A_TIME):
        numbers = [each.number for each in receipts[at : at + _AT_A_TIME]]
        for number, payer, line, month, unit, person, late_fee, paid_on in rows_of(_KNOWN, [numbers]):
            owing = Owing(payer, line, month_of(month))
            found[number] = Receipt(number, owing, Amounts(unit, person), late_fee, paid_on)
    return found


def _shown(receipt: Receipt) -> str:
    total = receipt.paid.total + receipt.late_fee
    return f"{receipt.owing.payer} {receipt.owing.month.iso} {total // 100}.{total % 100:02d} 元"


def _earlier(office: Organisation) -> list[Told]:
    """What came before: what comes twice, out of order or contradicts itself is known by it."""
    return [
        Told(each.sha256, each.at.isoformat(), State(each.state), each.contract, each.sender, each.sequence, each.rows)
        for each in models.File.objects.filter(office=office).order_by("pk")
    ]


def _file(office: Organisation, told: Told, came: Delivery, by: User, at: datetime) -> models.File:
    contract = agreed().get(told.contract)
    accepted = told.state is State.ACCEPTED
    header = read_header(came.header) if accepted else None
    made: models.File = models.File.objects.create(
        office=office, contract=told.contract[:60], title=contract.title if contract else "不认识的文件",
        sender=told.sender[:100].replace("\x00", ""), sequence=min(told.sequence, 1 << 53),
        period=header.period[:40].replace("\x00", "") if header else "", state=told.state.value,
        rows=min(told.rows, 1 << 53), amount=sum(header.sums.values()) if header else 0,
        reasons=list(told.reasons), notes=list(told.notes), sha256=told.sha256, at=at, by=by,
    )  # fmt: skip
    return made
