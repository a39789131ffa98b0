"""The whole record of one subject, and what was known on a day about another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from shebao.operations.record.rows import Fact, Spell, SubjectKind, holds, known

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class View:
    """What was known at an instant: facts and spells of the asked day, or of all days where none was asked."""

    facts: tuple[Fact, ...]
    spells: tuple[Spell, ...]

    def value(self, register: str, slot: str = "") -> str | None:
        """The value of a register; None where nothing is known."""
        found = [fact.value for fact in self.facts if (fact.register, fact.slot) == (register, slot)]
        return found[-1] if found else None

    def enrolled(self, line: str, employer: int | None = None) -> tuple[Spell, ...]:
        """Spells in a line, at an employer where one is named."""
        return tuple(s for s in self.spells if s.line == line and (employer is None or s.employer == employer))


@dataclass(frozen=True, slots=True)
class Record:
    """Every row that was ever known about one subject."""

    subject: int
    kind: SubjectKind
    facts: tuple[Fact, ...]
    spells: tuple[Spell, ...]

    def on(self, day: date, known_on: date | datetime) -> View:
        """What was known by the end of `known_on` (or at that instant) about a day."""
        view = self.known(known_on)
        return View(
            tuple(fact for fact in view.facts if holds(fact, day)),
            tuple(spell for spell in view.spells if holds(spell, day)),
        )

    def known(self, known_on: date | datetime) -> View:
        """What was known by the end of `known_on` (or at that instant) about all days, in order of the days."""
        at = instant(known_on)
        return View(
            tuple(sorted((f for f in self.facts if known(f, at)), key=_order)),
            tuple(sorted((s for s in self.spells if known(s, at)), key=_order)),
        )


def instant(known_on: date | datetime) -> datetime:
    """The last instant of a day in China; an instant is itself."""
    if isinstance(known_on, datetime):
        return known_on
    return datetime.combine(known_on + timedelta(days=1), time(), CHINA) - timedelta(microseconds=1)


def _order(row: Fact | Spell) -> tuple[date, int]:
    return row.valid.start, row.id


def record_of(subject: int, kind: SubjectKind, rows: Iterable[Fact | Spell]) -> Record:
    """The record of a subject from its rows."""
    kept = list(rows)
    return Record(
        subject,
        kind,
        tuple(row for row in kept if isinstance(row, Fact)),
        tuple(row for row in kept if isinstance(row, Spell)),
    )
