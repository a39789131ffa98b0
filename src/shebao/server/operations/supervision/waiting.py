"""What waits to be looked at afterwards: promises, samples, and what is past the last day of its stage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from shebao.server.operations.cases.declares import REVIEW_CASES, SUPERVISE_CASES
from shebao.server.operations.supervision.reading import overdue, promises_due, samples_due
from shebao.server.platform.inbox.work import Waiting, Work

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """One line for promises, one for samples, one for what is late, however many there are."""
    return Waiting((*_promises(person), *_samples(person), *_overdue(person, today)))


def _promises(person: User) -> list[Work]:
    """One line for the promises that are to be checked."""
    found = promises_due(person) if person.has_permission(REVIEW_CASES) else None
    first = found.first() if found is not None else None
    if found is None or first is None:
        return []
    address = reverse("supervision:promises")
    return [Work("核查承诺", first.material, address, first.case.made_at, first.due_on, number=found.count())]


def _samples(person: User) -> list[Work]:
    """One line for the samples that are to be checked."""
    found = samples_due(person) if person.has_permission(REVIEW_CASES) else None
    first = found.first() if found is not None else None
    if found is None or first is None:
        return []
    address = reverse("supervision:samples")
    return [Work("抽查办件", str(first.case), address, first.draw.at, first.due_on, number=found.count())]


def _overdue(person: User, today: date) -> list[Work]:
    """One line for a supervisor, however many are past the last day of their stage."""
    if not person.has_permission(SUPERVISE_CASES):
        return []
    late = overdue(person, today)
    first = late.first()
    if first is None:
        return []
    address = f"{reverse('cases:cases')}?due=late"
    return [Work("督办超期", "超过期限的办件", address, first.made_at, first.act_by, number=late.count())]
