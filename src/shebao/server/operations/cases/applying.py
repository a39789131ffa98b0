"""Cases begun: as a draft, handed in, or accepted at once at a counter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from shebao.operations.casework.states import State
from shebao.server.operations.cases.accepting import accept, step
from shebao.server.operations.cases.declares import CASE_STARTED, START_CASES
from shebao.server.operations.cases.models import Application, Case
from shebao.server.operations.cases.preparing import prepare, refuse_against
from shebao.server.operations.cases.refusing import refused
from shebao.server.operations.cases.remits import refuse_beyond
from shebao.server.operations.cases.scanning import keep_scan
from shebao.server.operations.cases.timing import settle
from shebao.server.platform.decisions.log import record
from shebao.services.model import Service
from shebao.services.needed import Held, all_seen

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


@dataclass(frozen=True)
class Begun:
    """What belongs to a case from the beginning: the application that it is part of, what tells a form sent twice, how its
    materials were covered (None: the clerk has seen every original), and scans by the material's number."""

    application: Application | None = None
    submission: UUID | None = None
    held: tuple[Held, ...] | None = None
    scans: tuple[tuple[int, UploadedFile], ...] = ()


_ALONE = Begun()


@transaction.atomic
def start(
    clerk: User, service: Service, office: Organisation, employer: int | None, texts: Mapping[str, str],
    now: datetime | None = None, *, begun: Begun = _ALONE,
) -> Case:  # fmt: skip
    """Accepts an application at once. Raises Refused with everything that stands against it, told at once."""
    _must_be_permitted(clerk, office)
    refuse_beyond(clerk, office, service, "accept", timezone.localdate(now))
    before = sent_before(begun.submission)
    if before is not None:
        return before
    prepared = prepare(service, office, employer, texts)
    refuse_against(prepared)
    at = now or timezone.now()
    held = all_seen(service, texts) if begun.held is None else begun.held
    case = _case(clerk, service, office, employer, texts, at, begun)
    case.begun_at, case.submitted_by = at, clerk
    accept(case, prepared, clerk, at, held)
    keep_scans(case, service, begun.scans, clerk, at)
    record(clerk, CASE_STARTED, case, service=service.code, version=service.version, number=case.number)
    return case


@transaction.atomic
def keep(
    by: User, service: Service, office: Organisation, employer: int | None, texts: Mapping[str, str],
    now: datetime | None = None, *, hand_in: bool = False, begun: Begun = _ALONE,
) -> Case:  # fmt: skip
    """A draft, or with `hand_in` an application that waits for acceptance; neither needs to be right yet."""
    _must_be_permitted(by, office)
    refuse_beyond(by, office, service, "collect", timezone.localdate(now))
    before = sent_before(begun.submission)
    if before is not None:
        return before
    at = now or timezone.now()
    case = _case(by, service, office, employer, texts, at, begun)
    case.state = State.SUBMITTED if hand_in else State.DRAFT
    case.clerk = None if hand_in else by
    case.submitted_by, case.begun_at = (by, at) if hand_in else (None, None)
    settle(case, service, timezone.localdate(at))
    case.save(force_insert=True)
    keep_scans(case, service, begun.scans, by, at)
    step(case, by, at, "收件" if hand_in else "存草稿", by_clerk=True)
    record(by, CASE_STARTED, case, service=service.code, version=service.version, number=case.number)
    return case


def keep_scans(case: Case, service: Service, scans: Iterable[tuple[int, UploadedFile]], by: User, at: datetime) -> None:
    """Stores scans of materials. Raises Refused."""
    for number, upload in scans:
        if 1 <= number <= len(service.materials):
            keep_scan(case, number, service.materials[number - 1].name, upload, by, at)


def sent_before(submission: UUID | None) -> Case | None:
    """The case of a form that was sent already."""
    return None if submission is None else Case.objects.filter(submission=submission).first()


def write_form(case: Case, texts: Mapping[str, str]) -> None:
    """Puts a form into a case; saving is the caller's."""
    setattr(case, "form", json.dumps(dict(texts), ensure_ascii=False))  # noqa: B010


def new_number(at: datetime) -> str:
    """The next number of a case or an application: the day and a running number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_numbers')")
        found = cursor.fetchone()
    assert found is not None
    return f"{timezone.localtime(at):%Y%m%d}{found[0]:08d}"


def _must_be_permitted(by: User, office: Organisation) -> None:
    if not by.has_permission_at(START_CASES, office):
        raise refused("not_permitted", f"您不能在{office}受理办件")


def _case(
    by: User, service: Service, office: Organisation, employer: int | None, texts: Mapping[str, str], at: datetime,
    begun: Begun,
) -> Case:  # fmt: skip
    case = Case(
        number=new_number(at),
        application=begun.application,
        submission=begun.submission,
        service=service.code,
        service_name=service.name,
        service_version=service.version,
        service_digest=service.digest,
        office=office,
        employer=employer,
        risk=service.risk,
        eyes=service.flow.eyes,
        clerk=by,
    )
    write_form(case, texts)
    return case
