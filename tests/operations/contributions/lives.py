"""Somebody's record as acts change it, with what is owed assessed after each; and rows of a snapshot from such records."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shebao.fields.dates import Month
from shebao.operations.contributions import facts as of
from shebao.operations.contributions.assessing import Assessment, Horizon, assess
from shebao.operations.contributions.base_years import base_years
from shebao.operations.contributions.differing import differences
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import changes
from shebao.operations.record.effects import Effect, FactStated, SpellStarted, SubjectRegistered
from shebao.operations.record.holdings import Holdings, lane_of
from shebao.operations.record.record import CHINA, View
from shebao.operations.record.rows import Fact, Liability, Spell, SubjectKind
from shebao.operations.record.valid import Valid

PLACE = "420100"
FACTORY, SHOP, SCHOOL, OFFICE = 11, 12, 13, 14
SINCE = Valid(date(1996, 1, 1))
EMPLOYERS: Mapping[int, Mapping[str, str]] = {
    FACTORY: {"kind": "enterprise", "injury_class": "4", "injury_floating": "up_one", "size": "large"},
    SHOP: {"kind": "enterprise", "injury_class": "1"},
    SCHOOL: {"kind": "public_institution", "injury_class": "2"},
    OFFICE: {"kind": "agency", "injury_class": "1"},
}
FIRST = datetime(2026, 1, 5, 9, tzinfo=CHINA)
_row_ids = itertools.count(1)


def employer_view(employer: int) -> View:
    facts = [
        Fact(next(_row_ids), employer, register, "", value, SINCE, FIRST, None, 0, None)
        for register, value in EMPLOYERS[employer].items()
    ]
    return View(tuple(facts), ())


VIEWS = {employer: employer_view(employer) for employer in EMPLOYERS}


@dataclass
class Life:
    """One person's current rows; `do` carries out an act and assesses at once, as far as the agency has assessed."""

    number: int = 7
    held: Holdings = field(default_factory=Holdings)
    horizon: Horizon | None = None
    acts: int = 0
    written: int = 0

    def __post_init__(self) -> None:
        self.act([SubjectRegistered(self.number, SubjectKind.PERSON)])

    def act(self, effects: Iterable[Effect]) -> None:
        self.acts += 1
        at = FIRST + timedelta(minutes=self.acts)
        act = Act(self.acts, at, 1, Authority(AuthorityKind.CASE, str(self.acts)))
        self.written += len(changes(self.held, act, effects, _row_ids))

    def do(self, *effects: Effect) -> None:
        self.act(effects)
        self.assess()

    def assess(self) -> None:
        if self.horizon is not None:
            self.act(differences(self.number, self.wanted(self.horizon), self.owed, self.horizon))

    def wanted(self, horizon: Horizon) -> Assessment:
        return assess(self.person, horizon)

    @property
    def person(self) -> of.Person:
        facts = tuple(fact for rows in self.held.facts.values() for fact in rows)
        return of.Person(self.number, tuple(self.spells), facts, tuple(self.owed), VIEWS)

    @property
    def spells(self) -> list[Spell]:
        return sorted(self.held.spells.get(self.number, {}).values(), key=lambda spell: spell.id)

    @property
    def owed(self) -> list[Liability]:
        return [row for rows in self.held.liabilities.values() for row in rows]

    @property
    def table(self) -> list[Any]:
        """What is owed, without numbers and instants."""
        return sorted((row.line, row.employer or 0, row.valid.start, row.valid.stop, row.owed) for row in self.owed)

    def of_month(self, line: str, month: Month) -> Liability | None:
        found = [row for row in self.owed if row.line == line and month.first_day in row.valid]
        assert len(found) < 2
        return found[0] if found else None


def started(line: str, employer: int | None, valid: Valid, staff: str = "employee", person: int = 7) -> SpellStarted:
    return SpellStarted(person, line, staff, PLACE, 1, employer, valid, "111")


def wage(yuan: str, employer: int, valid: Valid, person: int = 7) -> FactStated:
    return FactStated(person, of.WAGE, yuan, valid, str(employer))


def months(first: Month, last: Month | None = None) -> Valid:
    """From a month to another, both included."""
    return Valid(first.first_day, last.plus(1).first_day if last else None)


def snapshot(lives: Iterable[Life], month: Month) -> list[dict[str, Any]]:
    """The rows of the job's input, put together plainly: who is enrolled in a line or owes something for the month."""
    before = base_years(PLACE, month).first(month).plus(-1).first_day
    rows = []
    for life in sorted(lives, key=lambda life: life.number):
        lanes: dict[tuple[int, str, int], dict[str, Any]] = {}
        for spell in life.spells:
            if month.first_day in spell.valid:
                lanes.setdefault(_lane(spell), {})["spell"] = spell
        for owed in life.owed:
            if month.first_day in owed.valid:
                lanes.setdefault(lane_of(owed), {})["owed"] = owed
        for lane, found in sorted(lanes.items()):
            rows.append(_row(life, lane, found, month, before))
    return rows


def _lane(spell: Spell) -> tuple[int, str, int]:
    return lane_of(Liability(0, spell.person, spell.line, spell.employer, None, spell.valid, FIRST, None, 0, None))  # type: ignore[arg-type]


def _row(life: Life, lane: tuple[int, str, int], found: dict[str, Any], month: Month, before: date) -> dict[str, Any]:
    spell, owed = found.get("spell"), found.get("owed")
    row: dict[str, Any] = {"person": life.number, "district": PLACE, "line": lane[1], "lane": lane[2]}
    if spell is not None:
        now = of.employer_in(life.person, spell.employer, month)
        previous = [
            each.owed.base
            for each in life.owed
            if (each.line, each.employer) == (spell.line, spell.employer) and before in each.valid
        ]
        row |= {
            "employer": spell.employer, "staff": spell.kind, "ends": spell.valid.end, "employer_kind": now.kind,
            "injury_class": now.injury_class, "floating": now.floating, "size": now.size,
            "wage": of.wage_in(life.person, spell.employer, month), "level": of.level_in(life.person, month),
            "previous": previous[0] if previous else None,
        }  # fmt: skip
    if owed is not None:
        row |= {f"known_{name}": getattr(owed.owed, name) for name in OWED}
        row |= {"known_employer": owed.employer, "known_ends": owed.valid.end}
    return row


OWED = ("kind", "base", "unit_rate", "person_rate", "unit", "person_share", "policy")
