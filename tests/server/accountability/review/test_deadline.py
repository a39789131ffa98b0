"""The 20 days from the 批复 to disclosure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.server.accountability.review.deadline import Deadline, Urgency


@pytest.mark.parametrize(
    ("today", "left", "urgency", "words"),
    [
        (date(2025, 8, 15), 20, Urgency.CALM, "公开期限为2025年9月4日，还有 20 天（含周末和节假日）"),
        (date(2025, 8, 30), 5, Urgency.SOON, "公开期限为2025年9月4日，还有 5 天（含周末和节假日）"),
        (date(2025, 9, 4), 0, Urgency.TODAY, "公开期限为2025年9月4日，今天是最后一天"),
        (date(2025, 9, 6), -2, Urgency.OVERDUE, "公开期限为2025年9月4日，已超过 2 天"),
    ],
)
def test_countdown(today: date, left: int, urgency: Urgency, words: str) -> None:
    deadline = Deadline(date(2025, 8, 15), today)
    assert (deadline.days_left, deadline.urgency, deadline.words) == (left, urgency, words)


@given(st.dates(date(2007, 1, 1), date(2090, 1, 1)), st.integers(-400, 400))
def test_the_day_of_the_approval_does_not_count_and_every_other_day_does(approved: date, offset: int) -> None:
    today = approved + timedelta(days=offset)
    deadline = Deadline(approved, today)
    assert deadline.due_on == approved + timedelta(days=20)
    assert deadline.days_left == 20 - offset
