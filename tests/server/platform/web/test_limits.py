"""Counting over all processes: what is counted, when it begins again, what is kept for others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models import F

from shebao.server.platform.web import kept, tallies
from shebao.server.platform.web.models import KeptAnswer, Tally

pytestmark = pytest.mark.django_db


def test_a_window_begins_again_when_it_is_over() -> None:
    assert [tallies.add("tests", "a", 60)[0] for _time in range(3)] == [1, 2, 3]
    assert tallies.add("tests", "b", 60, amount=7)[0] == 7
    Tally.objects.update(until=F("until") - timedelta(seconds=61))
    assert tallies.counted("tests", "a") == 0
    count, left = tallies.add("tests", "a", 60)
    assert count == 1
    assert 59 <= left <= 60


def test_a_pause_grows_up_to_its_longest() -> None:
    budget = tallies.Budget("tests", free=2, seconds=86400, first=10, longest=35)
    waits = []
    for _time in range(6):
        assert budget.spend("a") is not None
        waits.append(budget.seconds_to_wait("a") if budget.spend("a") is None else 0)
        if waits[-1] == 0:
            budget.give_back("a")
        Tally.objects.update(at=F("at") - timedelta(seconds=40))
    assert waits == [0, 10, 20, 35, 35, 35]


def test_what_is_counted_cannot_be_read_back() -> None:
    tallies.add("tests", "192.0.2.1", 60)
    assert "192" not in Tally.objects.get().key


def test_what_is_counted_and_kept_is_not_logged_by_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname IN ('web_tally', 'web_keptanswer')")
        assert cursor.fetchall() == [("u",), ("u",)]


def test_what_one_process_keeps_another_finds() -> None:
    kept.keep("a", b"content", 60)
    caches["pages"].clear()
    assert kept.kept("a", 60) == b"content"
    caches["pages"].clear()
    KeptAnswer.objects.update(until=F("until") - timedelta(seconds=61))
    assert kept.kept("a", 60) is None
    assert kept.tidy() == 1


def test_strangers_cannot_fill_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(6):
        kept.keep(str(number), b"x", 60)
    assert KeptAnswer.objects.count() == 3
    assert kept.kept("5", 60) == b"x"  # this process still has its own
