"""An act taken back leaves the record saying on every day what it said before, whatever the act did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.operations.handling.undoing import built_upon, undone
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused, What, changes
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
from shebao.operations.record.record import Record, record_of
from shebao.operations.record.rows import Row, Subject, SubjectKind
from shebao.operations.record.valid import Valid

BEGIN, PERSON = datetime(2026, 1, 1, tzinfo=UTC), 7
DAYS = st.integers(0, 40).map(lambda n: date(2020, 1, 1) + timedelta(days=n))


@st.composite
def valid(draw: st.DrawFn) -> Valid:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 20))
    return Valid(start, None if length is None else start + timedelta(days=length))


class Kept:
    """A record and the acts that wrote it."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self.holdings, self.ids, self.acts = Holdings(), count(1), count(1)

    @property
    def record(self) -> Record:
        return record_of(PERSON, SubjectKind.PERSON, self.rows.values())

    def apply(self, effects: list[Effect]) -> Act:
        number = next(self.acts)
        act = Act(number, BEGIN + timedelta(hours=number), None, Authority(AuthorityKind.RUN, str(number)))
        for change in changes(self.holdings, act, effects, self.ids):
            if not isinstance(change.row, Subject):
                self.rows[change.row.id] = change.row
                assert (change.row.known_to is None) == (change.what is What.WRITTEN)
        return act

    def says(self) -> tuple[object, ...]:
        """Everything that is known now, by day, without who said it."""
        view = self.record.known(BEGIN + timedelta(days=999))
        days = [date(2020, 1, 1) + timedelta(days=n) for n in range(70)]
        facts = [sorted((f.register, f.slot, f.value) for f in view.facts if day in f.valid) for day in days]
        spells = sorted(replace(s, id=0, known_from=BEGIN, act=0, supersedes=None).__repr__() for s in view.spells)
        return facts, spells


def started(line: str, span: Valid) -> SpellStarted:
    return SpellStarted(PERSON, line, "employee", "420100", 1, 5, span, "111")


@st.composite
def acts(draw: st.DrawFn, kept: Kept) -> list[Effect]:
    """Some effects on what is there now."""
    found: list[Effect] = []
    for _ in range(draw(st.integers(1, 4))):
        spells = kept.record.known(BEGIN + timedelta(days=999)).spells
        kind = draw(st.integers(0, 5 if spells else 2))
        span = draw(valid())
        if kind == 0:
            found.append(FactStated(PERSON, "name", draw(st.sampled_from("甲乙丙")), span))
        elif kind == 1:
            found.append(FactEnded(PERSON, "name", draw(DAYS)))
        elif kind == 2:
            found.append(started(draw(st.sampled_from(["injury", "unemployment"])), span))
        else:
            spell = draw(st.sampled_from(spells))
            changed = {
                3: SpellRestated(PERSON, spell.id, span, "222"),
                4: SpellChanged(PERSON, spell.id, draw(DAYS), "333", office=draw(st.integers(2, 3))),
                5: SpellWithdrawn(PERSON, spell.id),
            }
            found.append(changed[kind])
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_taken_back_was_never_there(data: st.DataObject) -> None:
    kept = Kept()
    kept.apply([SubjectRegistered(PERSON, SubjectKind.PERSON)])
    before: tuple[object, ...] = ()
    act: Act | None = None
    for _ in range(data.draw(st.integers(1, 4))):
        effects = data.draw(acts(kept))
        copy, held = dict(kept.rows), Holdings(dict(kept.holdings.subjects))
        for row in copy.values():
            if row.known_to is None:
                held.hold(row)
        said = kept.says()
        try:
            act, before = kept.apply(effects), said
        except EffectsRefused:
            kept.rows, kept.holdings = copy, held
    if act is None:
        return
    assert not built_upon(kept.record, act, registered=False)
    kept.apply(list(undone(kept.record, act)))
    assert kept.says() == before


def test_what_others_built_upon_is_not_taken_back() -> None:
    kept = Kept()
    first = kept.apply(
        [SubjectRegistered(PERSON, SubjectKind.PERSON), FactStated(PERSON, "name", "甲", Valid(date(2020, 1, 1)))]
    )
    assert not built_upon(kept.record, first, registered=True)
    second = kept.apply([started("injury", Valid(date(2020, 1, 1)))])
    assert built_upon(kept.record, first, registered=True)
    assert not built_upon(kept.record, first, registered=False)
    assert not built_upon(kept.record, second, registered=False)
    kept.apply([FactStated(PERSON, "name", "乙", Valid(date(2020, 2, 1)))])
    assert built_upon(kept.record, first, registered=False)
    assert not built_upon(kept.record, second, registered=False)
    ended = kept.apply([FactEnded(PERSON, "name", date(2020, 3, 1))])
    kept.apply([FactStated(PERSON, "name", "丙", Valid(date(2020, 4, 1)))])
    assert built_upon(kept.record, ended, registered=False)
