"""The number in the menu never takes anybody away from the page where they are."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session

from shebao.server.platform.inbox import views

pytestmark = pytest.mark.django_db


def test_who_has_still_to_enrol_stays_on_that_page(tree, member, sign_in, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = sign_in(member("preparer", tree.unit))
    assert client.get("/account/second-factor/").status_code == 200
    answer = client.get("/inbox/badge/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content, "HX-Redirect" in answer.headers) == (204, b"", False)


def test_a_stranger_is_sent_to_sign_in(client) -> None:
    answer = client.get("/inbox/badge/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/signin/")


def test_counting_writes_nothing_into_the_session(tree, member, sign_in) -> None:
    client = sign_in(member("preparer", tree.unit))
    before = list(Session.objects.values_list("session_key", "session_data"))
    for address in ("/inbox/badge/", "/inbox/"):
        assert client.get(address).status_code == 200
    assert list(Session.objects.values_list("session_key", "session_data")) == before


def test_a_session_that_ends_meanwhile_is_no_error(tree, member, sign_in, monkeypatch) -> None:
    client = sign_in(member("preparer", tree.unit))
    count = views.waiting_of

    def meanwhile(person, today):
        Session.objects.all().delete()
        return count(person, today)

    monkeypatch.setattr(views, "waiting_of", meanwhile)
    assert client.get("/inbox/badge/").status_code == 200
    assert client.get("/inbox/badge/").status_code == 302


def test_a_page_asks_again_after_a_minute_or_after_something_was_done(tree, member, sign_in) -> None:
    client, asks = sign_in(member("preparer", tree.unit)), 'hx-get="/inbox/badge/"'
    assert asks in client.get("/account/").content.decode()
    client.get("/inbox/badge/")
    assert asks not in client.get("/account/").content.decode()
    assert client.post("/account/password/").status_code == 200
    assert asks in client.get("/account/").content.decode()


def test_a_number_of_somebody_else_or_of_nobody_is_not_shown(tree, member, sign_in) -> None:
    client = sign_in(member("preparer", tree.unit, "one"))
    client.get("/inbox/badge/")
    cookie = client.cookies["inbox"].value
    other = sign_in(member("preparer", tree.unit, "two"))
    for value in (cookie, re.sub("^.", "9", cookie), "x", ""):
        other.cookies["inbox"] = value
        assert 'hx-get="/inbox/badge/"' in other.get("/account/").content.decode()
