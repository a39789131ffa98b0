"""Drafts: kept for whoever typed them and nobody else, dropped when sent, bounded."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from shebao.server.platform.drafts import doing
from shebao.server.platform.drafts.middleware import DropSentDrafts
from shebao.server.platform.drafts.models import Draft

pytestmark = pytest.mark.django_db
FORM = "/work/1/words/#words-form"


def sent(**changes: Any) -> dict[str, str]:
    data = {"form": FORM, "address": "/work/1/words/", "title": "文字", "base": "3", "fields": {"duties#0": "职能"}}
    data |= changes
    return {**data, "fields": json.dumps(data["fields"])}


def test_a_draft_comes_back_to_whoever_typed_it_only(tree: Any, member: Any, sign_in: Any) -> None:
    mine, other = sign_in(member("preparer", tree.unit)), sign_in(member("unit_head", tree.unit))
    assert mine.post("/drafts/", sent()).status_code == 200
    assert mine.post("/drafts/", sent(base="4", fields={"duties#0": "新的", "tick#0": True})).status_code == 200
    found = mine.get("/drafts/", {"form": FORM}).json()
    assert (found["base"], found["fields"]) == ("4", {"duties#0": "新的", "tick#0": True})
    assert other.get("/drafts/", {"form": FORM}).json() == {}
    assert "继续填写（草稿）" in mine.get("/inbox/").content.decode()
    assert "继续填写（草稿）" not in other.get("/inbox/").content.decode()


def test_a_draft_without_fields_is_none(tree: Any, member: Any, sign_in: Any) -> None:
    client = sign_in(member("preparer", tree.unit))
    client.post("/drafts/", sent())
    client.post("/drafts/", sent(fields={}))
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": ""},
        {"form": "x" * 301},
        {"address": "//evil.example/"},
        {"address": "https://evil.example/"},
        {"fields": ["a"]},
        {"fields": {"a": {"b": 1}}},
        {"fields": {"a": "长" * 100_000}},
    ],
)
def test_what_is_no_draft_is_refused_in_words(tree: Any, member: Any, sign_in: Any, wrong: dict[str, Any]) -> None:
    answer = sign_in(member("preparer", tree.unit)).post("/drafts/", sent(**wrong))
    assert answer.status_code == 422
    assert answer.json()["problem"].endswith("。")
    assert not Draft.objects.exists()


def test_nobody_fills_the_database(tree: Any, member: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person = member("preparer", tree.unit)
    monkeypatch.setattr(doing, "_MOST", 2)
    for number in range(2):
        doing.keep(person, sent(form=f"/{number}"))
    with pytest.raises(doing.Unkept, match="2 份"):
        doing.keep(person, sent(form="/one-more"))
    doing.keep(person, sent(form="/1", base="9"))


@pytest.mark.parametrize(
    ("status", "keeps", "left"), [(302, False, 0), (303, False, 0), (302, True, 1), (200, False, 1), (409, False, 1)]
)
def test_sending_drops_the_draft_where_it_was_taken(
    tree: Any, member: Any, status: int, keeps: bool, left: int
) -> None:
    person = member("preparer", tree.unit)
    doing.keep(person, sent())
    request = RequestFactory().post("/work/1/words/", {"draft-of": FORM})
    request.user = person
    response = HttpResponseRedirect("/") if status in (302, 303) else HttpResponse()
    response.status_code = status
    if keeps:
        response.keeps_draft = True  # type: ignore[attr-defined]
    DropSentDrafts(lambda _request: response)(request)
    assert Draft.objects.count() == left


def test_forgotten_drafts_go_after_a_month(tree: Any, member: Any) -> None:
    person = member("preparer", tree.unit)
    doing.keep(person, sent(form="/old"))
    doing.keep(person, sent(form="/new"))
    Draft.objects.filter(form="/old").update(kept_at=timezone.now() - timedelta(days=doing.KEPT_DAYS + 1))
    assert doing.purge() == 1
    assert Draft.objects.get().form == "/new"


def test_the_table_shows_nothing_of_what_was_typed(tree: Any, member: Any) -> None:
    person = member("preparer", tree.unit)
    doing.keep(person, sent(title="更正张某某", fields={"value": "110101199003074514"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM drafts_draft d")
        ((row,),) = cursor.fetchall()
    assert "110101199003074514" not in row
    assert "张某某" not in row
    assert Draft.objects.get().fields == {"value": "110101199003074514"}
