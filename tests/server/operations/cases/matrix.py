"""Who may call the views of cases."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import PUBLIC, views
from server.operations.conftest import register_employer
from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import Case, Promise
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
    **views("cases", REVIEW_CASES, "promises"),
    **views("cases", REVIEW_CASES, "check-promise", "promise", whole=False),
    **views("cases", START_CASES, "mend", "case", whole=False),
    **views("receipts", PUBLIC, "ask"),
    **views("receipts", PUBLIC, "notice", "any_code", whole=False, agency_wide=True),
}


def _case(organisation):
    found = Case.objects.filter(office=organisation).first()
    if found is None:
        service = catalogue().version("SI-REG-005", date(2026, 1, 1))
        found = Case(
            number=f"20260101{organisation.pk:08d}", service=service.code, service_version=service.version,
            service_digest=service.digest, office=organisation, person=numbers("subject", 1)[0], is_new=True,
            employer=register_employer(), state="withdrawn", eyes=2, clerk=User.objects.first(), accepted_at=timezone.now(),
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


OBJECTS = {
    "case_notice": lambda organisation: {**_case(organisation), "code": "ABCDEFGH2345"},
    "case_scan": lambda organisation: {**_case(organisation), "key": "00000000-0000-0000-0000-000000000000"},
    "promise": lambda organisation: {"key": _promise(organisation)},
    "any_code": lambda organisation: {"code": "ABCDEFGH2345"},
    "service_file": lambda organisation: {"code": "SI-REG-005"},
    "case": _case,
}
