"""The registers that contributions read, and their values as whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shebao.fields.dates import Month, month_of
from shebao.money import fen
from shebao.operations.record.record import View
from shebao.operations.record.rows import Fact, Liability, Spell
from shebao.policy.insured import Insured

WAGE, LEVEL = "declared_wage", "flexible_level"
OF_PERSONS = (WAGE, LEVEL)
OF_EMPLOYERS = ("kind", "injury_class", "injury_floating", "size")
ASSESSED = ("regular", "flexible")
"""The kinds of liability that follow from enrolment month by month; others stand as they were stated."""
_INSURED = {"flexible": Insured.FLEXIBLE, "employee": Insured.EMPLOYEE, "injury_only": Insured.EMPLOYEE}


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person for all days: enrolment, registers, what is owed, and the registers of employers by number."""

    number: int
    spells: tuple[Spell, ...]
    facts: tuple[Fact, ...] = ()
    owed: tuple[Liability, ...] = ()
    employers: Mapping[int, View] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmployerNow:
    """What a month's rates depend on at an employer."""

    kind: str = ""
    injury_class: int | None = None
    floating: str | None = None
    size: str | None = None


def insured_of(staff: str, employer_kind: str) -> Insured | None:
    """The kind of insured that a kind of staff at a kind of employer is; None for who does not pay monthly."""
    if staff == "established":
        return Insured.AGENCY if employer_kind == "agency" else Insured.INSTITUTION
    return _INSURED.get(staff)


def employer_in(person: Person, employer: int | None, month: Month) -> EmployerNow:
    """The employer of somebody as known about the first day of a month."""
    view = person.employers.get(employer or 0)
    return employer_on(view.facts if view is not None else (), month)


def employer_on(facts: Iterable[Fact], month: Month) -> EmployerNow:
    """What its facts say of an employer on the first day of a month."""
    known = list(facts)
    kind, number, floating, size = (value_on(known, name, "", month.first_day) for name in OF_EMPLOYERS)
    return EmployerNow(kind or "", int(number) if number else None, floating, size)


def wage_in(person: Person, employer: int | None, month: Month) -> int | None:
    """The wage declared at an employer for a month in fen."""
    text = value_on(person.facts, WAGE, str(employer or ""), month.first_day)
    return fen(Decimal(text)) if text else None


def level_in(person: Person, month: Month) -> int | None:
    """The level that a flexible worker chose for a month, in percent of the average wage."""
    text = value_on(person.facts, LEVEL, "", month.first_day)
    return int(text) if text else None


def value_on(facts: Iterable[Fact], register: str, slot: str, day: date) -> str | None:
    """The value of a register on a day."""
    return next((f.value for f in facts if (f.register, f.slot) == (register, slot) and day in f.valid), None)


def months_where(rows: Iterable[Fact | Spell]) -> set[Month]:
    """The months in which something of the rows begins or ends: the first whose first day is affected."""
    days = [day for row in rows for day in (row.valid.start, row.valid.end) if day is not None]
    return {month_of(day) if day.day == 1 else month_of(day).plus(1) for day in days if day.year > 1}
