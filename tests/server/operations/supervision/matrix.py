"""Who may call the views of supervision."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.cases.matrix import case_at, somebody
from shebao.server.operations.cases.declares import REVIEW_CASES, SUPERVISE_CASES
from shebao.server.operations.cases.models import Absence, Promise
from shebao.server.operations.supervision.models import Draw, Sample

VIEWS = {
    **views("supervision", REVIEW_CASES, "promises samples"),
    **views("supervision", REVIEW_CASES, "check-sample", "sample", whole=False),
    **views("supervision", REVIEW_CASES, "check-promise", "promise", whole=False),
    **views("supervision", SUPERVISE_CASES, "board draw absence level lines"),
    **views("supervision", SUPERVISE_CASES, "back", "case_absence", whole=False),
    **views("supervision", SUPERVISE_CASES, "undo", "case", whole=False),
    **views("supervision", SUPERVISE_CASES, "restore", "broken_promise", whole=False),
}


def _promise(organisation):
    case = case_at(organisation)
    found, _made = Promise.objects.get_or_create(
        case=case, number=1, defaults={"material": "证明", "by": case.clerk, "due_on": date(2026, 1, 1)}
    )
    return found.pk


def _broken(organisation):
    case = case_at(organisation)
    found, _made = Promise.objects.get_or_create(
        case=case, number=2, defaults={"material": "证明", "by": case.clerk, "due_on": date(2026, 1, 1)}
    )
    if found.checked_at is None:
        found.kept, found.checked_by, found.checked_at, found.words = False, somebody("核查"), timezone.now(), "不实"
        found.save()
    return found.pk


def _sample(organisation):
    case = case_at(organisation)
    draw, _made = Draw.objects.get_or_create(
        office=organisation, first=date(2026, 1, 1), last=date(2026, 1, 1),
        defaults={"percent": 5, "least": 1, "seed": "0", "number": 1, "drawn": 1, "by": case.clerk, "at": timezone.now()},
    )  # fmt: skip
    defaults = {"draw": draw, "clerk": case.clerk, "due_on": date(2026, 1, 1)}
    return Sample.objects.get_or_create(case=case, defaults=defaults)[0].pk


def _absence(organisation):
    people = [somebody("柜员"), somebody("代办")]
    found = Absence.objects.filter(office=organisation).first() or Absence.objects.create(
        office=organisation, person=people[0], deputy=people[1], first=date(2026, 1, 1), last=date(2026, 1, 1),
        reason="休假", set_by=people[0], at=timezone.now(),
    )  # fmt: skip
    return found.pk


OBJECTS = {
    "sample": lambda organisation: {"key": _sample(organisation)},
    "case_absence": lambda organisation: {"key": _absence(organisation)},
    "broken_promise": lambda organisation: {"key": _broken(organisation)},
    "promise": lambda organisation: {"key": _promise(organisation)},
}
