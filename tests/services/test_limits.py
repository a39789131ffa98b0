"""The deadlines of a case against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.services.limits import after, due, merged
from shebao.services.model import ServiceLimit, Span
from shebao.services.stages import stages
from shebao.workflow import Suspension, official_calendar

CALENDAR = official_calendar()
SPANS = st.builds(Span, st.integers(0, 60), st.sampled_from(["workdays", "calendar"]))
DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@st.composite
def pauses(draw: st.DrawFn, first: date) -> list[Suspension]:
    """Stretches in any order that may overlap, begin before the clock, and be empty."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        start = first + timedelta(days=draw(st.integers(-10, 60)))
        found.append(Suspension("court", start, start + timedelta(days=draw(st.integers(-1, 30)))))
    return found


def counted(span: Span, accepted: date, still: list[Suspension]) -> date:
    """The last day, by looking at every day after acceptance."""
    day, used = accepted, 0
    while used < span.n:
        day += timedelta(days=1)
        stands = any(one.start <= day <= (one.end or date.max) for one in still)
        works = span.kind == "calendar" or CALENDAR.is_workday(day)
        used += works and not stands
    return day


@settings(max_examples=300, deadline=None)
@given(SPANS, SPANS, DAYS, st.data())
def test_deadlines_are_what_counting_day_by_day_gives(
    promised: Span, statutory: Span, accepted: date, data: st.DataObject
) -> None:
    still = data.draw(pauses(accepted))
    found = due(ServiceLimit(statutory, promised), accepted, still)
    assert found.promised == counted(promised, accepted, still)
    assert found.statutory == counted(statutory, accepted, still)


@given(DAYS, st.data())
def test_merged_pauses_cover_the_same_days(first: date, data: st.DataObject) -> None:
    still = data.draw(pauses(first))
    found = merged(first, still)
    for number in range(130):
        day = first + timedelta(days=number)
        assert any(one.start <= day <= (one.end or date.max) for one in still) == any(
            one.start <= day <= (one.end or date.max) for one in found
        )


def test_while_a_pause_lasts_there_is_no_deadline_and_without_a_rule_there_is_the_usual_one() -> None:
    accepted = date(2026, 3, 10)
    assert due(ServiceLimit(), accepted, [Suspension("court", date(2026, 3, 11))]).promised is None
    usual = stages().stages["usual"].limit
    assert due(ServiceLimit(), accepted).promised == counted(usual, accepted, [])
    assert due(ServiceLimit(), accepted).statutory is None


@given(SPANS, DAYS)
def test_a_stage_ends_on_a_workday_and_not_before_its_span_is_over(span: Span, day: date) -> None:
    found = after(span, day)
    assert CALENDAR.is_workday(found)
    assert found >= counted(span, day, [])
    assert not any(
        CALENDAR.is_workday(counted(span, day, []) + timedelta(days=each))
        for each in range((found - counted(span, day, [])).days)
    )
