"""Restrictions of persons: one person asks with a reason, another decides; only then anything changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.server.operations.counter.declares import FOUND_DIFFERENT, RESTRICTION_ASKED, RESTRICTION_REFUSED
from shebao.server.operations.counter.models import Asked, Likeness
from shebao.server.operations.counter.reading import subject_key
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.access.restricting import lift, restrict
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

SHORTEST_REASON = 4


class NotAsked(Exception):
    """Nothing was asked or decided; the message says why and what to do."""


def ask(
    by: User, person: int, organisation: Organisation, tier: str, reason: str, until: datetime | None = None
) -> Asked:
    """Asks to restrict a person's data in a tier, or to end the restriction (tier ''). Raises NotAsked."""
    words = " ".join(reason.replace("\x00", "").split())[:500]
    if len(words) < SHORTEST_REASON:
        raise NotAsked(f"请写明理由（至少 {SHORTEST_REASON} 个字）。")
    if tier and tier not in Restriction.Tier.values:
        raise NotAsked("请选择限制的级别。")
    if not by.has_permission_at(RESTRICT_PERSONS, organisation):
        raise NotAsked(f"您不能为{organisation}设定受限人员。")
    if until is not None and until <= timezone.now():
        raise NotAsked("到期日应在今天以后。")
    if not tier and not Restriction.objects.in_force().filter(subject=subject_key(person)).exists():
        raise NotAsked("这个人现在没有限制，不用解除。")
    try:
        with transaction.atomic():
            made: Asked = Asked.objects.create(
                person=person, organisation=organisation, tier=tier, reason=words, until=until, asked_by=by,
                asked_at=timezone.now(),
            )  # fmt: skip
    except IntegrityError:
        raise NotAsked("这个人已有待确认的申请；请先由另一人确认或不同意。") from None
    record(by, RESTRICTION_ASKED, subject_key(person), organisation=organisation, tier=tier, reason=words)
    return made


@transaction.atomic
def decide(by: User, asked: Asked, agreed: bool) -> Asked:
    """Carries out what another person asked for, or refuses it. Raises NotAsked where it is one's own, or decided already."""
    held: Asked = Asked.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=asked.pk)
    if held.decided_at is not None:
        raise NotAsked("已经有人确认过了。")
    if held.asked_by_id == by.pk:
        raise NotAsked("须由提出人以外的另一人确认。")
    if not by.has_permission_at(RESTRICT_PERSONS, held.organisation):
        raise NotAsked(f"您不能为{held.organisation}设定受限人员。")
    held.decided_by, held.decided_at, held.agreed = by, timezone.now(), agreed
    held.save()
    if agreed:
        _carry_out(by, held)
    else:
        record(by, RESTRICTION_REFUSED, subject_key(held.person), organisation=held.organisation, tier=held.tier)
    return held


def _carry_out(by: User, held: Asked) -> None:
    subject = subject_key(held.person)
    if held.tier:
        restrict(by, subject, held.organisation, held.tier, held.reason, held.until, asked_by=held.asked_by)
        return
    for restriction in Restriction.objects.in_force().filter(subject=subject):
        lift(by, restriction, asked_by=held.asked_by)


@transaction.atomic
def different(by: User, likeness: Likeness, words: str, now: datetime | None = None) -> Likeness:
    """Somebody looked at two numbers and found two persons. Raises NotAsked where nobody says how, or it is judged already."""
    how = " ".join(words.replace("\x00", "").split())[:500]
    if len(how) < SHORTEST_REASON:
        raise NotAsked(f"请写明怎样核对的（至少 {SHORTEST_REASON} 个字）。")
    held: Likeness = Likeness.objects.select_for_update(of=("self",)).get(pk=likeness.pk)
    if held.state != Likeness.State.OPEN:
        raise NotAsked("这一对已经核对过，或者已不再相像。")
    held.state, held.judged_by, held.judged_at, held.words = Likeness.State.DIFFERENT, by, now or timezone.now(), how
    held.save()
    record(by, FOUND_DIFFERENT, held, organisation=by.organisation, reason=how, first=held.first, second=held.second)
    return held
