"""What every start of enrolment has in common: the lines, the month's window, what is in the way, what moves, what changes in
months that have passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shebao.fields.dates import Month
from shebao.operations.enrolment import conditions
from shebao.operations.enrolment.people import registered_notice
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Assessment, Consequence, Outcome, outcome
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, SpellRestated, SpellStarted
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid

MOVED_IN, NEW, RESUMED = "141", "111", "121"
_MOVED_OUT, _TO_EMPLOYEES = "241", "943"


@dataclass(frozen=True, slots=True)
class Start:
    """A start of enrolment: which kind of person, in which lines, from which month, for which reason, at which employer."""

    staff: str
    lines: tuple[str, ...]
    month: Month
    reason: str
    employer: int | None = None

    @property
    def valid(self) -> Valid:
        """Open from the first day of the month."""
        return Valid(self.month.first_day)


def started(
    situation: Situation,
    start: Start,
    assessed: Iterable[Assessment],
    effects: Iterable[Effect] = (),
    notices: Iterable[str] = (),
) -> Outcome:
    """The outcome of a start: the conditions of its kind, those of every start, the effects before it, the spells."""
    moved = moving(situation, start)
    ended = {spell.id for spell in moved}
    staying = [spell for spell in situation.always.spells if spell.id not in ended]
    every = [
        *assessed,
        conditions.month_open(situation, start.month),
        *conditions.not_in(staying, start.lines, start.employer, start.valid),
    ]
    return outcome(
        every,
        [*effects, *_ends(moved, start), *_spells(situation, start)],
        [*_notices(situation, start, moved), *registered_notice(situation), *notices],
        [*_arrears(situation, start), *_moved_months(situation, start, moved)],
    )


def earlier_reason(situation: Situation, lines: Iterable[str]) -> str:
    """Resumed where somebody was enrolled in one of the lines before, else new."""
    wanted = set(lines)
    return RESUMED if any(spell.line in wanted for spell in situation.always.spells) else NEW


def moving(situation: Situation, start: Start) -> list[Spell]:
    """Spells that end by the start, where the reason says that the person moves in from within the pool (统筹范围内转入)."""
    if start.reason != MOVED_IN:
        return []
    spells = situation.always.spells
    met = {s.id: s for line in start.lines for s in conditions.in_the_way(spells, line, start.employer, start.valid)}
    left = {(spell.employer, spell.kind) for spell in met.values() if spell.employer is not None}
    met |= {spell.id: spell for spell in spells if (spell.employer, spell.kind) in left}
    return [
        spell
        for spell in met.values()
        if spell.valid.start < start.month.first_day
        and spell.valid.end is None
        and (spell.employer, spell.kind) != (start.employer, start.staff)
    ]


def _ends(moved: Iterable[Spell], start: Start) -> Iterator[Effect]:
    for spell in moved:
        reason = _TO_EMPLOYEES if spell.kind == "resident" else _MOVED_OUT
        yield SpellRestated(spell.person, spell.id, Valid(spell.valid.start, start.month.first_day), reason)


def _spells(situation: Situation, start: Start) -> Iterator[Effect]:
    for line in start.lines:
        yield SpellStarted(
            situation.person, line, start.staff, situation.place, situation.office, start.employer, start.valid,
            start.reason,
        )  # fmt: skip


def _notices(situation: Situation, start: Start, moved: Iterable[Spell]) -> Iterator[str]:
    found = window(situation.place, situation.day)
    yield found.told(situation.day)
    counts = found.month(situation.day)
    if start.month < counts:
        yield f"起始月早于 {counts}，其间 {counts.since(start.month)} 个月的缴费要另行补缴核定"
    for spell in moved:
        where = f"在单位 {spell.employer} 的" if spell.employer else "以个人身份的"
        yield f"原{where}{insurance_lines()[spell.line].short}参保到 {start.month.plus(-1)} 止；请核对原关系已经结束"


def _arrears(situation: Situation, start: Start) -> Iterator[Consequence]:
    """Months before the one that counts, each line of them to be paid afterwards."""
    counts = window(situation.place, situation.day).month(situation.day)
    if start.month >= counts:
        return
    months = counts.since(start.month)
    for line in start.lines:
        told = (
            f"{start.month} 至 {counts.plus(-1)} 共 {months} 个月补记{insurance_lines()[line].short}参保，费款另行核定"
        )
        yield Consequence(line, start.month, counts.plus(-1), told)


def _moved_months(situation: Situation, start: Start, moved: Iterable[Spell]) -> Iterator[Consequence]:
    """Months that have passed and are no more with whom they were."""
    counts = window(situation.place, situation.day).month(situation.day)
    if start.month >= counts:
        return
    for spell in moved:
        where = f"单位 {spell.employer}" if spell.employer else "个人"
        short = insurance_lines()[spell.line].short
        told = f"{start.month} 至 {counts.plus(-1)} 不再由{where}参加{short}，已缴的费款另行退费核定"
        yield Consequence(spell.line, start.month, counts.plus(-1), told)
