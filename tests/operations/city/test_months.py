"""What a month draws: who reached the month of retirement stops with it, drawn or not; nobody meets two events."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.operations.city.months import NOBODY, RETIRED, STAFF, Plan, Roster, drawn
from shebao.operations.city.proportions import city

MONTH = Month(2025, 6)
NOW = MONTH.ordinal
PERSON = st.tuples(
    st.sampled_from([NOBODY, 501, 502, 503]),
    st.integers(0, len(STAFF) - 1),
    st.integers(NOW - 60, NOW + 2),
    st.sampled_from([NOBODY, NOW - 3, NOW]),
    st.sampled_from([NOBODY, NOW - 4, NOW - 1, NOW, NOW + 40]),
    st.booleans(),
)


def plan(people: list[tuple[int, int, int, int, int, bool]], seed: int) -> tuple[Roster, Plan]:
    columns = [np.array(column) for column in zip(*people, strict=True)]
    employer, staff, start, ended, retires, dead = columns
    person = np.arange(1, len(people) + 1, dtype=np.int64)
    roster = Roster(person, employer, staff, start, ended, retires, (ended != NOBODY) & ~dead, dead)
    return roster, drawn(roster, seed, MONTH, city())


@given(st.lists(PERSON, min_size=1, max_size=60), st.integers(0, 2**31))
def test_whoever_reached_retirement_stops_with_its_month(people: list, seed: int) -> None:
    _roster, found = plan(people, seed)
    dying = {person for person, _day in found.deaths}
    stops = {line.person: line for line in found.lines if line.reason == RETIRED}
    for person, (employer, staff, start, ended, retires, dead) in enumerate(people, 1):
        insured = ended == NOBODY and not dead and start < NOW and STAFF[staff] != "resident"
        due = insured and retires != NOBODY and retires < NOW and person not in dying
        assert (person in stops) == due
        if due:
            line = stops[person]
            assert (line.change, line.employer, line.month.ordinal) == ("stop", employer, max(retires, start))
            assert line.singly or employer != NOBODY


@given(st.lists(PERSON, min_size=1, max_size=60), st.integers(0, 2**31))
def test_nobody_meets_two_events_and_the_dead_none(people: list, seed: int) -> None:
    _roster, found = plan(people, seed)
    met = [line.person for line in found.lines] + [person for person, _day in found.deaths] + list(found.particulars)
    assert len(met) == len(set(met))
    assert not any(people[person - 1][5] for person in met)
