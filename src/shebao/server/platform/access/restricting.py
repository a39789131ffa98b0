"""Whose data somebody may not see although they have the permission: two tiers, one with an exception that ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from shebao.server.platform.access.declares import (
    RESTRICTED,
    RESTRICTION_LIFTED,
    RESTRICTION_OVERRIDDEN,
    VIEW_PROTECTED,
)
from shebao.server.platform.access.models import Override, Restriction
from shebao.server.platform.decisions import log
from shebao.server.platform.scope import Person

OVERRIDE = dt.timedelta(hours=8)


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
    by: Any, subject: str, organisation: Any, tier: str, reason: str, until: dt.datetime | None = None
) -> Restriction:
    """Restricts a person's data, in place of a restriction in force."""
    for present in Restriction.objects.filter(subject=subject, lifted_at=None).select_for_update():
        _end(present, by)
    made: Restriction = Restriction.objects.create(
        subject=subject, organisation=organisation, tier=tier, reason=reason, set_by=by, until=until
    )
    log.record(by, RESTRICTED, subject, organisation=organisation, tier=tier, reason=reason)
    return made


@transaction.atomic
def lift(by: Any, restriction: Restriction) -> None:
    """Ends a restriction; doing it again changes nothing."""
    held = Restriction.objects.select_for_update().filter(pk=restriction.pk, lifted_at=None).first()
    if held is not None:
        _end(held, by)
        log.record(by, RESTRICTION_LIFTED, restriction.subject, organisation=restriction.organisation)


def _end(restriction: Restriction, by: Any) -> None:
    restriction.lifted_by, restriction.lifted_at = by, timezone.now()
    restriction.save(update_fields=["lifted_by", "lifted_at"])
