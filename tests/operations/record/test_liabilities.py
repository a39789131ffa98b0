"""Stretches of what is owed against a model that knows nothing of stretches: a table of months."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import Change, EffectsRefused, changes
from shebao.operations.record.effects import LiabilityLifted, LiabilityStated, SubjectRegistered
from shebao.operations.record.holdings import Holdings, lane_of
from shebao.operations.record.record import CHINA
from shebao.operations.record.rows import AnyRow, Liability, Owed, Subject, SubjectKind, known
from shebao.operations.record.valid import Valid

PERSON = 7
JANUARY = Month(2025, 1)
MONTHS = 9
FIRST = datetime(2026, 1, 5, 9, tzinfo=CHINA)
LINES = ("pension_employee", "injury")


def owed(base: int) -> Owed:
    return Owed("regular", base, 160_000, 80_000, base * 16 // 100, base * 8 // 100)


@dataclass
class Kept:
    """All rows ever written, with what is current."""

    rows: dict[int, AnyRow] = field(default_factory=dict)
    ids: itertools.count[int] = field(default_factory=itertools.count)
    acts: int = 0

    @property
    def at(self) -> datetime:
        return FIRST + timedelta(minutes=self.acts)

    def do(self, *effects: LiabilityStated | LiabilityLifted | SubjectRegistered) -> tuple[Change, ...]:
        self.acts += 1
        held = Holdings() if self.acts == 1 else Holdings({PERSON: SubjectKind.PERSON})
        for row in self.current:
            held.hold(row)
        act = Act(self.acts, self.at, 1, Authority(AuthorityKind.CASE, str(self.acts)))
        made = changes(held, act, effects, self.ids)
        self.rows |= {change.row.id: change.row for change in made if not isinstance(change.row, Subject)}
        return made

    def known(self, at: datetime) -> list[Liability]:
        return [row for row in self.rows.values() if isinstance(row, Liability) and known(row, at)]

    @property
    def current(self) -> list[Liability]:
        return self.known(self.at)


def started() -> Kept:
    kept = Kept()
    kept.do(SubjectRegistered(PERSON, SubjectKind.PERSON))
    return kept


@st.composite
def spans(draw: st.DrawFn) -> Valid:
    start = draw(st.integers(0, MONTHS - 2))
    end = draw(st.one_of(st.none(), st.integers(start + 1, MONTHS - 1)))
    return Valid(JANUARY.plus(start).first_day, None if end is None else JANUARY.plus(end).first_day)


employers = st.sampled_from([11, 12])
effects = st.one_of(
    st.builds(LiabilityStated, st.just(PERSON), st.sampled_from(LINES), employers, spans(), st.sampled_from([owed(100), owed(200)])),
    st.builds(LiabilityLifted, st.just(PERSON), st.sampled_from(LINES), employers, spans()),
)  # fmt: skip
Table = dict[tuple[str, int, date], tuple[int | None, Owed]]


def naive(table: Table, effect: LiabilityStated | LiabilityLifted) -> Table:
    after = dict(table)
    _, line, lane = lane_of(effect)
    for number in range(MONTHS):
        month = JANUARY.plus(number).first_day
        if month in effect.valid:
            after.pop((line, lane, month), None)
            if isinstance(effect, LiabilityStated):
                after[line, lane, month] = effect.employer, effect.owed
    return after


def table(rows: list[Liability]) -> Table:
    found: Table = {}
    for row, number in itertools.product(rows, range(MONTHS)):
        month = JANUARY.plus(number).first_day
        if month in row.valid:
            key = (*lane_of(row)[1:], month)
            assert key not in found, "a month that is owed twice"
            found[key] = row.employer, row.owed
    return found


@settings(max_examples=150)
@given(st.lists(effects, min_size=1, max_size=10))
def test_every_month_is_owed_as_last_stated_now_and_as_known_before(listed: list[LiabilityStated]) -> None:
    kept, model, answers = started(), {}, []
    for effect in listed:
        kept.do(effect)
        model = naive(model, effect)
        answers.append((kept.at, model))
    for at, expected in answers:
        assert table(kept.known(at)) == expected


@settings(max_examples=150)
@given(st.lists(effects, min_size=1, max_size=10))
def test_stretches_that_say_the_same_are_one(listed: list[LiabilityStated]) -> None:
    kept = started()
    for effect in listed:
        kept.do(effect)
        rows = sorted(kept.current, key=lambda row: (lane_of(row), row.valid.start))
        for one, other in itertools.pairwise(rows):
            same = lane_of(one) == lane_of(other) and (one.employer, one.owed) == (other.employer, other.owed)
            assert not (same and one.valid.stop == other.valid.start)


@settings(max_examples=100)
@given(st.lists(effects, min_size=1, max_size=6))
def test_what_is_known_already_changes_nothing(listed: list[LiabilityStated]) -> None:
    kept = started()
    for effect in listed:
        kept.do(effect)
    again = [LiabilityStated(PERSON, row.line, row.employer, row.valid, row.owed) for row in kept.current]
    assert kept.do(*again) == ()


def test_a_month_that_follows_with_the_same_amounts_rewrites_nothing() -> None:
    kept = started()
    kept.do(LiabilityStated(PERSON, "pension_employee", 11, Valid(date(2025, 1, 1)), owed(100)))
    assert (
        kept.do(LiabilityStated(PERSON, "pension_employee", 11, Valid(date(2025, 2, 1), date(2025, 3, 1)), owed(100)))
        == ()
    )


def test_half_months_are_refused() -> None:
    with pytest.raises(EffectsRefused, match="整月"):
        started().do(LiabilityStated(PERSON, "injury", 11, Valid(date(2025, 1, 15)), owed(100)))
