"""Public pages are kept until something is published, and never hold anything of a person."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from server_publications import closed, published


def test_a_page_is_answered_from_the_cache_with_one_query(portal: Any, client: Client) -> None:
    address = f"/reports/{portal.unit.pk}/2023/"
    first = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(address)
    assert second.content == first.content
    assert len(queries) == 1
    assert "public" in second["Cache-Control"]
    assert {"Cookie", "Accept-Encoding", "HX-Request"} <= set(second["Vary"].split(", "))


def test_a_reader_who_has_the_page_gets_304(portal: Any, client: Client) -> None:
    address = f"/reports/{portal.unit.pk}/2023/"
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_something_new_makes_pages_anew(portal: Any, client: Client) -> None:
    before = client.get("/reports/")
    published(portal.books, 2022, closed())
    after = client.get("/reports/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]


def test_pages_are_compressed_for_those_who_accept_it(portal: Any, client: Client) -> None:
    address = f"/reports/{portal.unit.pk}/2023/"
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("br, gzip;q=0.0, *;q=0", False),
        ("br, gzip", True),
        ("gzip;q=0.5", True),
        ("*", True),
        ("deflate,gzip;q=1.0", True),
        ("xgzip", False),
    ],
)
def test_only_what_is_accepted_is_sent(portal: Any, client: Client, accepted: str, packed: bool) -> None:
    response = client.get("/reports/", headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in response) == packed


def test_last_modified_is_when_the_version_was_published(portal: Any, client: Client) -> None:
    assert client.get(f"/reports/{portal.unit.pk}/2022/")["Last-Modified"] == "Fri, 01 Sep 2023 01:00:00 GMT"


@pytest.mark.parametrize("address", ["/", "/reports/", "/reports/search/?q=社会"])
def test_public_pages_set_no_cookie_and_hold_no_token(portal: Any, client: Client, address: str) -> None:
    response = client.get(address)
    assert not response.cookies
    assert b"X-CSRFToken" not in response.content


def test_htmx_parts_and_pages_are_kept_apart(portal: Any, client: Client) -> None:
    address = f"/reports/{portal.unit.pk}/2023/cells/expenditure:total:total/"
    page = client.get(address)
    part = client.get(address, headers={"HX-Request": "true"})
    assert b"<html" in page.content
    assert b"<html" not in part.content
    assert page["ETag"] != part["ETag"]
