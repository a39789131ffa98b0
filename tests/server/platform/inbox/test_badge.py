"""The number in the menu never takes anybody away from the page where they are."""

from __future__ import annotations

import pytest

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
