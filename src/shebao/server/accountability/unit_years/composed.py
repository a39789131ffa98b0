"""Composed reports as they are kept: one of each format for the revision that it shows, made by a worker, never by a web process."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from shebao.accounts.importing.rejects import ImportRejected
from shebao.composing.documents import render, suffix
from shebao.performance import DataError
from shebao.server.accountability.unit_years.models import ComposedReport, UnitYear
from shebao.server.accountability.unit_years.reporting import CAPTIONS, manuscript_of
from shebao.server.platform.files import store
from shebao.server.platform.jobs import background
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

COMPOSE = "unit_years.compose"
_FILE_KINDS = {"package": "zip"}


def current(unit_year: UnitYear, kind: str) -> ComposedReport | None:
    """The report in a format as the unit-year stands now; None where it is still to be made."""
    found: ComposedReport | None = (
        unit_year.composed.filter(kind=kind, revision=unit_year.revision).select_related("file").first()
    )
    return found


def ask(unit_year: UnitYear, kind: str, user: User) -> Job:
    """The job that makes it; one for as many people as ask."""
    return background.start(
        COMPOSE,
        f"{unit_year}：{CAPTIONS.get(kind, kind)}",
        arguments={"unit_year": unit_year.pk, "kind": kind},
        owner=user,
        url=reverse("unit_years:report", args=[unit_year.pk]),
        lock=f"compose:{unit_year.pk}",
        once=f"compose:{unit_year.pk}:{kind}",
    )


def make(unit_year: UnitYear, kind: str) -> ComposedReport:
    """Compose it as it stands now, and keep it in place of the former one; where that cannot be done, why."""
    if found := current(unit_year, kind):
        return found
    try:
        content, problem = render(manuscript_of(unit_year), kind), ""
    except (ImportRejected, DataError) as refused:
        content, problem = b"", str(refused)
    return _keep(unit_year, kind, content, problem)


@transaction.atomic
def _keep(unit_year: UnitYear, kind: str, content: bytes, problem: str) -> ComposedReport:
    former = ComposedReport.objects.select_for_update().filter(unit_year=unit_year, kind=kind).first()
    replaced = former.file if former else None
    name = f"{unit_year}决算公开（稿）.{suffix(kind)}"
    file = store.store_bytes(content, kind=_FILE_KINDS.get(kind, kind), name=name) if content else None
    made: ComposedReport
    made, _new = ComposedReport.objects.update_or_create(
        unit_year=unit_year,
        kind=kind,
        defaults={"revision": unit_year.revision, "file": file, "problem": problem[:1000]},
    )
    if replaced is not None:
        store.discard(replaced)
    return made
