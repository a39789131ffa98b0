"""What the counter reads: names and codes, staff, cases about a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Q

from shebao.fields.identifiers import IdentifierError
from shebao.fields.identifiers.former_codes import read_organisation_code, read_registration_number
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.cases.models import Case
from shebao.server.operations.cases.reading import with_value
from shebao.server.operations.counter.models import KnownCode, KnownName
from shebao.server.operations.records.models import Fact, Spell

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shebao.server.platform.people.models import User

FOLLOWED = ("name", "birth", "credit_code", "registration_number")
_MOST_READ = 200
_ACTS_AT_ONCE = 500
_LATELY = 10
_CASES = 20


@dataclass(frozen=True, slots=True)
class ActsSince:
    """Acts in the order in which they were known, as (id, instant), and whether more wait."""

    acts: list[tuple[int, datetime]]
    more: bool


def acts_since(at: datetime | None, most: int, *, at_least_one: bool = False) -> ActsSince:
    """The acts after an instant whose followed facts are `most` at most in all; the first however many it has, if so asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, a.at, (SELECT count(*) FROM (SELECT 1 FROM records_fact f WHERE f.act_id = a.id
                 AND f.register = ANY(%s) LIMIT %s) counted)
               FROM records_act a WHERE %s::timestamptz IS NULL OR a.at > %s ORDER BY a.at LIMIT %s""",
            [list(FOLLOWED), most + 1, at, at, _ACTS_AT_ONCE + 1],
        )
        rows = cursor.fetchall()
    found: list[tuple[int, datetime]] = []
    left = most
    for key, instant, many in rows[:_ACTS_AT_ONCE]:
        left -= many
        if left < 0 and (found or not at_least_one):
            return ActsSince(found, more=True)
        found.append((key, instant))
    return ActsSince(found, more=len(rows) > _ACTS_AT_ONCE)


def facts_of_acts(acts: Collection[int]) -> Iterator[tuple[int, int, str, str, str]]:
    """The followed facts that acts wrote: (id, subject, kind of subject, register, value)."""
    found = Fact.objects.filter(act__in=acts, register__in=FOLLOWED).order_by("id")
    yield from found.values_list("id", "subject", "subject__kind", "register", "value").iterator(chunk_size=5_000)


def births_of(subjects: Collection[int]) -> dict[int, str]:
    """The dates of birth that are known of persons."""
    return dict(
        Fact.objects.filter(subject__in=subjects, register="birth", known_to=None)
        .order_by("valid")
        .values_list("subject", "value")
    )


def sounding(sound: str, born: date | None) -> list[int]:
    """Subjects whose name has these initials (of an employer the first ones), or sounds so from its beginning; more than are shown,
    where there are."""
    wanted = (Q(initials=sound), Q(sound__startswith=sound), Q(employer=True, initials__startswith=sound))
    return _together(wanted, born)


def named(words: str, born: date | None) -> list[int]:
    """Subjects of this name first, then those whose name begins so, then employers with these words anywhere in it. A question
    mark stands for any one character; what stands before it has to be written."""
    if "?" in words:
        pattern = "".join("." if each == "?" else re.escape(each) for each in words)
        return _together((Q(name__startswith=words[: words.index("?")], name__regex=f"^{pattern}$"),), born)
    within = Q(employer=True, name__contains=words)
    return _together((Q(name=words), Q(name__startswith=words), within), born)


def coded(number: str) -> list[int]:
    """Employers with this credit code, organisation code or registration number."""
    codes = {number}
    for read in (read_organisation_code, read_registration_number):
        try:
            codes.add(read(number))
        except IdentifierError:
            continue
    found = list(KnownCode.objects.filter(code__in=codes).values_list("subject", flat=True))
    return list(dict.fromkeys([*found, *_with_credit_code(number)]))


def enrolled_now(employer: int, day: date) -> dict[str, int]:
    """How many people are enrolled at an employer on a day, by line."""
    staff = Spell.objects.filter(employer=employer, known_to=None, valid__contains=day)
    return dict(staff.values_list("line").annotate(Count("person", distinct=True)).order_by())


def lately_accepted(clerk: User) -> QuerySet[Case]:
    """The cases that a clerk accepted last."""
    return Case.objects.in_scope(clerk, VIEW_RECORDS).filter(clerk=clerk)[:_LATELY]


def cases_about(reader: User, person: int) -> QuerySet[Case]:
    """Cases of a person that the reader may see, the latest first."""
    return Case.objects.in_scope(reader, VIEW_RECORDS).filter(person=person)[:_CASES]


def _together(wanted: Iterable[Q], born: date | None) -> list[int]:
    """Subjects by one criterion after the other, each by an index of its own and bounded, in order of the names."""
    subjects: dict[int, None] = {}
    for one in wanted:
        rows = KnownName.objects.filter(one) if born is None else KnownName.objects.filter(one, born=born)
        subjects |= dict.fromkeys(subject for _, subject in sorted(rows.values_list("name", "subject")[:_MOST_READ]))
        if len(subjects) >= _MOST_READ:
            break
    return list(subjects)


def _with_credit_code(number: str) -> list[int]:
    if len(number) != 18:
        return []
    return with_value("credit_code", number)
