"""A list of another department comes in by its contract: whole, or not at all; every row is looked up in the record at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.operations.coverage.comparing import ENTITIES, STAFF, entities_in, workers_in
from shebao.operations.coverage.hardship_lists import ListRefused, hardship_lists, listed_in, month_of_list
from shebao.operations.coverage.matching import Match, matched
from shebao.operations.exchange import Contract, Delivery, State, contracts, receive
from shebao.operations.exchange import Receipt as Told
from shebao.operations.exchange.deliveries import read_header, read_rows
from shebao.server.operations.coverage.declares import LIST_RECEIVED
from shebao.server.operations.coverage.measuring import measure
from shebao.server.operations.coverage.models import ListedRow, PartnerList
from shebao.server.operations.coverage.reading import holders, known_people, one_at_a_time, people
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

MOST_ROWS = 200_000
_AT_A_TIME = 2_000
_STATES = {State.REPEATED: "repeated", State.QUARANTINED: "quarantined"}


def agreed() -> dict[str, Contract]:
    """The contracts of lists that may come."""
    return {name: contracts()[name] for name in (*hardship_lists(), ENTITIES, *STAFF)}


@transaction.atomic
def receive_list(
    office: Organisation, came: Delivery, by: User, keys: dict[str, bytes], now: datetime | None = None
) -> PartnerList:
    """Takes a delivery in and compares it with the record, or writes down why not. Never raises for what came."""
    at = now or timezone.now()
    one_at_a_time()
    told = receive(came, agreed(), keys, _earlier(office), at, office.name)
    rows: list[ListedRow] = []
    if told.state is State.ACCEPTED:
        try:
            rows = _rows(told, came, timezone.localdate(at))
        except ListRefused as refused:
            told = replace(told, state=State.QUARANTINED, reasons=refused.reasons)
    found = _kept(office, told, came, rows, by, at)
    for row in rows:
        row.list = found
    ListedRow.objects.bulk_create(rows, batch_size=_AT_A_TIME)
    if rows:
        measure(found, at)
    record(by, LIST_RECEIVED, found, how=found.get_state_display(), count=told.rows, sha256=found.sha256)
    return found


def _rows(told: Told, came: Delivery, today: date) -> list[ListedRow]:
    period, (_names, rows) = read_header(came.header).period, read_rows(came.data)
    if len(rows) > MOST_ROWS:
        raise ListRefused([f"一份名单最多 {MOST_ROWS:,} 行，实有 {len(rows):,} 行；请分区发送"])
    if told.contract == ENTITIES:
        return [
            ListedRow(
                line_no=each.line, match=Match.MATCHED, code=each.code, number=each.code, name=each.name,
                said={"district": each.district, "established": each.established.isoformat()},
            )
            for each in entities_in(rows, period)
        ]  # fmt: skip
    if told.contract in STAFF:
        workers = workers_in(rows, period)
        said = {each.line: {"district": each.district} for each in workers}
        return _people_rows([(w.line, w.number, w.name, w.code) for w in workers], said, today, apart=True)
    listed = listed_in(told.contract, rows, period)
    return _people_rows([(each.line, each.number, each.name, each.category) for each in listed], {}, today)


def _people_rows(
    rows: Sequence[tuple[int, str, str, str]], said: dict[int, dict[str, str]], today: date, apart: bool = False
) -> list[ListedRow]:
    """Rows about people (line, number, name, code); with `apart` one person may stand at several employers."""
    held = holders([(line, number) for line, number, _name, _code in rows], today)
    known = known_people(held, people(held.values()))
    asked: Iterable[tuple[int, str, str, str]] = (
        (line, number, name, code if apart else "") for line, number, name, code in rows
    )
    made = []
    for (line, number, name, code), found in zip(rows, matched(asked, known, today), strict=True):
        identity = found.identity
        born = {"born": identity.birth.isoformat(), "sex": identity.sex} if identity else {}
        made.append(
            ListedRow(
                line_no=line, match=found.match, subject_id=found.subject, code=code, number=number, name=name,
                said={**said.get(line, {}), **born},
            )
        )  # fmt: skip
    return made


def _earlier(office: Organisation) -> list[Told]:
    """What came before: what comes twice, out of order or contradicts itself is known by it."""
    states = {word: state for state, word in _STATES.items()}
    return [
        Told(
            each.sha256, each.at.isoformat(), states.get(each.state, State.ACCEPTED), each.contract, each.sender,
            each.sequence, each.rows,
        )
        for each in PartnerList.objects.filter(office=office).order_by("pk")
    ]  # fmt: skip


def _kept(
    office: Organisation, told: Told, came: Delivery, rows: Sequence[ListedRow], by: User, at: datetime
) -> PartnerList:
    contract = agreed().get(told.contract)
    hardship = told.contract in hardship_lists()
    state = _STATES.get(told.state) or ("review" if hardship else "taken")
    counts = Counter(row.match for row in rows)
    notes = [*told.notes, *(f"{match.label}：{counts[match]} 行" for match in Match if counts[match])]
    made: PartnerList = PartnerList.objects.create(
        office=office, contract=told.contract[:60], title=contract.title if contract else "不认识的名单",
        sender=told.sender[:100].replace("\x00", ""), sequence=min(told.sequence, 1 << 53), state=state,
        month=month_of_list(read_header(came.header).period).first_day if rows else None, rows=min(told.rows, 1 << 53),
        matched=counts[Match.MATCHED], reasons=list(told.reasons), notes=notes, sha256=told.sha256, at=at, maker=by,
    )  # fmt: skip
    return made
