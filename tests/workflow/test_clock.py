"""Limits in workdays and calendar days, and clocks that stand still."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.workflow import Clock, Limit, LimitKind, Suspension, Urgency, official_calendar

CALENDAR = official_calendar()
STARTS = st.dates(date(2020, 1, 1), date(2025, 12, 31))
LIMITS = st.builds(Limit, st.integers(1, 40), st.sampled_from(LimitKind))


def test_ten_workdays_over_a_long_holiday() -> None:
    clock = Clock(Limit(10, LimitKind.WORKDAYS), date(2025, 9, 26))
    assert clock.due_on(CALENDAR) == date(2025, 10, 16)  # 28 September and 11 October are worked, 1–8 October are not
    assert clock.limit.words == "10 个工作日"


def test_twenty_days_count_weekends() -> None:
    assert Clock(Limit(20, LimitKind.CALENDAR_DAYS), date(2025, 8, 20)).due_on(CALENDAR) == date(2025, 9, 9)


def test_a_clock_that_stands_still_neither_ends_nor_presses() -> None:
    clock = Clock(Limit(5, LimitKind.WORKDAYS), date(2025, 6, 2)).suspended("补正材料", date(2025, 6, 4))
    assert clock.is_suspended
    assert clock.due_on(CALENDAR) is None
    assert clock.urgency(date(2026, 1, 1), CALENDAR) is Urgency.CALM
    assert clock.days_left(date(2026, 1, 1), CALENDAR) == 4
    again = clock.resumed(date(2025, 6, 10))
    assert again.due_on(CALENDAR) == date(2025, 6, 16)
    with pytest.raises(ValueError, match="没有中止"):
        again.resumed(date(2025, 6, 11))


@given(LIMITS, STARTS, st.data())
def test_a_suspension_moves_the_end_by_the_days_that_stood_still(
    limit: Limit, start: date, data: st.DataObject
) -> None:
    plain = Clock(limit, start)
    due = plain.due_on(CALENDAR)
    assert due is not None
    first = data.draw(st.dates(start, due))
    length = data.draw(st.integers(0, 30))
    stopped = plain.suspended("鉴定", first).resumed(first + timedelta(days=length))
    moved = stopped.due_on(CALENDAR)
    assert moved is not None
    assert moved >= due
    assert stopped.used(moved, CALENDAR) == limit.days
    assert stopped.days_left(moved, CALENDAR) == 0
    assert stopped.urgency(moved + timedelta(days=1), CALENDAR) is Urgency.OVERDUE


@given(LIMITS, STARTS, st.integers(-5, 80))
def test_days_left_and_urgency_agree(limit: Limit, start: date, later: int) -> None:
    clock, today = Clock(limit, start), start + timedelta(days=later)
    due = clock.due_on(CALENDAR)
    assert due is not None
    urgency = clock.urgency(today, CALENDAR)
    assert (urgency is Urgency.OVERDUE) == (today > due)
    assert (urgency is Urgency.TODAY) == (today == due)
    if urgency is Urgency.CALM:
        assert clock.days_left(today, CALENDAR) > limit.soon


@pytest.mark.parametrize(
    ("suspensions", "message"),
    [
        ([Suspension("公示", date(2025, 5, 1), date(2025, 5, 2))], "早于起算日"),
        ([Suspension("公示", date(2025, 7, 1), date(2025, 6, 30))], "结束日早于开始日"),
        ([Suspension("公示", date(2025, 7, 1)), Suspension("诉讼", date(2025, 7, 5))], "还没有结束"),
        ([Suspension("公示", date(2025, 7, 1), date(2025, 7, 9)), Suspension("诉讼", date(2025, 7, 9))], "重叠"),
    ],
)
def test_suspensions_that_cannot_be(suspensions: list[Suspension], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Clock(Limit(5, LimitKind.WORKDAYS), date(2025, 6, 1), tuple(suspensions))


def test_a_limit_is_not_negative() -> None:
    with pytest.raises(ValueError, match="不应小于 0"):
        Limit(-1, LimitKind.WORKDAYS)
