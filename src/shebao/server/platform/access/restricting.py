"""Whose data somebody may not see although they have the permission: two tiers, one with an exception that ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from shebao.server.platform.access.declares import (
    LIFTING_ASKED,
    RESTRICTED,
    RESTRICTION_AGREED,
    RESTRICTION_LIFTED,
    RESTRICTION_OVERRIDDEN,
    VIEW_PROTECTED,
)
from shebao.server.platform.access.models import Override, Restriction
from shebao.server.platform.decisions import log
from shebao.server.platform.scope import Person

OVERRIDE = dt.timedelta(hours=8)
PROVISIONAL = dt.timedelta(days=7)
"""How long a restriction holds that no second person has agreed to."""


class Standing(ValueError):
    """Something stands against it; the message says what."""


def barred(person: Person, subjects: Collection[str]) -> dict[str, Restriction]:
    """Those of the subjects whose data the person may not see now, with the restriction that stands against it."""
    found = {
        each.subject: each
        for each in Restriction.objects.in_force().filter(subject__in=subjects).select_related("organisation")
    }
    if not found:
        return {}
    overridden = set(
        Override.objects.filter(by_id=person.pk, subject__in=found, until__gt=timezone.now()).values_list(
            "subject", flat=True
        )
    )
    return {subject: each for subject, each in found.items() if not _may(person, each, subject in overridden)}


def _may(person: Person, restriction: Restriction, overridden: bool) -> bool:
    if restriction.tier == Restriction.Tier.GUARDED and overridden:
        return True
    return person.has_permission_at(VIEW_PROTECTED, restriction.organisation)


def override(person: Any, restriction: Restriction, reason: str) -> Override:
    """From now on the person may see a guarded person's data for some hours; logged as a decision.

    Raises ValueError for a protected person: there is no exception.
    """
    if restriction.tier != Restriction.Tier.GUARDED:
        raise ValueError("a protected person's data opens for nobody else, whatever the reason")
    made: Override = Override.objects.create(
        subject=restriction.subject, by=person, reason=reason, until=timezone.now() + OVERRIDE
    )
    log.record(
        person, RESTRICTION_OVERRIDDEN, restriction.subject, organisation=restriction.organisation, reason=reason,
        until=made.until,
    )  # fmt: skip
    return made


@transaction.atomic
def restrict(
    by: Any,
    subject: str,
    organisation: Any,
    tier: str,
    reason: str,
    until: dt.datetime | None = None,
    why: str = "protected",
    *,
    asked_by: Any = None,
) -> Restriction:
    """Restricts a person's data at once, for some days until a second person agrees. One in force may become stricter only,
    since loosening it takes two. With `asked_by`, another person asked for it and `by` agrees: whatever was in force is
    replaced, and it holds as it was asked for. Raises Standing."""
    if asked_by is not None and asked_by.pk == by.pk:
        raise Standing("须由提出人以外的另一人确认。")
    present = Restriction.objects.filter(subject=subject, lifted_at=None).select_for_update().first()
    if present is not None and present.until is not None and present.until <= timezone.now():
        _end(present, by)
        present = None
    if present is not None and asked_by is not None:
        present.lift_asked_by = asked_by
        _end(present, by)
        present = None
    if present is not None:
        if present.tier != "guarded" or tier != "protected":
            raise Standing(f"已经是受限人员（{present.get_tier_display()}）；要放宽，请先申请解除，由另一人办理。")
        present.tier, present.reason = tier, reason
        present.save(update_fields=["tier", "reason"])
        made = present
    else:
        made = Restriction.objects.create(
            subject=subject, organisation=organisation, why=why, tier=tier, reason=reason, wanted_until=until,
            set_by=asked_by or by, agreed_by=by if asked_by else None,
            until=until if asked_by else _sooner(until, timezone.now() + PROVISIONAL),
        )  # fmt: skip
    log.record(by, RESTRICTED, subject, organisation=made.organisation, tier=tier, reason=reason)
    return made


@transaction.atomic
def agree(by: Any, restriction: Restriction) -> None:
    """A second person agrees: it holds until the day that was asked for. Raises Standing."""
    held = _held(restriction)
    if held.agreed_by_id is not None:
        raise Standing("已经确认过了。")
    if held.set_by_id == by.pk:
        raise Standing("是您自己设定的，要由另一人确认。")
    held.agreed_by, held.until = by, held.wanted_until
    held.save(update_fields=["agreed_by", "until"])
    log.record(by, RESTRICTION_AGREED, held.subject, organisation=held.organisation, tier=held.tier)


@transaction.atomic
def ask_to_lift(by: Any, restriction: Restriction, reason: str) -> None:
    """Asks that it end; another person lifts it. Raises Standing."""
    held = _held(restriction)
    if not reason.strip():
        raise Standing("请写明解除的理由。")
    held.lift_asked_by, held.lift_reason = by, reason.strip()[:500]
    held.save(update_fields=["lift_asked_by", "lift_reason"])
    log.record(by, LIFTING_ASKED, held.subject, organisation=held.organisation, reason=held.lift_reason)


@transaction.atomic
def lift(by: Any, restriction: Restriction, *, asked_by: Any = None) -> None:
    """Ends a restriction that somebody else (`asked_by`, where that is kept elsewhere) asked to end, or that somebody else set
    and nobody agreed to. Raises Standing."""
    held = _held(restriction)
    if asked_by is not None:
        held.lift_asked_by = asked_by
    first = held.lift_asked_by_id or (held.set_by_id if held.agreed_by_id is None else None)
    if first is None:
        raise Standing("先由一人申请解除、写明理由，再由另一人办理。")
    if first == by.pk:
        raise Standing("解除要由另一人办理。")
    _end(held, by)
    log.record(by, RESTRICTION_LIFTED, held.subject, organisation=held.organisation)


def _held(restriction: Restriction) -> Restriction:
    found: Restriction | None = (
        Restriction.objects.in_force().select_for_update(of=("self",)).filter(pk=restriction.pk).first()
    )
    if found is None:
        raise Standing("这项限制已经解除或到期。")
    return found


def _sooner(one: dt.datetime | None, other: dt.datetime) -> dt.datetime:
    return other if one is None else min(one, other)


def _end(restriction: Restriction, by: Any) -> None:
    restriction.lifted_by, restriction.lifted_at = by, timezone.now()
    restriction.save(update_fields=["lift_asked_by", "lifted_by", "lifted_at"])
