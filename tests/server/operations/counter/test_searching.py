"""The search of the counter: every spelling finds, namesakes are bounded."""

from __future__ import annotations

from datetime import date

import pytest

from server.operations.conftest import NUMBER, Counter, registered
from shebao.server.operations.counter.reading import search

pytestmark = pytest.mark.django_db


def test_search_by_any_spelling_name_and_number(counter: Counter) -> None:
    key = registered({"name": "甲某", "identity_number": NUMBER, "identity_kind": "citizen"})
    for words in (NUMBER, "429906 19900307 0018", str(key), "甲某"):
        assert [record.subject for record in search(words).persons] == [key], words
    assert [r.subject for r in search(str(counter.employer)).employers] == [counter.employer]
    assert "校验码" in search("429906199003070017").told
    assert search("429906199003070018X").persons == ()
    assert search("没有这个人").persons == ()


def test_a_search_of_many_namesakes_is_bounded_and_a_birthday_tells_them_apart(counter: Counter) -> None:
    for number in range(25):
        registered({"name": "张重名", "birth": f"19{60 + number}-01-01"})
    found = search("张重名")
    assert (len(found.persons), found.more) == (20, True)
    assert len(search("张重名", date(1984, 1, 1)).persons) == 1
    assert search("张").told
