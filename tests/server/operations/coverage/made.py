"""Lists as other departments send them, and residents who stand on them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from itertools import count

from batch_rosters import identity
from server.operations.conftest import registered
from server.operations.contributions.made import do
from shebao.operations.exchange import Delivery, contracts
from shebao.operations.exchange.deliveries import signed
from shebao.operations.record.effects import SpellStarted
from shebao.operations.record.valid import Valid
from shebao.server.operations.coverage import tasks
from shebao.server.operations.coverage.models import PartnerList
from shebao.server.platform.jobs.background import Run
from shebao.server.platform.jobs.models import Job

KEYS = {"民政": b"agreed with civil affairs", "残联": b"agreed with federations", "税务": b"agreed with the tax office"}
PLACE = "420100"
_sequences = count(1)


def number(serial: int, born: date = date(1970, 5, 2)) -> str:
    return identity(born, serial)


def resident(serial: int, name: str = "甲某", born: date = date(1970, 5, 2), enrolled: bool = True) -> int:
    facts = {"name": name, "identity_number": number(serial, born), "birth": born.isoformat(), "sex": "M"}
    person = registered(facts)
    if enrolled:
        do(SpellStarted(person, "pension_resident", "resident", PLACE, 1, None, Valid(date(2020, 1, 1)), "111"))
    return person


def delivered(
    office, contract: str, sender: str, rows: Sequence[Sequence[str]], period: str = "2025-03", sequence: int = 0
) -> Delivery:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[field.name for field in contracts()[contract].fields], *rows])
    data = out.getvalue().encode()
    return signed(
        contract, sender, sequence or next(_sequences), period, data, len(rows), {}, KEYS[sender], recipient=office.name
    )


def in_hardship(office, *rows: tuple[int, str, str], period: str = "2025-03") -> Delivery:
    """A list of civil affairs: serial, name, category."""
    month = period.replace("-", "")
    listed = [(number(serial), name, month, category) for serial, name, category in rows]
    return delivered(office, "civil_affairs", "民政", listed, period)


def ran(found: PartnerList) -> PartnerList:
    """The list after the background work that waits for it."""
    while job := Job.objects.filter(kind="coverage.confirm", arguments__number=found.pk).first():
        job.delete()
        tasks.confirm_list(Run(job.pk), **job.arguments)
    return PartnerList.objects.get(pk=found.pk)
