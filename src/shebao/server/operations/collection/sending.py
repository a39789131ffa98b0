"""Bills go to the tax authority: those made since the file before, signed, in order; a file can be made again as it was."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from shebao.operations.collection.files import Signing, bills_sent
from shebao.operations.exchange import Delivery
from shebao.server.operations.collection.billing import billed_until
from shebao.server.operations.collection.declares import BILLS_SENT
from shebao.server.operations.collection.models import Bill, BillFile
from shebao.server.operations.collection.reading import bills_between, one_at_a_time
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


@transaction.atomic
def send_bills(office: Organisation, to: str, by: User, now: datetime | None = None) -> BillFile | None:
    """The bills that were not sent yet as the next file; None where there are none."""
    one_at_a_time()
    last = BillFile.objects.filter(office=office).order_by("-sequence").first()
    after = last.last if last else 0
    newest = Bill.objects.aggregate(last=Max("pk"))["last"] or 0
    bills = bills_between(after, newest)
    month = billed_until()
    if not bills or month is None:
        return None
    file: BillFile = BillFile.objects.create(
        sequence=last.sequence + 1 if last else 1, office=office, sender=to, period=month.iso, after=after, last=newest,
        rows=len(bills), unit=sum(bill.due.unit for bill in bills), person_share=sum(bill.due.person for bill in bills),
        at=now or timezone.now(), by=by,
    )  # fmt: skip
    record(by, BILLS_SENT, file, number=file.sequence, bills=file.rows)
    return file


def delivery(file: BillFile, key: bytes) -> Delivery:
    """A file of bills as it goes out, the same every time."""
    by = Signing(file.office.name, file.sender, key)
    return bills_sent(bills_between(file.after, file.last), file.sequence, file.period, by)
