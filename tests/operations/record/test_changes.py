"""Effects against a model that knows nothing of rows: a table of days, kept once for every act."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import Change, EffectsRefused, What, changes
from shebao.operations.record.effects import (
    Effect,
    FactEnded,
    FactStated,
    SpellChanged,
    SpellRestated,
    SpellStarted,
    SpellWithdrawn,
    SubjectRegistered,
)
from shebao.operations.record.holdings import Holdings
from shebao.operations.record.record import CHINA, Record, record_of
from shebao.operations.record.rows import Fact, Row, Spell, Subject, SubjectKind, Table
from shebao.operations.record.valid import Valid

BEGIN = date(2024, 1, 1)
DAYS = 12
PERSON = 7
FIRST = datetime(2026, 1, 5, 9, tzinfo=CHINA)


def act(number: int) -> Act:
    return Act(number, FIRST + timedelta(minutes=number), 1, Authority(AuthorityKind.CASE, str(number)))


@dataclass
class Kept:
    """All rows ever written, as a database keeps them, with what is current."""

    rows: dict[int, Row] = field(default_factory=dict)
    holdings: Holdings = field(default_factory=Holdings)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    acts: int = 0

    def do(self, *effects: Effect) -> tuple[Change, ...]:
        self.acts += 1
        before = Holdings(dict(self.holdings.subjects))
        for row in self.rows.values():
            if row.known_to is None:
                before.hold(row)
        made = changes(before, act(self.acts), effects, self.ids)
        self.holdings = before
        for change in made:
            if not isinstance(change.row, Subject):
                self.rows[change.row.id] = change.row
        return made

    @property
    def record(self) -> Record:
        return record_of(PERSON, SubjectKind.PERSON, self.rows.values())


def started() -> Kept:
    kept = Kept()
    kept.do(SubjectRegistered(PERSON, SubjectKind.PERSON))
    return kept


def day(number: int) -> date:
    return BEGIN + timedelta(days=number)


@st.composite
def spans(draw: st.DrawFn) -> Valid:
    start = draw(st.integers(0, DAYS - 2))
    end = draw(st.one_of(st.none(), st.integers(start + 1, DAYS - 1)))
    return Valid(day(start), None if end is None else day(end))


REGISTERS = ("name", "address")
statements = st.builds(
    FactStated, st.just(PERSON), st.sampled_from(REGISTERS), st.sampled_from(["甲", "乙", "丙"]), spans()
)
endings = st.builds(FactEnded, st.just(PERSON), st.sampled_from(REGISTERS), st.integers(0, DAYS - 1).map(day))
LINES = ("pension_employee", "pension_resident", "injury")
spell_moves = st.one_of(
    st.tuples(st.just("start"), st.sampled_from(LINES), spans(), st.sampled_from([11, 12])),
    st.tuples(st.sampled_from(["restate", "change", "withdraw"]), st.integers(0, 3), spans(), st.integers(1, 2)),
)


def naive(table: dict[tuple[str, date], str], effect: FactStated | FactEnded) -> dict[tuple[str, date], str]:
    """The table of days after an effect."""
    after = dict(table)
    for number in range(DAYS):
        key = effect.register, day(number)
        if isinstance(effect, FactStated) and day(number) in effect.valid:
            after[key] = effect.value
        if isinstance(effect, FactEnded) and day(number) >= effect.end:
            after.pop(key, None)
    return after


def table(record: Record, at: datetime) -> dict[tuple[str, date], str]:
    found = {}
    for number in range(DAYS):
        for fact in record.on(day(number), at).facts:
            assert (fact.register, day(number)) not in found, "two values for one day"
            found[fact.register, day(number)] = fact.value
    return found


@settings(max_examples=150)
@given(st.lists(st.one_of(statements, endings), min_size=1, max_size=9))
def test_every_past_answer_stays_what_it_was(effects: list[FactStated | FactEnded]) -> None:
    kept = started()
    model: dict[tuple[str, date], str] = {}
    answers = []
    for effect in effects:
        kept.do(effect)
        model = naive(model, effect)
        answers.append((act(kept.acts).at, model))
    for at, expected in answers:
        assert table(kept.record, at) == expected


@settings(max_examples=150)
@given(st.lists(st.one_of(statements, endings), min_size=1, max_size=9))
def test_one_run_of_n_effects_ends_as_n_acts(effects: list[Effect]) -> None:
    singly, together = started(), started()
    for effect in effects:
        singly.do(effect)
    together.do(*effects)
    at = FIRST + timedelta(days=1)
    assert table(singly.record, at) == table(together.record, at)


def successors_hold(kept: Kept, made: tuple[Change, ...]) -> None:
    """A superseded row has a successor known from the same instant; a withdrawn one has none and is named."""
    for change in made:
        row = change.row
        if isinstance(row, Subject) or change.what is What.WRITTEN:
            continue
        named = [one for one in kept.rows.values() if one.supersedes == row.id]
        assert bool(named) == (change.what is What.SUPERSEDED)
        assert all(one.known_from == row.known_to for one in named)


def do_move(kept: Kept, move: tuple[str, str | int, Valid, int]) -> Effect | None:
    """The effect of a drawn move on what is current, None where there is nothing to move."""
    what, which, valid, employer = move
    if what == "start":
        assert isinstance(which, str)
        return SpellStarted(PERSON, which, "employed", "429900", 1, employer, valid, "111")
    current = sorted(kept.holdings.spells.get(PERSON, {}))
    if not current or not isinstance(which, int):
        return None
    spell = current[which % len(current)]
    if what == "restate":
        return SpellRestated(PERSON, spell, valid, "222")
    if what == "change":
        return SpellChanged(PERSON, spell, valid.start, "27", office=employer)
    return SpellWithdrawn(PERSON, spell)


@settings(max_examples=200)
@given(st.lists(spell_moves, min_size=1, max_size=10))
def test_spells_never_overlap_and_refusals_leave_everything(moves: list[tuple[str, str | int, Valid, int]]) -> None:
    kept = started()
    for move in moves:
        effect = do_move(kept, move)
        if effect is None:
            continue
        before = dict(kept.rows)
        try:
            successors_hold(kept, kept.do(effect))
        except EffectsRefused:
            assert kept.rows == before
            kept.holdings = Holdings(dict(kept.holdings.subjects))
            for row in kept.rows.values():
                if row.known_to is None:
                    kept.holdings.hold(row)
        view = kept.record.known(FIRST + timedelta(days=1))
        for number in range(DAYS):
            pension = [s for s in view.spells if day(number) in s.valid and s.line.startswith("pension")]
            assert len(pension) <= 1
            injury = [s.employer for s in view.spells if day(number) in s.valid and s.line == "injury"]
            assert len(set(injury)) == len(injury)


def test_stating_what_is_known_changes_nothing() -> None:
    kept = started()
    kept.do(FactStated(PERSON, "name", "甲", Valid(BEGIN)))
    assert kept.do(FactStated(PERSON, "name", "甲", Valid(day(3), day(5)))) == ()
    assert kept.do(FactStated(PERSON, "name", "甲", Valid(BEGIN))) == ()


def test_a_row_that_an_act_writes_and_replaces_was_never_there() -> None:
    kept = started()
    made = kept.do(FactStated(PERSON, "name", "甲", Valid(BEGIN)), FactStated(PERSON, "name", "乙", Valid(BEGIN)))
    assert [(change.what, change.table) for change in made] == [(What.WRITTEN, Table.FACT)]
    row = made[0].row
    assert isinstance(row, Fact)
    assert (row.value, row.supersedes) == ("乙", None)


def test_all_reasons_are_told_at_once() -> None:
    with pytest.raises(EffectsRefused) as refused:
        started().do(
            FactStated(PERSON, "nickname", "甲", Valid(BEGIN)),
            FactStated(8, "name", "甲", Valid(BEGIN)),
            FactStated(PERSON, "birth", "2024-13-01", Valid(BEGIN)),
            SpellWithdrawn(PERSON, 99),
        )
    assert [problem.code for problem in refused.value.problems][:2] == ["unknown_register", "unknown_subject"]
    assert len(refused.value.problems) == 4


def test_a_change_splits_a_spell_and_keeps_its_line_and_employer() -> None:
    kept = started()
    (begun,) = kept.do(SpellStarted(PERSON, "pension_employee", "employed", "429900", 1, 11, Valid(BEGIN), "111"))
    assert isinstance(begun.row, Spell)
    kept.do(SpellChanged(PERSON, begun.row.id, day(4), "141", office=2))
    spells = kept.record.known(FIRST + timedelta(days=1)).spells
    assert [(s.office, s.valid, s.employer) for s in spells] == [(1, Valid(BEGIN, day(4)), 11), (2, Valid(day(4)), 11)]
    assert {s.supersedes for s in spells} == {begun.row.id}


@pytest.mark.parametrize(("checked_by", "approved_by"), [(1, None), (None, 1), (2, 2)])
def test_nobody_checks_their_own_act(checked_by: int | None, approved_by: int | None) -> None:
    with pytest.raises(ValueError, match="不同的人"):
        Act(1, FIRST, 1, Authority(AuthorityKind.CASE, "1"), checked_by=checked_by, approved_by=approved_by)
