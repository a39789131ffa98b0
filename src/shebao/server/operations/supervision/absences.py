"""Who is away and who acts for them: dated, and never so that somebody decides what is their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shebao.server.operations.cases.declares import START_CASES, SUPERVISE_CASES
from shebao.server.operations.cases.doing import refused
from shebao.server.operations.cases.models import Absence
from shebao.server.operations.supervision.declares import ABSENCE_SET
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_LONGEST = 200


@transaction.atomic
def set_absence(
    by: User, office: Organisation, person: User, deputy: User, first: date, last: date, reason: str,
    now: datetime | None = None,
) -> Absence:  # fmt: skip
    """Says that somebody is away and who acts for them. Raises Refused."""
    if not by.has_permission_at(SUPERVISE_CASES, office):
        raise refused("not_permitted", f"您不能安排{office}的代办")
    if by in (person, deputy):
        raise refused("own_case", "自己的代办由别的主管安排")
    if person == deputy:
        raise refused("same", "代办人应是另一个人", "deputy")
    for one, field in ((person, "person"), (deputy, "deputy")):
        if not one.has_permission_at(START_CASES, office):
            raise refused("no_clerk", f"{one}不在这个机构受理办件", field)
    if last < first or last < timezone.localdate(now):
        raise refused("dates", "止日应不早于起日和今天", "last")
    if not reason.strip():
        raise refused("missing", "请写明原因", "reason")
    meanwhile = Absence.objects.filter(first__lte=last, last__gte=first, ended_on=None)
    if meanwhile.filter(Q(deputy=person) | Q(person=deputy)).exists():
        raise refused("chain", "代办人这段时间自己也不在岗，或这个人正替别人代办；请另选代办人", "deputy")
    found: Absence = Absence.objects.create(
        office=office, person=person, deputy=deputy, first=first, last=last, reason=reason.strip()[:_LONGEST], set_by=by,
        at=now or timezone.now(),
    )  # fmt: skip
    record(by, ABSENCE_SET, found, organisation=office, step=f"{person} 由 {deputy} 代办，{first} 至 {last}")
    return found


@transaction.atomic
def end_absence(by: User, absence: Absence, now: datetime | None = None) -> Absence:
    """Somebody is back earlier. Raises Refused."""
    if not by.has_permission_at(SUPERVISE_CASES, absence.office):
        raise refused("not_permitted", "您不能安排这个机构的代办")
    locked: Absence = Absence.objects.select_for_update().get(pk=absence.pk)
    today = timezone.localdate(now)
    if locked.ended_on is not None or locked.last < today:
        raise refused("ended", "这次代办已经结束")
    locked.ended_on = today
    locked.save(update_fields=("ended_on",))
    record(by, ABSENCE_SET, locked, organisation=locked.office, step=f"{today} 提前结束")
    return locked
