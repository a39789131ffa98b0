"""Samples of what one person decided alone (即时办结抽查): drawn reproducibly by a supervisor, checked by somebody else until a day."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.server.operations.cases.declares import REVIEW_CASES, SUPERVISE_CASES
from shebao.server.operations.cases.doing import refused
from shebao.server.operations.cases.models import Case
from shebao.server.operations.supervision.declares import SAMPLE_CHECKED, SAMPLES_DRAWN
from shebao.server.operations.supervision.models import Draw, Sample
from shebao.server.operations.supervision.reading import decided_alone
from shebao.server.platform.decisions.log import record
from shebao.services.limits import after
from shebao.services.sampling import drawn, rate_on
from shebao.services.stages import stages

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_SEED_BYTES = 16


@transaction.atomic
def draw(by: User, office: Organisation, first: date, last: date, now: datetime | None = None) -> Draw:
    """Draws samples of a period that is over, once; the seed is drawn too and kept. Raises Refused."""
    at = now or timezone.now()
    if not by.has_permission_at(SUPERVISE_CASES, office):
        raise refused("not_permitted", f"您不能抽查{office}的办件")
    if last < first or last >= timezone.localdate(at):
        raise refused("dates", "请写已经过去的日子，止日不早于起日", "last")
    if Draw.objects.filter(office=office, first__lte=last, last__gte=first).exists():
        raise refused("drawn", "这段时间已经抽过；每一天只抽一次", "first")
    rate = rate_on(last)
    numbers = list(decided_alone(office, first, last).values_list("number", flat=True))
    seed = secrets.token_hex(_SEED_BYTES)
    chosen = drawn(numbers, seed, rate.of(len(numbers)))
    found: Draw = Draw.objects.create(
        office=office, first=first, last=last, percent=rate.percent, least=rate.least, seed=seed, number=len(numbers),
        drawn=len(chosen), by=by, at=at,
    )  # fmt: skip
    due_on = after(stages().stages["sample"].limit, timezone.localdate(at))
    cases = Case.objects.filter(number__in=chosen)
    Sample.objects.bulk_create(Sample(draw=found, case=case, clerk_id=case.clerk_id, due_on=due_on) for case in cases)
    record(by, SAMPLES_DRAWN, found, organisation=office, number=str(len(numbers)), step=f"抽取 {len(chosen)} 件")
    return found


@transaction.atomic
def check_sample(person: User, sample: Sample, right: bool, words: str, now: datetime | None = None) -> Sample:
    """Says whether a drawn case was decided rightly. Raises Refused."""
    locked: Sample = Sample.objects.select_for_update(of=("self",)).select_related("case__office").get(pk=sample.pk)
    text = " ".join(words.replace("\x00", "").split())
    if not person.has_permission_at(REVIEW_CASES, locked.case.office):
        raise refused("not_permitted", "您不能抽查这个机构的办件")
    if person.pk == locked.clerk_id:
        raise refused("own_case", "自己办结的件由别人抽查")
    if locked.checked_at is not None:
        raise refused("checked", "这件已经抽查过")
    if not text:
        raise refused("missing", "请写明看了什么、结果如何", "words")
    locked.right, locked.checked_by, locked.checked_at = right, person, now or timezone.now()
    locked.words = text[:1000]
    locked.save()
    record(person, SAMPLE_CHECKED, locked.case, number=locked.case.number, step="无误" if right else "有误")
    return locked
