"""Hostile names, queries and addresses stay text."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server_publications import contents, organisation, published
from shebao.server.accountability.publications.models import Publication

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}"
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def evil(portal: Any) -> int:
    """A report in which everything that can hold text holds an attack."""
    content = contents(1)[2]
    document = content.document
    document["unit"] = EVIL
    document["sections"][0]["title"] = EVIL
    next(s for s in document["sections"] if s["paragraphs"])["paragraphs"][0] = {
        "text": f"{EVIL} 123.00", "links": [[0, 5, 'x"><script>:a:b']],
    }  # fmt: skip
    for table in document["tables"]:
        table["number"] = EVIL
        table["notes"] = [EVIL]
        for block in table["blocks"]:
            for row in block["rows"]:
                row["name"] = EVIL if row["total"] else FORMULA
                row["code"] = row["code"] and EVIL
            block["columns"][0]["title"] = EVIL
    for form in document["forms"]:
        form["name"] = EVIL
        form["indicators"][0] = dict.fromkeys(form["indicators"][0], EVIL)
    unit = organisation(EVIL, portal.department, place=EVIL[:100])
    published(unit, 2023, content)
    published(unit, 2023, content, reason=EVIL)
    return unit.pk


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/reports/?name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/reports/{0}/2023/",
        "/reports/{0}/2023/v2/changes/",
        "/reports/{0}/2023/tables/expenditure/",
        "/reports/{0}/2023/cells/expenditure:total:total/",
        "/reports/units/{0}/",
        "/reports/compare/?unit={0}&name=%3Cscript%3E",
        "/reports/search/?q=script+alert",
        "/reports/search/?q=%22%3E%3Cscript%3E社会",
        "/feeds/all.atom",
    ],
)
def test_no_markup_gets_through(evil: int, client: Client, address: str) -> None:
    page = client.get(address.format(evil)).content.decode()
    assert "<script>alert" not in page
    assert not re.search(r"<img[^>]*onerror", page)
    assert not re.search(r'="[^"]*"><script', page)
    assert "49" not in re.findall(r"\{\{.*?\}\}|>49<", page)


def test_feeds_stay_well_formed(evil: int, client: Client) -> None:
    ElementTree.fromstring(client.get("/feeds/all.atom").content)


def test_spreadsheets_get_no_formulas(evil: int, client: Client) -> None:
    for address in (f"/reports/{evil}/2023/tables/expenditure.csv", "/reports/data/2023.csv"):
        body = b"".join(client.get(address)).decode()
        assert not re.search(r'(^|[,\n])"?=', body), address


def test_names_of_downloads_do_not_split_headers(portal: Any, client: Client) -> None:
    content = contents(1)[2]
    content.document["unit"] = 'a"\r\nSet-Cookie: x=1'
    unit = organisation("坏名", portal.department)
    published(unit, 2023, content)
    response = client.get(f"/reports/{unit.pk}/2023/tables.xlsx")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_any_query_is_only_sought(portal: Any, client: Client, query: str) -> None:
    response = client.get("/reports/search/", {"q": query})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1 --",
        "'; DROP TABLE cycle_publication; --",
        "社会' & '保险",
        "\\'",
        "%' UNION SELECT 1,2,3 --",
        "社:*|!",
        "\x00社会",
    ],
)
def test_sql_in_a_query_is_text(portal: Any, client: Client, query: str) -> None:
    count = Publication.objects.count()
    for address in ("/reports/search/", "/reports/", "/reports/compare/"):
        response = client.get(address, {"q": query, "name": query, "place": query, "year": query, "department": query})
        assert response.status_code == 200
    assert Publication.objects.count() == count


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["page", "year", "department", "unit", "measure", "order", "kind", "source", "sort"]),
        st.text(max_size=30) | st.integers().map(str),
    )
)
def test_any_parameters_give_a_page(portal: Any, client: Client, data: dict[str, str]) -> None:
    for address in (
        "/reports/",
        "/reports/search/",
        "/reports/compare/",
        f"/reports/{portal.unit.pk}/2023/tables/income/",
    ):
        assert client.get(address, data).status_code == 200
