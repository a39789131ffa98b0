"""What the counter and the cases read: persons and employers of the record as cards, situations, searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Left
from django.utils import timezone

from shebao.fields.identifiers import IdentifierError, read_credit_code, read_identity_number
from shebao.operations.handling.situation import Situation
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.models import Person
from shebao.server.operations.records.models import Fact
from shebao.server.operations.records.reading import present, staff_of, subjects_with, whole_record

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation

MOST_FOUND = 20
_SHORTEST = 2
_NATION = "000000"


@dataclass(frozen=True)
class Found:
    """What a search came to: records of persons and employers; `more` where a second criterion is needed."""

    persons: tuple[Record, ...] = ()
    employers: tuple[Record, ...] = ()
    more: bool = False
    told: str = ""


def person_by_number(text: str) -> int | None:
    """The person who has or had this identity number in any spelling."""
    found = subjects_with("identity_number", text)
    return found[0] if found else None


def search(text: str, born: date | None = None) -> Found:
    """Persons by identity number, own number or name, employers by credit code, own number or name."""
    words = text.replace("\x00", "").strip()[:120]
    if not words:
        return Found()
    by_number = _by_number(words)
    if by_number is not None:
        return by_number
    if len(words) < _SHORTEST:
        return Found(told=f"请至少写 {_SHORTEST} 个字")
    ids = _named(words, born)
    records = [record for key in ids[:MOST_FOUND] if (record := whole_record(key)) is not None]
    more = len(ids) > MOST_FOUND
    told = f"重名太多，只列出前 {MOST_FOUND} 个；请再填出生日期，或改用证件号码" if more else ""
    return Found(
        tuple(record for record in records if record.kind is SubjectKind.PERSON),
        tuple(record for record in records if record.kind is SubjectKind.EMPLOYER),
        more,
        told,
    )


def _named(words: str, born: date | None) -> list[int]:
    """One more than are shown of those whose name is this (the first sixty characters are indexed), or begins so with employers."""
    named = Fact.objects.annotate(head=Left("value", 60)).filter(register="name", known_to=None)
    whole = named.filter(head=words[:60])
    if born is not None:
        births = Fact.objects.filter(register="birth", value=born.isoformat(), known_to=None)
        whole = whole.filter(subject__in=births.values("subject"))
    found = list(whole.order_by("subject").values_list("subject", flat=True).distinct()[: MOST_FOUND + 1])
    if found or born is not None:
        return found
    begins = named.filter(subject__kind=SubjectKind.EMPLOYER, value__startswith=words)
    return list(begins.order_by("subject").values_list("subject", flat=True).distinct()[: MOST_FOUND + 1])


def _by_number(words: str) -> Found | None:
    """Where the words are a number: what it belongs to, or that nobody has it; None where they are a name."""
    plain = "".join(words.split())
    if not any(each.isdigit() for each in plain):
        return None
    try:
        number = read_identity_number(plain).text
        key = person_by_number(number)
        return _of(key, "没有这个证件号码的记录；可从事项“职工参保登记”新建")
    except IdentifierError as error:
        if len(plain) in (15, 18) and plain[:6].isdigit():
            code = _by_credit_code(plain)
            return code or Found(told=str(error))
    if plain.isascii() and plain.isdigit() and len(plain) <= 12:
        return _of(int(plain), "没有这个编号")
    return None


def _by_credit_code(plain: str) -> Found | None:
    try:
        code = read_credit_code(plain).text
    except IdentifierError:
        return None
    return _of(employer_by_code(code), "没有这个统一社会信用代码的单位")


def employer_by_code(code: str) -> int | None:
    """The employer that has or had this credit code."""
    return Fact.objects.filter(register="credit_code", value=code).values_list("subject", flat=True).first()


def _of(key: int | None, nobody: str) -> Found:
    record = whole_record(key) if key is not None else None
    if record is None:
        return Found(told=nobody)
    return Found((record,)) if record.kind is SubjectKind.PERSON else Found((), (record,))


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
        record=whole_record(person) if person else None,
        employer=of_employer,
        office=office.pk,
        place=_place(of_employer, instant),
        day=(on := day or timezone.localdate(instant)),
        known=instant,
        employer_number=employer or 0,
        staff=staff_of(employer, on) if employer else 0,
    )


def _place(employer: Record | None, at: datetime) -> str:
    district = employer.known(at).value("district") if employer else None
    return f"{district[:4]}00" if district else _NATION
