"""What effects do to the rows of the record: pure, and the same for one act at a counter and a run over a city."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from shebao.fields.problem import Problem, ProblemsFound
from shebao.operations.record.acts import Act
from shebao.operations.record.effects import (
    Effect,
    FactEnded,
    FactStated,
    LiabilityLifted,
    LiabilityStated,
    SpellChanged,
    SpellRestated,
    SpellStarted,
    SpellWithdrawn,
    SubjectRegistered,
)
from shebao.operations.record.holdings import Holdings, lane_of
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import AnyRow, Fact, Liability, Spell, Subject, SubjectKind, Table
from shebao.operations.record.spells import overlapping
from shebao.operations.record.stretches import fitted
from shebao.operations.record.values import wrong_value


class What(StrEnum):
    """What happens to a row: it is written, it is superseded, it is withdrawn without a successor."""

    WRITTEN = "written"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One row and what happens to it by which effect of the act (counted from 0)."""

    effect: int
    what: What
    table: Table
    row: Subject | AnyRow


class EffectsRefused(ProblemsFound):
    """Effects that the record does not take, each with its reason; nothing was changed."""


def changes(holdings: Holdings, act: Act, effects: Iterable[Effect], ids: Iterator[int]) -> tuple[Change, ...]:
    """The rows that the effects of an act write, supersede and withdraw, in the order of the effects.

    `holdings` has the current rows of all subjects concerned and is brought up to date. Stating what is known already
    changes nothing. Raises EffectsRefused with every reason.
    """
    draft = _Draft(holdings, act, ids)
    for number, effect in enumerate(effects):
        draft.take(number, effect)
    draft.refuse_overlaps()
    if draft.problems:
        raise EffectsRefused(draft.problems)
    return draft.result()


class _Draft:
    """Rows written and superseded so far; a row that the same act writes and supersedes was never there."""

    def __init__(self, holdings: Holdings, act: Act, ids: Iterator[int]) -> None:
        self.holdings, self.act, self.ids = holdings, act, ids
        self.problems: list[Problem] = []
        self._registered: list[Change] = []
        self._written: dict[int, tuple[int, AnyRow]] = {}
        self._left: dict[int, tuple[int, AnyRow]] = {}
        self._persons: set[int] = set()

    def take(self, number: int, effect: Effect) -> None:
        """One more effect."""
        _TAKEN[type(effect)](self, number, effect)

    def refuse(self, code: str, reason: str, advice: str = "") -> None:
        """Note why an effect is not taken."""
        self.problems.append(Problem(code, reason, advice))

    def register(self, number: int, effect: SubjectRegistered) -> None:
        """Begin the record of a subject."""
        if effect.subject in self.holdings.subjects:
            self.refuse("already_registered", f"编号 {effect.subject} 已经登记")
            return
        self.holdings.subjects[effect.subject] = effect.kind
        row = Subject(effect.subject, effect.kind, self.act.at, self.act.id)
        self._registered.append(Change(number, What.WRITTEN, Table.SUBJECT, row))

    def write(self, number: int, row: AnyRow) -> None:
        """A new row."""
        self._written[row.id] = number, row
        self.holdings.hold(row)
        if isinstance(row, Spell):
            self._persons.add(row.person)

    def leave(self, number: int, row: AnyRow) -> int | None:
        """A row is current no more; what a successor has to name as superseded."""
        self.holdings.drop(row)
        if row.id in self._written:
            del self._written[row.id]
            return row.supersedes
        self._left[row.id] = number, row
        return row.id

    def supersede(self, number: int, row: AnyRow, successors: Iterable[AnyRow]) -> None:
        """Rows in place of a row; without any it is withdrawn."""
        named = self.leave(number, row)
        for successor in successors:
            self.write(number, replace(successor, supersedes=named))

    def fresh(self, row: AnyRow, **changed: Any) -> AnyRow:
        """A copy of a row as this act writes it."""
        return replace(row, id=next(self.ids), known_from=self.act.at, known_to=None, act=self.act.id, **changed)

    def refuse_overlaps(self) -> None:
        """No two spells of a person in one lane, none in lines that exclude each other."""
        for person in sorted(self._persons):
            for first, second, reason in overlapping(self.holdings.spells.get(person, {}).values()):
                self.refuse(
                    "overlap", f"个人编号 {person}：{first.valid}与{second.valid}重叠：{reason}", "先停保或更正其中一段"
                )

    def result(self) -> tuple[Change, ...]:
        """All changes by effect; what nobody names as superseded is withdrawn."""
        named = {row.supersedes for _, row in self._written.values()}
        found = list(self._registered)
        for number, row in self._left.values():
            what = What.SUPERSEDED if row.id in named else What.WITHDRAWN
            found.append(Change(number, what, _TABLES[type(row)], replace(row, known_to=self.act.at)))
        found += [Change(number, What.WRITTEN, _TABLES[type(row)], row) for number, row in self._written.values()]
        return tuple(sorted(found, key=lambda change: change.effect))


_TABLES: Mapping[type[AnyRow], Table] = {Fact: Table.FACT, Spell: Table.SPELL, Liability: Table.LIABILITY}


def _state(draft: _Draft, number: int, effect: FactStated) -> None:
    problem = wrong_value(draft.holdings.subjects.get(effect.subject), effect)
    if problem:
        draft.problems.append(problem)
        return
    current = draft.holdings.facts.get((effect.subject, effect.register, effect.slot), [])
    met = sorted((row for row in current if row.valid.overlaps(effect.valid)), key=lambda row: row.valid.start)
    if any(row.value == effect.value and row.valid.covers(effect.valid) for row in met):
        return
    made = Fact(
        next(draft.ids), effect.subject, effect.register, effect.slot, effect.value, effect.valid,
        draft.act.at, None, draft.act.id, None,
    )  # fmt: skip
    for position, row in enumerate(met):
        rest = [draft.fresh(row, valid=part) for part in row.valid.minus(effect.valid)]
        draft.supersede(number, row, [made, *rest] if position == 0 else rest)
    if not met:
        draft.write(number, made)


def _end(draft: _Draft, number: int, effect: FactEnded) -> None:
    current = draft.holdings.facts.get((effect.subject, effect.register, effect.slot), [])
    for row in [row for row in current if row.valid.stop > effect.end]:
        kept = row.valid.before(effect.end)
        draft.supersede(number, row, [draft.fresh(row, valid=kept)] if kept else [])


def _start(draft: _Draft, number: int, effect: SpellStarted) -> None:
    if draft.holdings.subjects.get(effect.person) is not SubjectKind.PERSON:
        draft.refuse("unknown_subject", f"没有个人编号 {effect.person}", "先登记个人信息")
        return
    draft.write(
        number,
        Spell(
            next(draft.ids), effect.person, effect.line, effect.kind, effect.scheme_place, effect.office, effect.employer,
            effect.valid, effect.reason, draft.act.at, None, draft.act.id, None,
        ),
    )  # fmt: skip


def _spell(draft: _Draft, person: int, spell: int) -> Spell | None:
    found = draft.holdings.spells.get(person, {}).get(spell)
    if found is None:
        draft.refuse(
            "not_current", f"个人编号 {person} 现在没有参保时段 {spell}", "它可能刚被更改；请看过最新记录后再办"
        )
    return found


def _restate(draft: _Draft, number: int, effect: SpellRestated) -> None:
    row = _spell(draft, effect.person, effect.spell)
    if row is not None and row.valid != effect.valid:
        draft.supersede(number, row, [draft.fresh(row, valid=effect.valid, reason=effect.reason)])


def _change(draft: _Draft, number: int, effect: SpellChanged) -> None:
    row = _spell(draft, effect.person, effect.spell)
    if row is None:
        return
    wanted = {"kind": effect.kind, "scheme_place": effect.scheme_place, "office": effect.office}
    changed = {name: value for name, value in wanted.items() if value is not None and value != getattr(row, name)}
    after = row.valid.since(effect.since)
    if not changed or after is None:
        return
    before = row.valid.before(effect.since)
    rows = [draft.fresh(row, valid=before)] if before else []
    draft.supersede(number, row, [*rows, draft.fresh(row, valid=after, reason=effect.reason, **changed)])


def _withdraw(draft: _Draft, number: int, effect: SpellWithdrawn) -> None:
    row = _spell(draft, effect.person, effect.spell)
    if row is not None:
        draft.supersede(number, row, [])


def _owe(draft: _Draft, number: int, effect: LiabilityStated) -> None:
    if not _of_a_person(draft, effect):
        return
    fit = fitted(effect, draft.holdings.liabilities.get(lane_of(effect), ()))
    if fit is None:
        return
    made = Liability(
        next(draft.ids), effect.person, effect.line, effect.employer, effect.owed, fit.valid, draft.act.at, None,
        draft.act.id, None,
    )  # fmt: skip
    for position, (row, left) in enumerate(fit.gone):
        rest = [draft.fresh(row, valid=part) for part in left]
        draft.supersede(number, row, [made, *rest] if position == 0 else rest)
    if not fit.gone:
        draft.write(number, made)


def _lift(draft: _Draft, number: int, effect: LiabilityLifted) -> None:
    if not _of_a_person(draft, effect):
        return
    for row in sorted(draft.holdings.liabilities.get(lane_of(effect), ()), key=lambda row: row.valid.start):
        if row.valid.overlaps(effect.valid):
            draft.supersede(number, row, [draft.fresh(row, valid=part) for part in row.valid.minus(effect.valid)])


def _of_a_person(draft: _Draft, effect: LiabilityStated | LiabilityLifted) -> bool:
    """Whether it is about a person with a record, a line that there is, and whole months; notes why not."""
    if draft.holdings.subjects.get(effect.person) is not SubjectKind.PERSON:
        draft.refuse("unknown_subject", f"没有个人编号 {effect.person}", "先登记个人信息")
    elif effect.line not in insurance_lines():
        draft.refuse("unknown_line", f"没有险种 {effect.line}")
    elif effect.valid.start.day != 1 or (effect.valid.end and effect.valid.end.day != 1):
        draft.refuse("not_months", f"个人编号 {effect.person}：应缴按整月，{effect.valid}不是整月")
    else:
        return True
    return False


_TAKEN: Mapping[type, Callable[[_Draft, int, Any], None]] = {
    SubjectRegistered: _Draft.register,
    FactStated: _state,
    FactEnded: _end,
    SpellStarted: _start,
    SpellRestated: _restate,
    SpellChanged: _change,
    SpellWithdrawn: _withdraw,
    LiabilityStated: _owe,
    LiabilityLifted: _lift,
}
