"""What the database cannot hold is refused as a bad request on every page, public or not; limits count networks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory

from shebao.server.platform.web.client import client_group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/feeds/place/%00.atom", "/audit/shared/%00/", "/reports/?name=%00&place=%00"])
def test_nul_in_public_addresses(client: Client, path: str) -> None:
    assert client.get(path).status_code in {200, 400, 404}


def test_what_strangers_send_wrongly_is_one_short_line_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/sitemap-99999999999999999999.xml").status_code == 400
    (said,) = [each for each in caplog.records if each.name.startswith("shebao")]
    assert said.exc_info is None
    assert len(said.getMessage()) < 120


@pytest.mark.parametrize(
    "path",
    ["/admin/people/?q=%00", "/admin/people/?role=%00&state=%00", "/admin/people/sign-ins/?q=%00", "/admin/organisations/?q=%00",
     "/admin/log/?q=%00", "/admin/organisations/new/?parent=%00"],
)  # fmt: skip
def test_nul_in_addresses_of_administrators(tree: Any, member: Any, sign_in: Any, path: str) -> None:
    assert sign_in(member("administrator", tree.city)).get(path).status_code in {200, 400}


def test_a_name_that_folding_makes_very_long_is_no_failure(client: Client) -> None:
    answer = client.post("/signin/", {"username": "\ufdfa" * 150, "password": "x"})
    assert answer.status_code in {200, 400}


@pytest.mark.parametrize(
    ("address", "group"),
    [("203.0.113.5", "203.0.113.5"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"), ("", ""), ("::1", "::/64")],
)
def test_an_ipv6_network_counts_as_one_client(address: str, group: str) -> None:
    assert client_group(RequestFactory(REMOTE_ADDR=address).get("/")) == group
