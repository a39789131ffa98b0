"""The months assessed, and persons as the assessment reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Max, Min

from shebao.fields.dates import month_of
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.facts import OF_EMPLOYERS, OF_PERSONS, Person
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.needed import Needed
from shebao.operations.record.record import View
from shebao.operations.record.rows import Fact, Liability, Table
from shebao.server.operations.owing.models import AssessedMonth
from shebao.server.operations.records.models import Spell
from shebao.server.operations.records.reading import holdings

_PERSONS = Needed(frozenset(Table) - {Table.SUBJECT}, frozenset(OF_PERSONS))
_EMPLOYERS = Needed(frozenset({Table.FACT}), frozenset(OF_EMPLOYERS))
_TOUCHED = """
WITH news AS (
    SELECT e."table", e.row FROM records_act a JOIN records_effect e ON e.act_id = a.id
    WHERE a.at > %(since)s AND a.at <= %(until)s
)
SELECT s.person_id FROM news n JOIN records_spell s ON s.id = n.row WHERE n."table" = 'spell' AND lower(s.valid) < %(before)s
UNION SELECT f.subject_id FROM news n JOIN records_fact f ON f.id = n.row
    WHERE n."table" = 'fact' AND f.register = ANY(%(persons)s) AND lower(f.valid) < %(before)s
UNION SELECT t.person_id FROM news n JOIN records_fact f ON f.id = n.row JOIN records_spell t
    ON t.employer_id = f.subject_id AND t.known_to IS NULL
    WHERE n."table" = 'fact' AND f.register = ANY(%(employers)s) AND lower(f.valid) < %(before)s
"""
_EVER = datetime.max.replace(tzinfo=UTC)
_STAFF = "SELECT DISTINCT person_id FROM records_spell WHERE employer_id = ANY(%s) AND known_to IS NULL"


def horizon() -> Horizon | None:
    """From the first month that was assessed here to the last; None before the first run."""
    found = AssessedMonth.objects.aggregate(first=Min("month"), last=Max("month"))
    return Horizon(month_of(found["first"]), month_of(found["last"])) if found["first"] else None


def touched(since: datetime, until: datetime = _EVER, before: date = date.max) -> list[int]:
    """Persons whose enrolment or declared wages became otherwise known after an instant up to another, or an employer of theirs
    did, as far as that is about days before one."""
    values = {
        "since": since, "until": until, "before": before, "persons": list(OF_PERSONS), "employers": list(OF_EMPLOYERS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, values)
        return sorted(number for (number,) in cursor.fetchall())


def staff_of_all(employers: Collection[int]) -> set[int]:
    """Who is or was enrolled at employers."""
    if not employers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_STAFF, [list(employers)])
        return {number for (number,) in cursor.fetchall()}


def held(persons: Collection[int]) -> Holdings:
    """The current rows of persons that the assessment reads, without their employers."""
    return holdings(persons, _PERSONS)


def employers_of(found: Holdings, also: Collection[int] = ()) -> Holdings:
    """The current registers of everybody's employers, and of others named."""
    numbers = set(also) | {
        spell.employer for spells in found.spells.values() for spell in spells.values() if spell.employer is not None
    }
    return holdings(numbers, _EMPLOYERS)


def persons_in(found: Holdings, employers: Holdings) -> Iterator[Person]:
    """Persons with what is known of them and of their employers, in the order of their numbers."""
    views: dict[int, list[Fact]] = {}
    for (subject, _register, _slot), rows in employers.facts.items():
        views.setdefault(subject, []).extend(rows)
    shown = {number: View(tuple(rows), ()) for number, rows in views.items()}
    facts: dict[int, list[Fact]] = {}
    for (subject, _register, _slot), rows in found.facts.items():
        facts.setdefault(subject, []).extend(rows)
    owed: dict[int, list[Liability]] = {}
    for (person, _line, _lane), stretches in found.liabilities.items():
        owed.setdefault(person, []).extend(stretches)
    for number in sorted(set(found.spells) | set(owed)):
        spells = tuple(found.spells.get(number, {}).values())
        yield Person(number, spells, tuple(facts.get(number, ())), tuple(owed.get(number, ())), shown)


def places() -> list[str]:
    """The places of which months were assessed."""
    return sorted(set(AssessedMonth.objects.values_list("place", flat=True)))


def anybody_in(place: str) -> bool:
    """Whether anybody is enrolled in a place now."""
    return Spell.objects.filter(scheme_place=place, known_to=None).exists()
