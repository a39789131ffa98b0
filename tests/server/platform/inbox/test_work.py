"""Work that waits: how pressing, how many, in which order, in which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shebao.server.platform.inbox.reading import words_since, words_until
from shebao.server.platform.inbox.work import Pressing, Waiting, Work

TODAY = date(2025, 8, 20)
SINCE = datetime(2025, 8, 18, 4, tzinfo=UTC)


def due_in(days: int | None) -> Work:
    until = None if days is None else TODAY + timedelta(days=days)
    return Work("审核", "甲区社保中心2024年度", "/cycle/1/", SINCE, until)


@pytest.mark.parametrize(
    ("days", "pressing", "words"),
    [
        (None, Pressing.CALM, ""),
        (8, Pressing.CALM, "还有 8 天"),
        (7, Pressing.SOON, "还有 7 天"),
        (0, Pressing.SOON, "今天到期"),
        (-1, Pressing.LATE, "已超过 1 天"),
    ],
)
def test_a_last_day_presses(days: int | None, pressing: Pressing, words: str) -> None:
    work = due_in(days)
    assert (work.pressing(TODAY), words_until(work, TODAY)) == (pressing, words)


def test_a_line_may_stand_for_many() -> None:
    many = Work("认领", "待核疑点", "/x/", SINCE, number=41)
    assert Waiting((many, due_in(3)), more=5).number == 47


def test_days_since_are_whole_days() -> None:
    assert words_since(SINCE, TODAY) == "已 2 天"
    assert words_since(SINCE, date(2025, 8, 18)) == "今天"
