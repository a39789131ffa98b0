"""Somebody who is to be covered, as far as the lists and indicators read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shebao.fields.dates import Month
from shebao.operations.contributions.residents.tiers import LINE as RESIDENT_LINE
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.needed import Needed
from shebao.operations.record.rows import Fact, Liability, Spell, Table
from shebao.operations.record.valid import Valid

REGISTERS = frozenset({"name", "birth", "death", "sex", "pupil", "resident_category", "resident_tier"})
NEEDED = Needed(frozenset(Table) - {Table.SUBJECT}, REGISTERS)
"""What has to be read of the record."""
PENSIONS = ("pension_employee", "pension_institution", RESIDENT_LINE)


@dataclass(frozen=True, slots=True)
class Somebody:
    """What is known now of a person about all days."""

    number: int
    facts: tuple[Fact, ...] = ()
    spells: tuple[Spell, ...] = ()
    owed: tuple[Liability, ...] = ()

    def value(self, register: str, day: date) -> str | None:
        """The value of a register on a day."""
        return next((fact.value for fact in self.facts if fact.register == register and day in fact.valid), None)

    def ever(self, register: str) -> str | None:
        """The last value of a register on any day."""
        found = sorted((fact for fact in self.facts if fact.register == register), key=lambda fact: fact.valid.start)
        return found[-1].value if found else None

    @property
    def birth(self) -> date | None:
        """The date of birth, where it is known."""
        text = self.ever("birth")
        return date.fromisoformat(text) if text else None

    @property
    def death(self) -> date | None:
        """The date of death, where one is known."""
        text = self.ever("death")
        return date.fromisoformat(text) if text else None

    def resident_in(self, month: Month) -> Spell | None:
        """The enrolment as a resident in a month."""
        return next((s for s in self.enrolled_in(month) if s.line == RESIDENT_LINE), None)

    def enrolled_in(self, month: Month) -> list[Spell]:
        """Enrolment in a pension scheme in a month."""
        return [spell for spell in self.spells if spell.line in PENSIONS and _meets(spell.valid, month)]

    def owed_for(self, year: int) -> Liability | None:
        """A resident's contribution of a year."""
        return next((row for row in self.owed if row.line == RESIDENT_LINE and date(year, 1, 1) in row.valid), None)


def people_in(found: Holdings) -> Mapping[int, Somebody]:
    """Everybody whose rows are held, by number."""
    facts: dict[int, list[Fact]] = {}
    for (subject, _register, _slot), rows in found.facts.items():
        facts.setdefault(subject, []).extend(rows)
    owed: dict[int, list[Liability]] = {}
    for (person, _line, _lane), stretches in found.liabilities.items():
        owed.setdefault(person, []).extend(stretches)
    return {
        number: Somebody(
            number,
            tuple(facts.get(number, ())),
            tuple(found.spells.get(number, {}).values()),
            tuple(owed.get(number, ())),
        )
        for number in found.subjects
    }


def _meets(valid: Valid, month: Month) -> bool:
    return valid.start < month.plus(1).first_day and month.first_day < valid.stop
