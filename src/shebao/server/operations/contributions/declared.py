"""An employer's declaration of a base year: what was declared for everybody on its staff, what the base is, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from shebao.fields.dates import Month
from shebao.money import fen
from shebao.operations.contributions.base_years import base_years
from shebao.operations.contributions.facts import WAGE
from shebao.operations.contributions.standards import NoStandard, Standards, standards
from shebao.operations.record.rows import Liability
from shebao.server.operations.contributions.reading import liabilities
from shebao.server.operations.records import models as records


class How(StrEnum):
    """How somebody's base came about."""

    DECLARED = "declared"
    FLOOR = "floor"
    CEILING = "ceiling"
    CARRIED = "carried"
    MISSING = "missing"
    NOT_YET = "not_yet"


HOW = {
    How.DECLARED: ("已申报", "good"),
    How.FLOOR: ("已申报，按下限", "info"),
    How.CEILING: ("已申报，按上限", "info"),
    How.CARRIED: ("未申报，按规定核定", "attention"),
    How.MISSING: ("未申报，暂按下限", "attention"),
    How.NOT_YET: ("未申报，还没有核定", "neutral"),
}
"""Words and tone of each."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the staff: since when in this base year, the wage declared for it and for the year before, and the base; fen."""

    person: int
    since: date
    wage: int | None
    wage_before: int | None
    base: int | None
    how: How

    @property
    def badge(self) -> tuple[str, str]:
        """Words and tone."""
        return HOW[self.how]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A base year at an employer."""

    first: Month
    last: Month
    deadline: Month
    percent: int
    members: tuple[Member, ...]

    @property
    def counts(self) -> Counter[How]:
        """How many of each."""
        return Counter(member.how for member in self.members)

    @property
    def undeclared(self) -> tuple[Member, ...]:
        """For whom no wage was declared."""
        return tuple(member for member in self.members if member.wage is None)


def declaration(employer: int, place: str, month: Month, assessed: Month | None) -> Declaration:
    """The base year that a month is in, for who is on the staff of an employer on the last day known of it; bases are those of
    its last month that was assessed. Four queries, however many persons."""
    years = base_years(place, month)
    first, last = years.first(month), years.last(month)
    upto = min(last, max(first, assessed)) if assessed else first
    staff = _staff(employer, first, upto)
    wages, before = _wages(employer, staff, upto), _wages(employer, staff, first.plus(-1))
    bases = _bases(employer, upto) if assessed and first <= assessed else {}
    rules = _standards(place, upto)
    members = tuple(
        _member(person, since, wages.get(person), before.get(person), bases.get(person), rules)
        for person, since in sorted(staff.items())
    )
    return Declaration(first, last, years.deadline(month), years.percent(last), members)


def _staff(employer: int, first: Month, upto: Month) -> dict[int, date]:
    """Person → since when in the base year, of who is on the staff in its last month looked at."""
    rows = records.Spell.objects.filter(employer=employer, known_to=None, valid__contains=upto.first_day)
    found: dict[int, date] = {}
    for person, valid in rows.values_list("person_id", "valid"):
        since = max(valid.lower, first.first_day)
        found[person] = min(found.get(person, since), since)
    return found


def _wages(employer: int, staff: dict[int, date], month: Month) -> dict[int, int]:
    rows = records.Fact.objects.filter(
        subject__in=list(staff), register=WAGE, slot=str(employer), known_to=None, valid__contains=month.first_day
    )
    return {person: fen(text) for person, text in rows.values_list("subject_id", "value")}


def _bases(employer: int, month: Month) -> dict[int, int]:
    """Person → base of the month, the largest over the lines (all have the same unless bounds differ)."""
    found: dict[int, int] = {}
    for row in _owed(employer, month):
        found[row.person] = max(found.get(row.person, 0), row.owed.base)
    return found


def _owed(employer: int, month: Month) -> Sequence[Liability]:
    return liabilities(Q(employer=employer, valid__contains=month.first_day))


def _standards(place: str, month: Month) -> Standards | None:
    try:
        return standards(place, month)
    except NoStandard:
        return None


def _member(
    person: int, since: date, wage: int | None, before: int | None, base: int | None, rules: Standards | None
) -> Member:
    return Member(person, since, wage, before, base, _how(wage, base, rules))


def _how(wage: int | None, base: int | None, rules: Standards | None) -> How:
    if wage is not None:
        if rules is not None and wage < rules.floor:
            return How.FLOOR
        return How.CEILING if rules is not None and wage > rules.ceiling else How.DECLARED
    if base is None:
        return How.NOT_YET
    return How.MISSING if rules is not None and base == rules.floor else How.CARRIED
