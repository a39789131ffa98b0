"""A list from above comes in by its contract: its rows become suspicions with the sender's last day, or it is quarantined.

The rows are kept encrypted; pages see masked values only. What was declared wrongly leaves a receipt with the reasons.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.fields.dates import Month, month_of, parse_month
from shebao.operations.exchange import Contract, Delivery, Receipt, State, contracts, receive
from shebao.operations.exchange.contract import Work
from shebao.operations.exchange.deliveries import Header, read_header, read_rows
from shebao.operations.governance.handover import Handed, HandedCheck, HandedRun
from shebao.operations.governance.masking import masked as masked_value
from shebao.operations.governance.severity import Severity
from shebao.operations.governance.suspicions import identity
from shebao.server.operations.suspicions import agreed_keys
from shebao.server.operations.suspicions.declares import LIST_RECEIVED
from shebao.server.operations.suspicions.models import Item, Listed, Suspicion
from shebao.server.operations.suspicions.receiving import Delivered, take_in
from shebao.server.platform.decisions.log import record
from shebao.server.platform.masking import masked as masked_text

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

MOST_ROWS = 20_000
LARGEST = 20_000_000
_BATCH = 2000
_LONGEST = 500


def to_answer() -> dict[str, Contract]:
    """The contracts of lists that are to be worked off and answered, by name."""
    return {name: contract for name, contract in contracts().items() if contract.work is not None}


@transaction.atomic
def receive_list(agency: Organisation, came: Delivery, by: User, at: datetime | None = None) -> Listed:
    """Takes in a delivery, or writes down why not. Never raises for what came."""
    now = at or timezone.now()
    receipt = receive(came, to_answer(), agreed_keys.of_senders(), _receipts(agency), now, agency.name)
    if receipt.state is State.ACCEPTED and receipt.rows > MOST_ROWS:
        reason = f"一次最多 {MOST_ROWS} 行，这次 {receipt.rows} 行；请发送方分几次下发"
        receipt = replace(receipt, state=State.QUARANTINED, reasons=(reason,))
    contract = to_answer().get(receipt.contract)
    listed = _listed(agency, receipt, contract, by, now)
    if receipt.state is State.ACCEPTED and contract is not None and contract.work is not None:
        _take_rows(listed, came, _Reading(contract, contract.work, receipt.sender), by)
    else:
        listed.save()
    record(by, LIST_RECEIVED, listed, how=receipt.state.title, count=receipt.rows, sha256=receipt.sha256)
    return listed


def _listed(agency: Organisation, receipt: Receipt, contract: Contract | None, by: User, now: datetime) -> Listed:
    return Listed(
        agency=agency,
        contract=receipt.contract[:60],
        title=contract.title if contract else "不认识的名单",
        sender=receipt.sender[:100],
        sequence=min(receipt.sequence, 1 << 53),
        rows=min(receipt.rows, 1 << 53),
        state=receipt.state.value,
        reasons=[masked_text(reason) for reason in receipt.reasons],
        notes=list(receipt.notes),
        sha256=receipt.sha256,
        at=now,
        by=by,
    )


def _receipts(agency: Organisation) -> list[Receipt]:
    """What came before, for lists that come twice, out of order or contradict themselves."""
    return [
        Receipt(
            each.sha256, each.at.isoformat(), State(each.state), each.contract, each.sender, each.sequence, each.rows
        )
        for each in Listed.objects.filter(agency=agency).order_by("pk")
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of a list are read."""

    contract: Contract
    work: Work
    sender: str

    def row(self, values: Sequence[str]) -> dict[str, str]:
        """A row by the names of its fields."""
        return {field.name: value for field, value in zip(self.contract.fields, values, strict=True)}

    def check(self, row: Mapping[str, str]) -> HandedCheck:
        """What is suspected, as a check."""
        kind = row[self.work.kind].strip()[:60] or "未分类"
        titles = {field.name: field.title for field in self.contract.fields}
        return HandedCheck(
            id=f"{self.contract.title[:12]}·{kind}",
            title=kind,
            severity=Severity(self.work.severity),
            owner=self.work.owner,
            basis=self.contract.basis,
            table=self.contract.title,
            about="、".join(titles[name] for name in self.work.subject),
            money=any(field.type == "money" for field in self.contract.fields),
            complete=False,
        )

    def handed(self, values: Sequence[str]) -> Handed:
        """A row as a suspicion: the same row that comes again is the same suspicion."""
        row = self.row(values)
        check = self.check(row)
        key = "|".join((self.sender, *(row[name] for name in self.contract.key)))
        shown = {
            field.name: masked_value(row[field.name]) if field.private else masked_text(row[field.name])
            for field in self.contract.fields
        }
        return Handed(
            check=check.id,
            identity=identity(f"{self.contract.name}:{check.id}", key),
            subject=" ".join(filter(None, (shown[name] for name in self.work.subject)))[:200] or "（空）",
            rows=1,
            evidence={field.title: shown[field.name][:_LONGEST] for field in self.contract.fields},
            due=date.fromisoformat(row[self.work.due]),
        )


def _take_rows(listed: Listed, came: Delivery, reading: _Reading, by: User) -> None:
    header = read_header(came.header)
    _names, rows = read_rows(came.data)
    found = [reading.handed(row) for row in rows]
    checks = {check.id: check for check in (reading.check(reading.row(row)) for row in rows)}
    title = f"{reading.contract.title}（{reading.sender}）"[:200]
    run = HandedRun(title, _month(header, listed.at), listed.at, len(found), checks)
    digest = hashlib.sha256(f"{reading.contract.name} {listed.sha256}".encode()).hexdigest()
    listed.run = take_in(run, found, Delivered(listed.agency, digest, by, at=listed.at, is_list=True))
    listed.due_on = min((each.due for each in found if each.due), default=None)
    listed.period, listed.declared = header.period[:40], dict(header.sums)
    listed.save(force_insert=True)
    for items in _items(listed, found, rows):
        Item.objects.bulk_create(items)


def _items(listed: Listed, found: Sequence[Handed], rows: Sequence[Sequence[str]]) -> Iterator[list[Item]]:
    for start in range(0, len(rows), _BATCH):
        part = found[start : start + _BATCH]
        keys_of = dict(
            Suspicion.objects.filter(agency=listed.agency, identity__in=[each.identity for each in part]).values_list(
                "identity", "pk"
            )
        )
        yield [
            Item(listed=listed, position=start + number, suspicion_id=keys_of[each.identity], content=_text(row))
            for number, (each, row) in enumerate(zip(part, rows[start : start + _BATCH], strict=True), start=1)
        ]


def _text(row: Sequence[str]) -> str:
    return json.dumps(list(row), ensure_ascii=False)


def _month(header: Header, at: datetime) -> Month:
    try:
        return parse_month(header.period)
    except ValueError:
        return month_of(timezone.localtime(at).date())
