"""What the counter reads: searches, staff, cases about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import Left

from shebao.fields.identifiers import IdentifierError, read_credit_code, read_identity_number
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import person_by_number
from shebao.server.operations.records.models import Fact, Spell
from shebao.server.operations.records.reading import whole_record

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shebao.server.platform.people.models import User

MOST_FOUND = 20
_SHORTEST = 2
_LATELY = 10


@dataclass(frozen=True)
class Found:
    """What a search came to: records of persons and employers; `more` where a second criterion is needed."""

    persons: tuple[Record, ...] = ()
    employers: tuple[Record, ...] = ()
    more: bool = False
    told: str = ""


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
    found = Fact.objects.filter(register="credit_code", value=code).values_list("subject", flat=True).first()
    return _of(found, "没有这个统一社会信用代码的单位")


def _of(key: int | None, nobody: str) -> Found:
    record = whole_record(key) if key is not None else None
    if record is None:
        return Found(told=nobody)
    return Found((record,)) if record.kind is SubjectKind.PERSON else Found((), (record,))


def enrolled_now(employer: int, day: date) -> dict[str, int]:
    """How many people are enrolled at an employer on a day, by line."""
    staff = Spell.objects.filter(employer=employer, known_to=None, valid__contains=day)
    return dict(staff.values_list("line").annotate(Count("person", distinct=True)).order_by())


def lately_accepted(clerk: User) -> QuerySet[Case]:
    """The cases that a clerk accepted last."""
    return Case.objects.in_scope(clerk, VIEW_RECORDS).filter(clerk=clerk)[:_LATELY]


def cases_about(reader: User, person: int) -> QuerySet[Case]:
    """Cases of a person that the reader may see, the latest first."""
    return Case.objects.in_scope(reader, VIEW_RECORDS).filter(person=person)[:MOST_FOUND]
