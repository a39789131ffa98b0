"""Who may call the views of contributions."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from server.operations.conftest import register_employer, registered
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.contributions.declares import ASSESS
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.records.models import Subject
from shebao.server.platform.people.models import User

VIEWS = {
    **views("contributions", VIEW_RECORDS, "runs"),
    **views("contributions", ASSESS, "start", whole=False),
    **views("contributions", VIEW_RECORDS, "run", "month_run"),
    **views("contributions", VIEW_RECORDS, "changes", "month_run", whole=False),
    **views("contributions", VIEW_RECORDS, "move", "month_run", whole=False),
    **views("contributions", VIEW_RECORDS, "bill", "billed_employer", whole=False, agency_wide=True),
    **views("contributions", VIEW_RECORDS, "declared savings", "billed_employer", whole=False, agency_wide=True),
    **views("contributions", VIEW_RECORDS, "months", "billed_person", whole=False, agency_wide=True),
}


def _run(organisation):
    found = MonthRun.objects.filter(office=organisation).first()
    if found is None:
        found = MonthRun.objects.create(
            number=f"202501C{organisation.pk:08d}", place="420100", month=date(2025, 1, 1), office=organisation,
            state="withdrawn", maker=User.objects.first(), started_at=timezone.now(),
        )  # fmt: skip
    return {"number": found.number}


def _known(kind):
    """Somebody who is in the record already."""
    return Subject.objects.filter(kind=kind).order_by("id").values_list("id", flat=True).first()


OBJECTS = {
    "month_run": _run,
    "billed_employer": lambda organisation: {"number": _known("employer") or register_employer()},
    "billed_person": lambda organisation: {"number": _known("person") or registered({"name": "甲某"})},
}
