"""What cases read: persons and employers of the record by what is typed, as cards, situations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from shebao.fields.identifiers.divisions import city_named
from shebao.operations.casework.lines import within
from shebao.operations.casework.states import OPEN, State
from shebao.operations.handling.situation import Situation
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.operations.registry.offices import division_of_work
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.cases.models import (
    Absence,
    Application,
    Case,
    CaseMaterial,
    CaseQuerySet,
    Notice,
    OfficeLevel,
    Person,
    Scan,
    lines_allowed,
)
from shebao.server.operations.records.models import Fact, Subject
from shebao.server.operations.records.reading import present, staff_of, subjects_with, whole_record
from shebao.server.platform.organisations.models import Organisation as Organisations
from shebao.services.listing import catalogue
from shebao.services.words import words

if TYPE_CHECKING:
    from shebao.server.platform.declarations import Permission
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User
    from shebao.services.model import Service

_NATION = "000000"
_OWN_NUMBER = 12
_MOST = 50
_SOON = 3
DUES = {"": "不限", "late": "已超期", "today": "今天到期", "soon": f"{_SOON} 天内到期"}


def person_by_number(text: str) -> int | None:
    """The person who has or had this identity number in any spelling."""
    found = subjects_with("identity_number", text)
    return found[0] if found else None


def employer_by(text: str) -> int | None:
    """The employer with this own number, credit code or exact name; None where there is none, or several have the name."""
    words = text.replace("\x00", "").strip()[:120]
    plain = "".join(words.split())
    if plain.isascii() and plain.isdigit() and len(plain) <= _OWN_NUMBER:
        known = Subject.objects.filter(id=int(plain), kind=SubjectKind.EMPLOYER).values_list("id", flat=True)
        return known.first()
    found = with_value("credit_code", plain) or with_value("name", words)
    employers = Subject.objects.filter(id__in=found, kind=SubjectKind.EMPLOYER).values_list("id", flat=True)[:2]
    return employers[0] if len(employers) == 1 else None


def with_value(register: str, value: str) -> list[int]:
    """Subjects that are known by this value of a register now; the first sixty characters of values are indexed."""
    found = Fact.objects.annotate(head=Left("value", 60)).filter(register=register, known_to=None, head=value[:60])
    return list(found.order_by("subject").values_list("subject", flat=True).distinct()[:_MOST])


def offered_services(person: User, subject: str) -> list[Service]:
    """The services that are open and about such a subject, for whoever may start them: of the lines that they may act on, as far as
    the level of their office takes them in."""
    if not person.has_permission(START_CASES):
        return []
    today = timezone.localdate()
    found = [one for one in catalogue().on(today) if one.available and one.subject in (subject, "person")]
    level, allowed = level_of(person.organisation) if person.organisation else "", lines_allowed(person)
    takes_in = division_of_work().does
    return [one for one in found if within(one, allowed) and takes_in(level, one.code, one.group, "collect", today)]


def by_group(services: Iterable[Service]) -> list[tuple[str, list[Service]]]:
    """Services under what people call their group, in the order of the catalogue."""
    labels = words()["groups"]
    return [(labels[group], list(found)) for group, found in groupby(services, key=lambda one: one.group)]


def card(record: Record) -> Person:
    """A person for a page; shown through `platform.access` only."""
    view = record.known(present())
    return Person(
        id=record.subject,
        name=view.value("name") or "",
        identity_number=view.value("identity_number") or "",
        telephone=view.value("telephone") or "",
    )


def situation(
    office: Organisation,
    person: int,
    employer: int | None,
    day: date | None = None,
    known: datetime | None = None,
    other: int | None = None,
) -> Situation:
    """What a case of this person and employer is decided on now; `other` is the second person of a merge."""
    of_employer = whole_record(employer) if employer is not None else None
    of_person = whole_record(person) if person else None
    instant = known or present()
    return Situation(
        person=person,
        record=of_person,
        employer=of_employer,
        office=office.pk,
        place=_place(office, of_employer, of_person, instant),
        day=(on := day or timezone.localdate(instant)),
        known=instant,
        employer_number=employer or 0,
        staff=staff_of(employer, on, known) if employer else 0,
        other=whole_record(other) if other else None,
    )


def _place(office: Organisation, employer: Record | None, person: Record | None, at: datetime) -> str:
    """The city whose rules apply: the employer's; without an employer the office's, else that of the person's residence."""
    district = employer.known(at).value("district") if employer else None
    if district:
        return f"{district[:4]}00"
    residence = person.known(at).value("division") if person else None
    return city_of(office) or (f"{residence[:4]}00" if residence else _NATION)


def level_of(office: Organisation) -> str:
    """The level of an office: what was set, else that of the nearest district above it, else the city's."""
    found = OfficeLevel.objects.filter(office=office).order_by("-pk").values_list("level", flat=True).first()
    if found is not None:
        return found
    kinds = {office.kind, *Organisations.objects.above(office).values_list("kind", flat=True)}
    return "district" if Organisations.Kind.DISTRICT in kinds else "city"


def city_of(office: Organisation) -> str | None:
    """The code of the city that an office, or the nearest above it, is said to be in."""
    if found := city_named(office.place):
        return found
    above = Organisations.objects.above(office).order_by("-path").values_list("place", flat=True)
    return next((code for place in above if (code := city_named(place))), None)


@dataclass(frozen=True)
class Wanted:
    """Which cases of a list are wanted."""

    state: str = "open"
    due: str = ""
    service: str = ""
    clerk: int | None = None
    number: str = ""


def listed(person: User, wanted: Wanted, today: date) -> CaseQuerySet:
    """Cases in scope, those first whose stage ends first."""
    found: CaseQuerySet = Case.objects.in_scope(person, VIEW_RECORDS).select_related("office", "clerk")
    if wanted.number:
        return found.filter(number__startswith=wanted.number)
    states = OPEN if wanted.state == "open" else tuple(State) if wanted.state == "all" else (wanted.state,)
    found = found.filter(_due(wanted.due, today), state__in=states)
    if wanted.service:
        found = found.filter(service=wanted.service)
    if wanted.clerk is not None:
        found = found.filter(clerk=wanted.clerk)
    return found.order_by("act_by", "-made_at")


def _due(due: str, today: date) -> Q:
    if due == "late":
        return Q(act_by__lt=today)
    if due == "today":
        return Q(act_by=today)
    return Q(act_by__gte=today, act_by__lte=today + timedelta(days=_SOON)) if due == "soon" else Q()


def services_of(person: User) -> list[tuple[str, str]]:
    """The services that cases in scope are about, for a filter."""
    found = Case.objects.in_scope(person, VIEW_RECORDS).order_by("service").values_list("service", "service_name")
    return list(dict(found.distinct()).items())


def clerks_at(case: Case) -> list[User]:
    """Who may have the case: clerks of its office, without those who have or had it."""
    from shebao.server.platform.people.models import User as Users

    had = {case.clerk_id, case.reviewer_id, case.approver_id}
    near = {case.office.pk, *case.office.ancestor_ids}
    found = Users.objects.filter(memberships__organisation__in=near, is_active=True).distinct().order_by("pk")
    return [one for one in found[:_MOST] if one.pk not in had and one.has_permission_at(START_CASES, case.office)]


def others_about(case: Case) -> CaseQuerySet:
    """Other open cases about the same person: somebody else may be at work on them."""
    found: CaseQuerySet = Case.objects.filter(person=case.person, state__in=OPEN).exclude(pk=case.pk)
    return found.select_related("office", "clerk")[:20] if case.person is not None else Case.objects.none()


def materials_of(case: Case) -> list[CaseMaterial]:
    """How each material was covered, as it was last."""
    return list({one.number: one for one in case.materials.select_related("by")}.values())


def scans_of(case: Case) -> QuerySet[Scan]:
    """The scans of a case, and those of its application that it needs too."""
    own = Q(case=case)
    if case.application_id is not None:
        names = case.materials.values("name")
        own |= Q(case__application=case.application_id, material__in=names)
    return Scan.objects.filter(own).select_related("by")


def scan_of(case: Case, key: str) -> Scan | None:
    """One scan of a case."""
    try:
        return scans_of(case).select_related("file").filter(pk=UUID(key)).first()
    except ValueError:
        return None


def cases_in_scope(person: User, permission: Permission) -> CaseQuerySet:
    """All cases in scope."""
    found: CaseQuerySet = Case.objects.in_scope(person, permission)
    return found


def notice_by(code: str) -> Notice | None:
    """The notice with this code."""
    return Notice.objects.filter(code=code).select_related("case__office").first() if code else None


def application_in_scope(person: User, number: str) -> Application | None:
    """The application of this number with a case in scope."""
    scope = cases_in_scope(person, VIEW_RECORDS)
    return Application.objects.filter(cases__in=scope, number=number).distinct().select_related("office").first()


def cases_of(application: Application) -> list[Case]:
    """The cases of an application in the order in which they were accepted."""
    return list(application.cases.select_related("office").order_by("number"))


def application_by(code: str) -> Application | None:
    """The application whose receipt has this code."""
    return Application.objects.filter(code=code).select_related("office").first() if code else None


def absences_on(day: date) -> QuerySet[Absence]:
    """The absences of a day."""
    return Absence.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), first__lte=day, last__gte=day)


def deputies_of(person: int | None, day: date) -> frozenset[int]:
    """Who acts for somebody on a day."""
    return (
        frozenset()
        if person is None
        else frozenset(absences_on(day).filter(person=person).values_list("deputy", flat=True))
    )


def acted_for(deputy: User, day: date) -> list[int]:
    """For whom somebody acts on a day."""
    return list(absences_on(day).filter(deputy=deputy).values_list("person", flat=True))
