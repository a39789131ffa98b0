"""Who may call the views of intake."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.cases.matrix import somebody
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import Application, Case
from shebao.services.listing import catalogue

VIEWS = {
    **views("intake", VIEW_RECORDS, "services"),
    **views("intake", START_CASES, "start", "service_file", whole=False, agency_wide=True),
    **views("intake", START_CASES, "matters"),
    **views("intake", START_CASES, "together", "matter", whole=False, agency_wide=True),
    **views("intake", VIEW_RECORDS, "application", "application"),
}


def _application(organisation):
    number = f"A{organisation.pk:08d}"
    found, _made = Application.objects.get_or_create(
        number=number,
        defaults={"name": "一件事", "office": organisation, "by": somebody("柜员"), "at": timezone.now()},
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
    "service_file": lambda organisation: {"code": "SI-REG-005"},
}
