"""What cases read: persons and employers of the record by what is typed, as cards, situations."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Left
from django.utils import timezone

from shebao.operations.handling.situation import Situation
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import START_CASES
from shebao.server.operations.cases.models import Person
from shebao.server.operations.records.models import Fact, Subject
from shebao.server.operations.records.reading import present, subjects_with, whole_record
from shebao.services.listing import catalogue

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User
    from shebao.services.model import Service

_NATION = "000000"
_OWN_NUMBER = 12
_MOST = 50


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
    """The services that are open and about such a subject, for whoever may start them."""
    if not person.has_permission(START_CASES):
        return []
    return [one for one in catalogue().on(timezone.localdate()) if one.available and one.subject in (subject, "person")]


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
    office: Organisation, person: int, employer: int | None, day: date | None = None, known: datetime | None = None
) -> Situation:
    """What a case of this person and employer is decided on now."""
    of_employer = whole_record(employer) if employer is not None else None
    instant = known or present()
    return Situation(
        person=person,
        record=whole_record(person),
        employer=of_employer,
        office=office.pk,
        place=_place(of_employer, instant),
        day=day or timezone.localdate(instant),
        known=instant,
    )


def _place(employer: Record | None, at: datetime) -> str:
    district = employer.known(at).value("district") if employer else None
    return f"{district[:4]}00" if district else _NATION
