"""Who may call the views of staff lists."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.conftest import register_employer
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.lists.models import StaffList
from shebao.server.platform.people.models import User
from shebao.services.listing import catalogue

VIEWS = {
    **views("lists", VIEW_RECORDS, "lists"),
    **views("lists", START_CASES, "upload", whole=False),
    **views("lists", START_CASES, "template", "list_service", agency_wide=True),
    **views("lists", VIEW_RECORDS, "one results", "staff_list"),
    **views("lists", VIEW_RECORDS, "move", "staff_list", whole=False),
}


def _list(organisation):
    found = StaffList.objects.filter(office=organisation).first()
    if found is None:
        service = catalogue().version("SI-REG-005", date(2026, 1, 1))
        found = StaffList(
            number=f"20260101M{organisation.pk:08d}", name="名册.csv", service=service.code, office=organisation,
            service_version=service.version, service_digest=service.digest, employer=register_employer(), rows=1, good=1,
            state="withdrawn", clerk=User.objects.first(), uploaded_at=timezone.now(),
        )  # fmt: skip
        found.keep("content", [[2, {"identity_number": "429906199003070018", "name": "甲"}]])
        found.keep("results", [[2, 9, True, "", []]])
        found.save()
    return {"number": found.number}


OBJECTS = {"list_service": lambda organisation: {"code": "SI-REG-005"}, "staff_list": _list}
