"""The people and employers of a synthetic population as effects: who is registered, and enrolled where since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shebao.fields.dates import Month
from shebao.fields.identifiers.divisions import synthetic_division
from shebao.operations.city.proportions import city
from shebao.operations.enrolment.staff import lines_of
from shebao.operations.record.effects import Effect, FactStated, SpellStarted, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid

Row = Mapping[str, Any]

_EMPLOYERS_SINCE = date(1996, 1, 1)
_STAFF_RULES_SINCE = date(2014, 10, 1)
_INSTITUTIONS = 8
_CATEGORIES = {"male": "male", "female_cadre": "female_55", "female_worker": "female_50"}
_FIRST, _AGAIN, _ENDED, _RETIRED, _DEAD = "111", "121", "221", "251", "211"
_RESIDENT_AGES = 16, 60


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the people are taken into the record: the office that keeps it, the employers' subjects by their numbers."""

    office: int
    employers: Mapping[int, int]


def employer_effects(key: int, row: Row, office: int) -> Iterator[Effect]:
    """An employer of the population: every eighth is a public institution, since the population does not say who is one."""
    since = Valid(_EMPLOYERS_SINCE)
    facts = {
        "name": row["name"],
        "credit_code": row["credit_code"],
        "kind": employer_kind(row["employer"]),
        "status": "registered",
        "injury_class": str(row["injury_class"]),
        "district": row["district"],
        "office": str(office),
    }
    yield SubjectRegistered(key, SubjectKind.EMPLOYER)
    for register, value in facts.items():
        yield FactStated(key, register, value, since)


def employer_kind(number: int) -> str:
    """The kind of an employer of the population."""
    return "public_institution" if number % _INSTITUTIONS == 1 else "enterprise"


def person_effects(key: int, row: Row, works: Iterable[Row], settled: Settled) -> Iterator[Effect]:
    """A person of the population with their working life."""
    birth: date = row["birth"]
    since = Valid(birth)
    yield SubjectRegistered(key, SubjectKind.PERSON)
    facts = {
        "name": row["name"],
        "identity_number": row["identity_number"],
        "identity_kind": "citizen",
        "birth": birth.isoformat(),
        "sex": row["sex"],
        "division": synthetic_division(row["district"]),
        "retirement_category": _CATEGORIES[row["retirement_group"]],
        "office": str(settled.office),
    }
    for register, value in facts.items():
        yield FactStated(key, register, value, since)
    if row["death"]:
        yield FactStated(key, "death", row["death"].isoformat(), Valid(row["death"]))
    if row["situation"].startswith("resident"):
        yield from _resident(key, row, settled)
    else:
        yield from _working_life(key, row, list(works), settled)


def _resident(key: int, row: Row, settled: Settled) -> Iterator[Effect]:
    birth: date = row["birth"]
    young, old = (Month(birth.year + age, birth.month).first_day for age in _RESIDENT_AGES)
    end, reason = (old, _RETIRED) if row["situation"] == "resident_retired" else (None, _FIRST)
    if row["death"] and (end is None or row["death"] < end):
        end, reason = _after(row["death"]), _DEAD
    yield from _spell(key, "pension_resident", "resident", None, max(young, date(1990, 1, 1)), end, reason, settled)


def _working_life(key: int, row: Row, works: list[Row], settled: Settled) -> Iterator[Effect]:
    institution = row["situation"].startswith("institution")
    for number, work in enumerate(works):
        start, end = _month(work["start"]).first_day, _month(work["end"]).plus(1).first_day if work["end"] else None
        reason = _FIRST if number == 0 else _AGAIN
        if end is not None:
            reason = _ended(row) if number == len(works) - 1 else _ENDED
        if work["employer"] is None:
            yield from _spell(key, "pension_employee", "flexible", None, start, end, reason, settled)
            continue
        employer = work["employer"] - (work["employer"] - 1) % _INSTITUTIONS if institution else work["employer"]
        staff = "established" if institution else "employee"
        for line in lines_of(employer_kind(employer), staff, _STAFF_RULES_SINCE).lines:
            yield from _spell(key, line, staff, settled.employers[employer], start, end, reason, settled)


def _spell(
    key: int, line: str, kind: str, employer: int | None, start: date, end: date | None, reason: str, settled: Settled
) -> Iterator[Effect]:
    """A spell as far as the line had records; none where that is not at all."""
    begun = max(start, city().beginnings[line])
    if end is None or begun < end:
        yield SpellStarted(key, line, kind, city().place, settled.office, employer, Valid(begun, end), reason)


def _ended(row: Row) -> str:
    if row["situation"].endswith("retired"):
        return _RETIRED
    return _DEAD if row["death"] else _ENDED


def _after(day: date) -> date:
    return Month(day.year, day.month).plus(1).first_day


def _month(period: int) -> Month:
    return Month(period // 100, period % 100)
