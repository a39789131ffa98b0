"""Workdays: the State Council's arrangements, statutory days of years not yet arranged, a place's own days over both."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.workflow import DayKind, official_calendar
from shebao.workflow.calendar import parse_days

CALENDAR = official_calendar()
DAYS = st.dates(date(2005, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 4), True),  # a Sunday that is worked for the Spring Festival
        (date(2024, 2, 9), True),  # 除夕 2024 was no statutory holiday
        (date(2024, 2, 12), False),
        (date(2025, 1, 28), False),  # 除夕 since 2025 is
        (date(2025, 10, 11), True),
        (date(2026, 2, 16), False),
        (date(2026, 9, 20), True),
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
        (date(2027, 1, 9), False),
    ],
)
def test_days_that_were_arranged_and_days_that_will_be(day: date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


def test_days_beyond_the_last_arrangement_say_so() -> None:
    assert CALENDAR.is_announced(date(2026, 12, 31))
    assert not CALENDAR.is_announced(date(2027, 1, 1))


def test_years_before_the_first_are_refused() -> None:
    with pytest.raises(ValueError, match="没有 2003 年的工作日安排"):
        CALENDAR.is_workday(date(2003, 12, 31))


@given(DAYS, st.integers(0, 60))
def test_counting_there_and_back(day: date, workdays: int) -> None:
    end = CALENDAR.after(day, workdays)
    assert CALENDAR.between(day, end) == workdays
    assert CALENDAR.between(end, day) == -workdays
    assert not workdays or CALENDAR.is_workday(end)


@given(DAYS, st.sampled_from(DayKind))
def test_a_place_may_decide_otherwise(day: date, kind: DayKind) -> None:
    own = CALENDAR.over({day: kind})
    assert own.is_workday(day) is (kind is DayKind.WORKDAY)
    other = day + timedelta(days=1)
    assert own.is_workday(other) == CALENDAR.is_workday(other)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "键: 值"),
        ({"holidays": []}, "没有这些键"),
        ({"rest": ["元旦"]}, r"own.yaml rest：应为 2027-01-01"),
        ({"rest": [date(2027, 1, 1)], "workdays": [date(2027, 1, 1)]}, "重复"),
    ],
)
def test_a_mistake_in_the_table_is_told(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_days("own.yaml", data)
