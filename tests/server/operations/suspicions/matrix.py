"""Who may call the views of the suspicions: what each act needs beside this is the machine's."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.timezone import now

from server.access import views
from shebao.server.operations.suspicions.declares import (
    CHECK_RULINGS,
    MANAGE_SUSPICIONS,
    REVEAL_SUSPICIONS,
    VIEW_SUSPICIONS,
    WORK_SUSPICIONS,
)
from shebao.server.operations.suspicions.models import Absence, Evidence, Listed, Rule, Ruling, Run, Suspicion
from shebao.server.platform.files.store import store_bytes
from shebao.server.platform.people.models import User

VIEWS = {
    **views(
        "suspicions", VIEW_SUSPICIONS, "suspicions suspicions-csv classes act rulings runs statistics lists corrections"
    ),
    **views("suspicions", VIEW_SUSPICIONS, "suspicion", "suspicion"),
    **views("suspicions", WORK_SUSPICIONS, "add-evidence", "suspicion"),
    **views("suspicions", VIEW_SUSPICIONS, "evidence", "suspicion_file", whole=False),
    **views("suspicions", VIEW_SUSPICIONS, "ruling", "ruling"),
    **views("suspicions", VIEW_SUSPICIONS, "check", "ruling", whole=False),
    **views("suspicions", WORK_SUSPICIONS, "add-ruling-evidence", "ruling"),
    **views("suspicions", MANAGE_SUSPICIONS, "import-run duties receive-list check-data"),
    **views("suspicions", REVEAL_SUSPICIONS, "export-corrections"),
    **views("suspicions", REVEAL_SUSPICIONS, "reveal", "suspicion"),
    **views("suspicions", VIEW_SUSPICIONS, "list", "listed"),
    **views("suspicions", MANAGE_SUSPICIONS, "answer-list", "listed", whole=False),
    **views("suspicions", VIEW_SUSPICIONS, "absence", "absence"),
    **views("suspicions", CHECK_RULINGS, "confirm-absence", "absence"),
}


def suspicion(organisation):
    """One suspicion of an organisation."""
    found = Suspicion.objects.filter(organisation=organisation).first()
    if found is not None:
        return found
    made = datetime(2025, 12, 1, tzinfo=UTC)
    run = Run.objects.create(
        agency=organisation, title="检查集", as_of="2025-12", made_at=made, digest="0" * 64, at=made
    )
    rule = Rule.objects.create(agency=organisation, code="P04", title="性别不符", severity="error", owner="登记")
    today = now().date()
    return Suspicion.objects.create(
        agency=organisation, organisation=organisation, rule=rule, identity="A" * 20, subject="1", rows=1, money=False,
        first_run=run, last_run=run, opened_on=today, due_on=today,
    )  # fmt: skip


def _file(organisation):
    about = suspicion(organisation)
    file = about.files.first() or Evidence.objects.create(
        suspicion=about, file=store_bytes(b"seen", kind="text", name="a.txt"), by=User.objects.first()
    )
    return {"key": about.pk, "number": file.pk}


def _ruling(organisation):
    found = Ruling.objects.filter(organisation=organisation).first() or Ruling.objects.create(
        agency=organisation, organisation=organisation, outcome="explained", reason="原因", count=0, digest="0" * 64,
        state="waiting", proposed_by=User.objects.first(), proposed_at=now(),
    )  # fmt: skip
    return {"key": found.pk}


def _listed(organisation):
    found = Listed.objects.filter(agency=organisation).first() or Listed.objects.create(
        agency=organisation, title="名单", state="quarantined", sha256="0" * 64, at=now()
    )
    return {"key": found.pk}


def _absence(organisation):
    run = suspicion(organisation).last_run
    found = Absence.objects.filter(run=run).first() or Absence.objects.create(
        agency=organisation, run=run, count=1, digest="0" * 64
    )
    return {"key": found.pk}


OBJECTS = {
    "absence": _absence,
    "listed": _listed,
    "suspicion": lambda organisation: {"key": suspicion(organisation).pk},
    "suspicion_file": _file,
    "ruling": _ruling,
}
