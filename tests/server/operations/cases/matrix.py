"""Who may call the views of cases."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import PUBLIC, views
from server.operations.conftest import register_employer
from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES, SUPERVISE_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import Absence, Application, Case, Draw, Promise, Sample
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue

VIEWS = {
    **views("cases", VIEW_RECORDS, "services cases"),
    **views("cases", START_CASES, "start", "service_file", whole=False, agency_wide=True),
    **views("cases", VIEW_RECORDS, "case", "case"),
    **views("cases", VIEW_RECORDS, "move", "case", whole=False),
    **views("cases", VIEW_RECORDS, "notice", "case_notice", whole=False),
    **views("cases", VIEW_RECORDS, "scan", "case_scan", whole=False),
    **views("cases", REVIEW_CASES, "promises samples"),
    **views("cases", START_CASES, "matters"),
    **views("cases", START_CASES, "together", "matter", whole=False, agency_wide=True),
    **views("cases", VIEW_RECORDS, "application application-receipt", "application"),
    **views("cases", REVIEW_CASES, "check-sample", "sample", whole=False),
    **views("cases", SUPERVISE_CASES, "supervision draw absence"),
    **views("cases", SUPERVISE_CASES, "back", "case_absence", whole=False),
    **views("cases", SUPERVISE_CASES, "undo", "case", whole=False),
    **views("cases", REVIEW_CASES, "check-promise", "promise", whole=False),
    **views("cases", START_CASES, "mend", "case", whole=False),
    **views("receipts", PUBLIC, "ask"),
    **views("receipts", PUBLIC, "notice", "any_code", whole=False, agency_wide=True),
}


def _somebody(name):
    return User.objects.get_or_create(username=f"matrix-{name}", defaults={"display_name": name})[0]


def _case(organisation):
    found = Case.objects.filter(office=organisation, application=None).first()
    if found is None:
        service = catalogue().version("SI-REG-005", date(2026, 1, 1))
        found = Case(
            number=f"20260101{organisation.pk:08d}", service=service.code, service_version=service.version,
            service_digest=service.digest, office=organisation, person=numbers("subject", 1)[0], is_new=True,
            employer=register_employer(), state="withdrawn", eyes=2, clerk=_somebody("柜员"), accepted_at=timezone.now(),
        )  # fmt: skip
        found.form = '{"name": "甲"}'
        found.save()
    return {"number": found.number}


def _promise(organisation):
    case = Case.objects.get(number=_case(organisation)["number"])
    found, _made = Promise.objects.get_or_create(
        case=case, number=1, defaults={"material": "证明", "by": case.clerk, "due_on": date(2026, 1, 1)}
    )
    return found.pk


def _sample(organisation):
    case = Case.objects.get(number=_case(organisation)["number"])
    draw, _made = Draw.objects.get_or_create(
        office=organisation, first=date(2026, 1, 1), last=date(2026, 1, 1),
        defaults={"percent": 5, "least": 1, "seed": "0", "number": 1, "drawn": 1, "by": case.clerk, "at": timezone.now()},
    )  # fmt: skip
    defaults = {"draw": draw, "clerk": case.clerk, "due_on": date(2026, 1, 1)}
    return Sample.objects.get_or_create(case=case, defaults=defaults)[0].pk


def _absence(organisation):
    people = [_somebody("柜员"), _somebody("代办")]
    found = Absence.objects.filter(office=organisation).first() or Absence.objects.create(
        office=organisation, person=people[0], deputy=people[1], first=date(2026, 1, 1), last=date(2026, 1, 1),
        reason="休假", set_by=people[0], at=timezone.now(),
    )  # fmt: skip
    return found.pk


def _application(organisation):
    number = f"A{organisation.pk:08d}"
    found, _made = Application.objects.get_or_create(
        number=number,
        defaults={"name": "一件事", "office": organisation, "by": _somebody("柜员"), "at": timezone.now()},
    )
    if not found.cases.exists():
        service = catalogue().version("SI-REG-005", date(2026, 1, 1))
        case = Case(
            number=f"A1{organisation.pk:08d}", service=service.code, service_version=service.version, application=found,
            service_digest=service.digest, office=organisation, state="withdrawn", eyes=2,
        )  # fmt: skip
        case.form = "{}"
        case.save()
    return {"number": number}


OBJECTS = {
    "matter": lambda organisation: {"name": "员工录用一件事"},
    "application": _application,
    "sample": lambda organisation: {"key": _sample(organisation)},
    "case_absence": lambda organisation: {"key": _absence(organisation)},
    "case_notice": lambda organisation: {**_case(organisation), "code": "ABCDEFGH2345"},
    "case_scan": lambda organisation: {**_case(organisation), "key": "00000000-0000-0000-0000-000000000000"},
    "promise": lambda organisation: {"key": _promise(organisation)},
    "any_code": lambda organisation: {"code": "ABCDEFGH2345"},
    "service_file": lambda organisation: {"code": "SI-REG-005"},
    "case": _case,
}
