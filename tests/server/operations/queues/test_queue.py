"""Numbers at the windows: given once while open, called once, in the order in which they were taken; the wall names nobody."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from shebao.server.operations.queues.doing import Refused, again, call, end, take
from shebao.server.operations.queues.models import Ticket
from shebao.server.operations.queues.reading import standings
from shebao.server.platform.people.models import User
from shebao.services.counters import hours_on, is_open, lines
from shebao.workflow import official_calendar

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 3, 10, 2, tzinfo=UTC)  # a Tuesday, ten o'clock in China


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: TEN)


@pytest.fixture
def clerk(tree, member) -> User:
    return member("counter_clerk", tree.unit, "clerk")


@pytest.fixture
def second(tree, member) -> User:
    return member("counter_clerk", tree.unit, "second")


def test_numbers_are_called_in_the_order_in_which_they_were_taken(clerk: User, second: User, tree) -> None:
    for minute, line in enumerate("ABA"):
        take(clerk, tree.unit, line, TEN + timedelta(minutes=minute))
    assert str(call(clerk, tree.unit, "AB", 3)) == "A001"
    assert str(call(second, tree.unit, "A", 4)) == "A002"
    with pytest.raises(Refused, match="手上的号"):
        call(clerk, tree.unit, "AB", 3)
    assert again(clerk).calls == 2
    assert end(clerk, served=True).state == "served"
    with pytest.raises(Refused, match="没有号"):
        end(clerk, served=False)
    assert str(call(clerk, tree.unit, "AB", 3)) == "B001"
    assert end(second, served=False).state == "left"
    assert call(second, tree.unit, "AB", 4) is None
    found = {one.line.letter: (one.waiting, one.served, one.left) for one in standings(tree.unit, TEN.date())}
    assert found == {"A": (0, 1, 1), "B": (0, 0, 0), "C": (0, 0, 0)}


def test_no_number_outside_the_hours_or_elsewhere(clerk: User, tree) -> None:
    for at in (TEN + timedelta(hours=2, minutes=30), TEN + timedelta(hours=9), TEN + timedelta(days=4)):
        with pytest.raises(Refused, match="不办公"):
            take(clerk, tree.unit, "A", at)
    with pytest.raises(Refused, match="没有这个队"):
        take(clerk, tree.unit, "Z")
    with pytest.raises(Refused, match="窗口办理"):
        take(clerk, tree.other_unit, "A")
    with pytest.raises(Refused, match="窗口号"):
        call(clerk, tree.unit, "A", 100)
    assert not Ticket.objects.exists()


def test_the_database_keeps_one_number_a_window_and_one_of_a_number(clerk: User, tree) -> None:
    first, other = take(clerk, tree.unit, "A"), take(clerk, tree.unit, "A")
    call(clerk, tree.unit, "A", 1)
    for wrong in (
        {"state": "called", "called_by": clerk, "window": 2, "called_at": TEN},
        {"number": first.number},
        {"state": "served"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Ticket.objects.filter(pk=other.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
def test_windows_that_call_at_once_never_call_the_same_number(tree, member) -> None:
    clerks = [member("counter_clerk", tree.unit, f"clerk{number}") for number in range(4)]
    for _ in clerks:
        take(clerks[0], tree.unit, "A")
    called: list[str] = []

    def at_window(number: int) -> None:
        called.append(str(call(clerks[number], tree.unit, "A", number + 1)))
        connection.close()

    threads = [threading.Thread(target=at_window, args=(number,)) for number in range(len(clerks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(called) == ["A001", "A002", "A003", "A004"]


def test_the_pages_work_and_the_wall_is_for_everybody(clerk: User, sign_in, client, tree) -> None:
    page = sign_in(clerk)
    assert "A001 号" in page.post("/queue/take/", {"line": "A"}, follow=True).content.decode()
    shown = page.post("/queue/call/", {"window": "7", "lines": ["A"]}, follow=True).content.decode()
    assert "A001 号到 7 号窗口" in shown
    wall = client.get(f"/queue/wall/{tree.unit.pk}/")
    assert "A001" in wall.content.decode()
    assert "测试-clerk" not in wall.content.decode()
    part = client.get(f"/queue/wall/{tree.unit.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "A001" in part
    assert "<html" not in part
    assert "过号" in page.post("/queue/call/", {"what": "left"}, follow=True).content.decode()
    assert "没有人等候" in page.post("/queue/call/", {"window": "7"}, follow=True).content.decode()
    assert "窗口号应是" in page.post("/queue/call/", {"window": "x"}, follow=True).content.decode()
    assert client.get("/queue/wall/999999/").status_code == 404


def test_hours_are_those_of_the_calendar_and_every_group_has_a_line() -> None:
    calendar = official_calendar()
    assert is_open(datetime(2026, 3, 10, 9, 0), calendar)
    assert not is_open(datetime(2026, 3, 10, 12, 0), calendar)
    assert not is_open(datetime(2026, 3, 14, 10, 0), calendar)
    assert is_open(datetime(2026, 9, 20, 10, 0), calendar)  # a Sunday that is worked
    assert not is_open(datetime(2026, 10, 1, 10, 0), calendar)
    assert "09:00" in hours_on(TEN.date()).words
    assert sum(len(line.groups) for line in lines().values()) == len(
        {g for line in lines().values() for g in line.groups}
    )
