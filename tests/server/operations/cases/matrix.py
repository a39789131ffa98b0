"""Who may call the views of cases."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.conftest import register_employer
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.reading import numbers
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue

VIEWS = {
    **views("cases", VIEW_RECORDS, "cases"),
    **views("cases", VIEW_RECORDS, "case", "case"),
    **views("cases", VIEW_RECORDS, "move", "case", whole=False),
    **views("cases", VIEW_RECORDS, "scan", "case_scan", whole=False),
    **views("cases", START_CASES, "mend", "case", whole=False),
}


def somebody(name):
    """A person of this name."""
    return User.objects.get_or_create(username=f"matrix-{name}", defaults={"display_name": name})[0]


def case_at(organisation):
    """A case of this office that has ended."""
    found = Case.objects.filter(office=organisation, application=None).first()
    if found is None:
        service = catalogue().version("SI-REG-005", date(2026, 1, 1))
        found = Case(
            number=f"20260101{organisation.pk:08d}", service=service.code, service_version=service.version,
            service_digest=service.digest, office=organisation, person=numbers("subject", 1)[0], is_new=True,
            employer=register_employer(), state="withdrawn", eyes=2, clerk=somebody("柜员"), accepted_at=timezone.now(),
        )  # fmt: skip
        found.form = '{"name": "甲"}'
        found.save()
    return found


def _case(organisation):
    return {"number": case_at(organisation).number}


OBJECTS = {
    "case_scan": lambda organisation: {**_case(organisation), "key": "00000000-0000-0000-0000-000000000000"},
    "case": _case,
}
