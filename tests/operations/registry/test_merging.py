"""Merging two numbers and undoing it: nothing is lost, nothing is guessed, whatever both had and whatever came meanwhile."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.fields.problem import Wrong
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused, changes
from shebao.operations.record.effects import (
    Effect,
    FactStated,
    SpellRestated,
    SpellStarted,
    SubjectRegistered,
)
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import CHINA, Record, View, record_of
from shebao.operations.record.rows import Row, Subject, SubjectKind
from shebao.operations.record.valid import Valid
from shebao.operations.registry.decisions import Decisions, Fate, Merging, Side, read_decisions
from shebao.operations.registry.merging import merge, merged_into
from shebao.operations.registry.unmerging import unmerge

KEPT, OTHER = 11, 22
BEGIN = date(2020, 1, 1)
FIRST = datetime(2026, 1, 5, 9, tzinfo=CHINA)
TODAY = date(2026, 1, 5)


@dataclass
class World:
    """All rows of two persons, as a database keeps them."""

    rows: dict[int, Row] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(100))
    acts: int = 0

    def do(self, *effects: Effect) -> datetime:
        """Carries out an act; the instant of it."""
        self.acts += 1
        at = FIRST + timedelta(minutes=self.acts)
        held = Holdings({} if self.acts == 1 else {KEPT: SubjectKind.PERSON, OTHER: SubjectKind.PERSON})
        for row in self.rows.values():
            if row.known_to is None:
                held.hold(row)
        act = Act(self.acts, at, 1, Authority(AuthorityKind.CASE, str(self.acts)))
        for change in changes(held, act, effects, self.ids):
            if not isinstance(change.row, Subject):
                self.rows[change.row.id] = change.row
        return at

    def maybe(self, *effects: Effect) -> None:
        """Carries out an act unless the record refuses it."""
        with contextlib.suppress(EffectsRefused):
            self.do(*effects)

    @property
    def now(self) -> datetime:
        """The instant of the last act."""
        return FIRST + timedelta(minutes=self.acts)

    def of(self, person: int) -> Record:
        """The record of a person."""
        rows = [row for row in self.rows.values() if person in (getattr(row, "subject", 0), getattr(row, "person", 0))]
        return record_of(person, SubjectKind.PERSON, rows)

    def merge(self, decisions: Decisions = Decisions()) -> Merging:  # noqa: B008
        return merge(self.of(KEPT), self.of(OTHER), decisions, self.now, TODAY)

    def unmerge(self, at: datetime, decisions: Decisions = Decisions()) -> Merging:  # noqa: B008
        return unmerge(self.of(KEPT), self.of(OTHER), at, decisions, self.now, TODAY)


def two() -> World:
    world = World()
    world.do(SubjectRegistered(KEPT, SubjectKind.PERSON), SubjectRegistered(OTHER, SubjectKind.PERSON))
    return world


def content(view: View) -> tuple[list[Any], list[Any]]:
    """What a view says, without rows and acts."""
    facts = sorted((f.register, f.slot, f.value, str(f.valid)) for f in view.facts)
    spells = sorted((s.line, s.kind, s.employer or 0, str(s.valid), s.reason, s.office) for s in view.spells)
    return facts, spells


def day(number: int) -> date:
    return BEGIN + timedelta(days=30 * number)


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 12), st.booleans()).map(
    lambda drawn: Valid(day(drawn[0]), None if drawn[2] else day(drawn[0] + drawn[1]))
)
PEOPLE = st.sampled_from([KEPT, OTHER])
FACTS = st.builds(
    lambda person, what, value, valid: FactStated(person, what[0], f"{what[0]}{value}", valid, what[1]),
    PEOPLE,
    st.sampled_from([("name", ""), ("address", ""), ("bank_account", "a"), ("bank_account", "b")]),
    st.integers(1, 3),
    SPANS,
)
SPELLS = st.builds(
    lambda person, line, employer, valid: SpellStarted(person, line, "employee", "429900", 3, employer, valid, "111"),
    PEOPLE,
    st.sampled_from(["pension_employee", "pension_resident", "injury", "unemployment"]),
    st.sampled_from([801, 802, 803]),
    SPANS,
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = two()
    for effect in draw(st.lists(FACTS | SPELLS, max_size=14)):
        world.maybe(effect)
    return world


def decided(world: World, data: st.DataObject) -> Decisions:
    """Answers to everything that is asked; what still overlaps is withdrawn on the other side."""
    asked = world.merge().questions
    rows = {one.row: data.draw(st.sampled_from(list(Fate))) for one in asked if one.row}
    sides = {(one.register, one.slot): data.draw(st.sampled_from(list(Side))) for one in asked if one.register}
    decisions = Decisions(rows, sides)
    if world.merge(decisions).problems:
        others = {spell.id for spell in world.of(OTHER).spells}
        decisions = replace(decisions, spells={row: Fate.WITHDRAW if row in others else Fate.KEEP for row in rows})
    return decisions


LEAN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LEAN
@given(worlds(), st.data())
def test_a_merge_that_is_undone_leaves_what_was_known_before(world, data):
    before = {person: content(world.of(person).known(world.now)) for person in (KEPT, OTHER)}
    at = world.do(*world.merge(decided(world, data)).effects)
    assert content(world.of(OTHER).known(world.now)) == ([("merged_into", "", str(KEPT), f"{TODAY} 起")], [])
    undone = world.unmerge(at)
    assert (undone.questions, undone.problems) == ((), ())
    world.do(*undone.effects)
    assert {person: content(world.of(person).known(world.now)) for person in (KEPT, OTHER)} == before


@LEAN
@given(worlds(), st.data())
def test_what_was_nowhere_in_conflict_is_all_there_after_the_merge(world, data):
    asked = {one.row for one in world.merge().questions}
    whole = [s for person in (KEPT, OTHER) for s in world.of(person).known(world.now).spells if s.id not in asked]
    world.do(*world.merge(decided(world, data)).effects)
    have = content(world.of(KEPT).known(world.now))[1]
    for spell in whole:
        assert (spell.line, spell.kind, spell.employer, str(spell.valid), spell.reason, spell.office) in have


@LEAN
@given(worlds(), st.lists(SPELLS, max_size=4), st.data())
def test_later_acts_are_attributed_or_the_undoing_is_refused_with_the_reason(world, later, data):
    before = {person: content(world.of(person).known(world.now)) for person in (KEPT, OTHER)}
    at = world.do(*world.merge(decided(world, data)).effects)
    have = {spell.id for spell in world.of(KEPT).known(world.now).spells}
    for spell in later:
        world.maybe(replace(spell, person=KEPT))
    new = [spell for spell in world.of(KEPT).known(world.now).spells if spell.id not in have]
    found = world.unmerge(at)
    rows = {one.row: data.draw(st.sampled_from(list(Side))) for one in found.questions}
    found = world.unmerge(at, Decisions(rows=rows))
    assert not found.questions
    if found.problems:
        assert all(problem.reason and problem.advice for problem in found.problems)
        return
    world.do(*found.effects)
    after = {person: content(world.of(person).known(world.now))[1] for person in (KEPT, OTHER)}
    assert sum(map(len, after.values())) == len(new) + sum(len(spells) for _, spells in before.values())
    for spell in new:
        row = (spell.line, spell.kind, spell.employer, str(spell.valid), spell.reason, spell.office)
        assert sum(row in spells for spells in after.values()) >= 1


def employed(person: int, employer: int, valid: Valid, line: str = "pension_employee") -> SpellStarted:
    return SpellStarted(person, line, "employee", "429900", 3, employer, valid, "111")


def test_overlapping_spells_are_asked_row_by_row_and_decided_explicitly():
    world = two()
    world.do(employed(KEPT, 801, Valid(day(0), day(6))), employed(OTHER, 802, Valid(day(4))))
    mine, theirs = (next(iter(world.of(person).spells)).id for person in (KEPT, OTHER))
    asked = world.merge().questions
    assert {one.row for one in asked} == {mine, theirs}
    assert not world.merge().effects
    both = Decisions({mine: Fate.KEEP, theirs: Fate.KEEP})
    assert [problem.code for problem in world.merge(both).problems] == ["still_overlaps"]
    beyond = Decisions({mine: Valid(day(0), day(9)), theirs: Fate.WITHDRAW})
    assert [problem.code for problem in world.merge(beyond).problems] == ["beyond"]
    cut = Decisions({mine: Valid(day(0), day(4)), theirs: Fate.KEEP})
    at = world.do(*world.merge(cut).effects)
    assert [str(spell.valid) for spell in world.of(KEPT).known(world.now).spells] == [
        f"{day(0)} 至 {day(4)}（不含）",
        f"{day(4)} 起",
    ]
    world.do(*world.unmerge(at).effects)
    assert [str(s.valid) for s in world.of(KEPT).known(world.now).spells] == [f"{day(0)} 至 {day(6)}（不含）"]


def test_a_decision_about_a_row_that_nothing_stands_against_is_refused():
    world = two()
    world.do(employed(KEPT, 801, Valid(day(0))))
    (row,) = (spell.id for spell in world.of(KEPT).spells)
    assert [one.code for one in world.merge(Decisions({row: Fate.WITHDRAW})).problems] == ["not_asked"]


def test_a_leaver_after_the_merge_leaves_where_they_had_worked():
    world = two()
    world.do(employed(KEPT, 801, Valid(day(0), day(4))), employed(OTHER, 802, Valid(day(4))))
    at = world.do(*world.merge().effects)
    running = next(spell for spell in world.of(KEPT).known(world.now).spells if spell.employer == 802)
    world.do(SpellRestated(KEPT, running.id, Valid(day(4), day(9)), "222"))
    world.do(*world.unmerge(at).effects)
    (spell,) = world.of(OTHER).known(world.now).spells
    assert (spell.employer, str(spell.valid), spell.reason) == (802, f"{day(4)} 至 {day(9)}（不含）", "222")


def test_a_new_employer_after_the_merge_is_asked_and_a_changed_name_too():
    world = two()
    world.do(employed(KEPT, 801, Valid(day(0), day(4))), FactStated(OTHER, "name", "甲", Valid(day(0))))
    at = world.do(*world.merge().effects)
    world.do(employed(KEPT, 803, Valid(day(9))), FactStated(KEPT, "name", "乙", Valid(day(9))))
    asked = world.unmerge(at).questions
    new = next(spell for spell in world.of(KEPT).known(world.now).spells if spell.employer == 803)
    assert {(one.row, one.register) for one in asked} == {(new.id, ""), (0, "name")}
    world.do(*world.unmerge(at, Decisions(rows={new.id: Side.OTHER}, registers={("name", ""): Side.OTHER})).effects)
    assert [spell.employer for spell in world.of(OTHER).known(world.now).spells] == [803]
    assert [fact.value for fact in world.of(OTHER).known(world.now).facts] == ["甲", "乙"]
    assert world.of(KEPT).known(world.now).facts == ()


def test_what_was_cut_and_changed_since_cannot_be_put_together_again():
    world = two()
    world.do(employed(KEPT, 801, Valid(day(0), day(6))), employed(OTHER, 802, Valid(day(4))))
    mine, theirs = (next(iter(world.of(person).spells)).id for person in (KEPT, OTHER))
    at = world.do(*world.merge(Decisions({mine: Valid(day(0), day(4)), theirs: Fate.KEEP})).effects)
    cut = next(spell for spell in world.of(KEPT).known(world.now).spells if spell.employer == 801)
    world.do(SpellRestated(KEPT, cut.id, Valid(day(0), day(3)), "222"))
    assert "cut_and_changed" in [problem.code for problem in world.unmerge(at).problems]


def test_who_is_merged_already_is_not_merged_again_and_nobody_with_themselves():
    world = two()
    at = world.do(*world.merge().effects)
    assert merged_into(world.of(OTHER).known(world.now)) == KEPT
    assert [problem.code for problem in world.merge().problems] == ["merged_already"]
    record = world.of(KEPT)
    assert [problem.code for problem in merge(record, record, Decisions(), world.now, TODAY).problems] == [
        "same_number"
    ]
    world.do(FactStated(OTHER, "address", "某地", Valid(day(0))))
    assert [problem.code for problem in world.unmerge(at).problems] == ["changed_alone"]


def test_decisions_are_read_as_people_write_them():
    read = read_decisions(
        "4711 保留\n\n 4712 撤销\n4713 2015-01-01 至 2018-07-01\n4714 对方\n证件号码 本方\n待遇账户/养老 对方\n"
    )
    assert read.spells == {4711: Fate.KEEP, 4712: Fate.WITHDRAW, 4713: Valid(date(2015, 1, 1), date(2018, 7, 1))}
    assert read.rows == {4714: Side.OTHER}
    assert read.registers == {("identity_number", ""): Side.KEPT, ("bank_account", "养老"): Side.OTHER}


@pytest.mark.parametrize(
    "text", ["4711 也许", "4711", "没有这项 本方", "证件号码 也许", "4711 2018-01-01 至 2015-01-01"]
)
def test_what_is_no_decision_says_so(text):
    with pytest.raises(Wrong):
        read_decisions(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        read_decisions(text)
    except Wrong as wrong:
        assert wrong.code  # noqa: PT017
