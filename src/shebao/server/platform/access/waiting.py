"""Restrictions that wait for a second person: set and not agreed to, or asked to be lifted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.access.models import Restriction
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work

if TYPE_CHECKING:
    from shebao.server.platform.scope import Person


def waiting(person: Person, today: date) -> Waiting:
    """What another person set or asked to lift; who it is about is told on the page only."""
    scope = Restriction.objects.in_scope(person, RESTRICT_PERSONS).in_force().select_related("organisation")
    fresh = Q(agreed_by=None, wanted_until=None, until__isnull=False) | Q(agreed_by=None, wanted_until__isnull=False)
    to_agree = scope.filter(fresh, lift_asked_by=None).exclude(set_by=person.pk)[:SHOWN]
    to_lift = scope.exclude(lift_asked_by=None).exclude(lift_asked_by=person.pk)[:SHOWN]
    address = reverse("people:restricted")
    works = [Work("确认受限人员", str(each.organisation), address, each.since) for each in to_agree]
    works += [Work("解除受限人员", str(each.organisation), address, each.since) for each in to_lift]
    return Waiting(tuple(works))
