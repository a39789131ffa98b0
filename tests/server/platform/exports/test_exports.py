"""Exports are made by workers, once a revision, for whom they are made, and do not stay for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from server.taking import WAITING, content_of
from shebao.server.platform.exports import doing
from shebao.server.platform.exports.doing import Made, NotMade
from shebao.server.platform.exports.models import Export
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.jobs.models import Job

pytestmark = pytest.mark.django_db
_made: list[object] = []


@doing.export("tests.list", "导出试验")
def _list(person, arguments) -> Made:
    if arguments.get("broken"):
        raise NotMade("没有内容，没有导出。")
    _made.append(arguments)
    content = f"{person},{len(_made)}".encode()
    return Made("试验.csv", "csv", content, personal=bool(arguments.get("personal")))


@pytest.fixture(autouse=True)
def _nothing_made(monkeypatch) -> None:
    _made.clear()
    monkeypatch.setattr(doing, "JUST_NOW", timedelta(0))


@pytest.fixture
def ask(tree, member, run_jobs):
    """The answer to one more request of a person; the jobs run afterwards."""
    people = {name: member("preparer", tree.unit, name) for name in ("one", "two")}

    def asked(revision: str = "1", name: str = "", run: bool = True, **arguments: object):
        request: HttpRequest = RequestFactory().get("/export/")
        request.user = people[name or "one"]
        SessionMiddleware(lambda _request: None).process_request(request)
        request._messages = _Told()
        answer = doing.offer(
            request, "tests.list", arguments, revision, back="/back/", person=people.get(name) if name else None
        )
        if run:
            run_jobs()
        return answer

    return asked


class _Told(list):
    def add(self, _level: int, message: str, _extra: str = "") -> None:
        self.append(message)


def _waits(answer) -> bool:
    return not answer.streaming and WAITING in answer.content.decode()


def test_it_is_made_once_a_revision_and_the_former_goes(ask) -> None:
    assert _waits(ask(run=False))
    assert _waits(ask())
    assert Job.objects.count() == 1, "one for as many as ask"
    first, again = ask(), ask()
    assert content_of(first) == content_of(again) == b"None,1"
    assert "attachment" in first["Content-Disposition"]
    assert first["Cache-Control"] == "private, no-store"
    assert _waits(ask("2"))
    assert content_of(ask("2")) == b"None,2"
    assert (Export.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_what_is_for_one_person_is_for_nobody_else(ask) -> None:
    ask(name="one")
    assert _waits(ask(name="two", run=False))
    assert content_of(ask(name="one")).startswith("测试-one".encode())
    assert {each.person.username for each in Export.objects.all()} == {"one", "two"}


def test_why_there_is_none_is_told_where_one_came_from(ask) -> None:
    ask(broken=True)
    answer = ask(broken=True)
    assert (answer.status_code, answer["Location"]) == (302, "/back/")
    assert Job.objects.get().message == "没有内容，没有导出。"


def test_what_a_revision_does_not_see_shows_after_a_while(ask) -> None:
    ask()
    Export.objects.update(made_at=timezone.now() - doing.FRESH)
    assert _waits(ask())


def test_who_waited_gets_it_though_others_change_things_meanwhile(ask, monkeypatch) -> None:
    monkeypatch.setattr(doing, "JUST_NOW", timedelta(seconds=5))
    ask("1")
    assert content_of(ask("2")) == b"None,1"


def test_files_go_with_what_they_are_about_and_after_a_day(ask) -> None:
    for number in ("7", "8"):
        ask(number=number)
    doing.forget("tests.list", "number", ["7"])
    assert [each.arguments["number"] for each in Export.objects.all()] == ["8"]
    Export.objects.update(made_at=timezone.now() - doing.KEPT)
    assert doing.tidy() == 1
    assert not StoredFile.objects.exists()


def test_an_account_that_was_closed_gets_nothing(ask) -> None:
    ask(name="one", run=False)
    job = Job.objects.get()
    job.owner.is_active = False
    job.owner.save()
    ask(name="two")
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "账号已停用，没有导出。")


def test_what_tells_of_people_lies_encrypted_and_opens_for_its_question_only(ask) -> None:
    ask(name="one", personal=True)
    ask(name="two", personal=True)
    mine, theirs = Export.objects.order_by("pk")
    assert b"-one,1" not in store.read(mine.file)
    answer = ask(name="one", personal=True)
    assert content_of(answer).endswith(b"-one,1")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    other = store.store_bytes(store.read(theirs.file), kind="sealed", name="试验.csv")
    Export.objects.filter(pk=mine.pk).update(file=other)
    assert ask(name="one", personal=True).status_code == 302
    assert not Export.objects.filter(pk=mine.pk).exists()
