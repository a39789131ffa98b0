"""The public interface: what it gives, how it refuses, how it is limited and kept."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from server_publications import closed, contents, organisation, published
from shebao.server.accountability.api import answering
from shebao.server.accountability.api.documentation import described
from shebao.server.accountability.publications.models import PublishedFigure, PublishedReport

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/"


@pytest.fixture
def unit() -> Any:
    """A unit with reports of three years, the last one corrected; another with its books."""
    for name in ("default", "pages"):
        caches[name].clear()
    department = organisation("示例区人社局", kind="department")
    made = organisation("甲中心", department)
    for year, content in zip((2021, 2022, 2023), contents(1), strict=True):
        published(made, year, content)
    published(made, 2023, contents(1)[2], reason="重新公开")
    published(organisation("丙中心", department), 2023, closed())
    return made


def get(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    response = client.get(f"{ROOT}{path}", headers=headers)
    assert response.status_code == status, response.content.decode()[:500]
    kind = "application/problem+json" if status >= 400 else "application/json"
    assert response["Content-Type"].startswith(kind)
    return json.loads(response.content)


def test_reports_are_filtered_and_paged(unit: Any, client: Client) -> None:
    assert len(get(client, "reports/")["results"]) == 4
    assert {row["fiscal_year"] for row in get(client, "reports/?year=2022")["results"]} == {2022}
    assert len(get(client, f"reports/?organisation={unit.pk}")["results"]) == 3
    assert get(client, "reports/?place=无此地")["results"] == []
    seen, address = [], "reports/?page_size=3"
    while address:
        page = get(client, address)
        seen += [(row["organisation"], row["fiscal_year"]) for row in page["results"]]
        address = (page["next"] or "").removeprefix(f"http://testserver{ROOT}")
    assert len(seen) == len(set(seen)) == 4


def test_amounts_are_decimal_text(unit: Any, client: Client) -> None:
    row = get(client, f"reports/{unit.pk}/2023/")
    stored = PublishedReport.objects.get(organisation=unit, fiscal_year=2023)
    assert isinstance(row["expenditure"], str)
    assert Decimal(row["expenditure"]) * 100 == stored.expenditure_fen
    figures = get(client, f"figures/?organisation={unit.pk}&year=2023&measure=expenditure_total&item=")["results"]
    assert [figure["amount"] for figure in figures] == [row["expenditure"]]
    assert figures[0]["version"] == 2


def test_figures_are_of_the_newest_versions_only(unit: Any, client: Client) -> None:
    found, address = 0, "figures/?year=2023&page_size=200"
    while address:
        page = get(client, address)
        found += len(page["results"])
        assert {row["version"] for row in page["results"] if row["organisation"] == unit.pk} <= {2}
        address = (page["next"] or "").removeprefix(f"http://testserver{ROOT}")
    assert found == PublishedFigure.objects.filter(fiscal_year=2023, publication__catalogue__isnull=False).count()


def test_versions_document_tables_and_findings(unit: Any, client: Client) -> None:
    base = f"reports/{unit.pk}/2023/"
    assert [row["number"] for row in get(client, f"{base}versions/")] == [2, 1]
    document = get(client, f"{base}document/?version=1")
    assert [table["id"] for table in get(client, f"{base}tables/")] == [table["id"] for table in document["tables"]]
    assert get(client, f"{base}tables/expenditure/")["blocks"]
    assert get(client, f"{base}findings/") == []


def test_organisations_measures_and_search(unit: Any, client: Client) -> None:
    rows = get(client, "organisations/")["results"]
    own = next(row for row in rows if row["id"] == unit.pk)
    assert own["years"] == [2021, 2022, 2023]
    assert {"id": "three_public", "title": "“三公”经费支出"} in get(client, "measures/")
    found = get(client, "search/?q=机关运行经费")
    assert found["reports"] == 3
    assert "机关运行经费" in found["results"][0]["passages"][0]["text"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("reports/?year=abc", "year"), ("reports/?year=1800", "year"), ("reports/?kind=x", "kind"),
        ("reports/?place=%00", "place"), ("reports/?organisation=99999999999999999999", "organisation"),
        ("figures/?item=12", "item"), ("figures/?aspect=x", "aspect"), ("search/", "q"), ("search/?q=%20", "q"),
        ("search/?q=x&page=0", "page"), ("reports/?cursor=x", "cursor"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_named(unit: Any, client: Client, path: str, field: str) -> None:
    body = get(client, path, 400)
    assert list(body["errors"]) == [field]
    assert (body["status"], body["title"]) == (400, "参数有误")


@pytest.mark.parametrize(
    "path",
    [
        "reports/1/1/", "reports/{0}/2020/", "reports/{0}/2020/tables/", "reports/{0}/2023/tables/nonsense/",
        "reports/{0}/2023/document/?version=9", "nonsense/", "reports/{0}/2023/versions/x/",
        "reports/99999999999999999999/2023/", "reports/{0}/2020/versions/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(unit: Any, client: Client, path: str) -> None:
    body = get(client, path.format(unit.pk), 404)
    assert body["status"] == 404
    assert body["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_interface_only_reads(unit: Any, client: Client, method: str) -> None:
    response = getattr(client, method)(f"{ROOT}reports/")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")


def test_anybody_may_read_from_another_site(unit: Any, client: Client) -> None:
    response = client.get(f"{ROOT}reports/", headers={"Origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    asked = client.options(f"{ROOT}reports/", headers={"Origin": "https://example.org"})
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_answers_are_kept_and_compared_by_etag(unit: Any, client: Client) -> None:
    first = client.get(f"{ROOT}reports/{unit.pk}/2023/document/")
    with CaptureQueriesContext(connection) as queries:
        again = client.get(f"{ROOT}reports/{unit.pk}/2023/document/")
    assert again.content == first.content
    assert len(queries) == 2  # the count of requests, and whether something new was published
    unchanged = client.get(f"{ROOT}reports/{unit.pk}/2023/document/", headers={"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304
    assert unchanged["Access-Control-Allow-Origin"] == "*"


def test_too_many_requests_are_told_when_to_come_back(
    unit: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LIMIT", 3)
    answers = [client.get(f"{ROOT}measures/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert client.get(f"{ROOT}measures/", REMOTE_ADDR="10.1.1.1").status_code == 200


@pytest.mark.parametrize("path", ["reports/", "figures/?page_size=200", "organisations/", "search/?q=社会保险"])
def test_queries_do_not_grow_with_rows(unit: Any, client: Client, path: str) -> None:
    def count() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ROOT}{path}")
        return len(queries)

    before = count()
    for number in range(6):
        published(organisation(f"增加{number}"), 2023, closed())
    assert count() == before <= 8


def test_the_description_is_complete_and_local(unit: Any, client: Client) -> None:
    schema = get(client, "schema/")
    assert len(schema["paths"]) == 11
    page = client.get(f"{ROOT}docs/").content.decode()
    assert all(path in page for path in schema["paths"])
    assert "https://" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    "address", ["/api/v1/nothing/", "/api/v1/reports/1/2023/tables/a%0A%5D%11/", "/api/v1/%F0%B3%AD%96/"]
)
def test_an_address_that_is_none_is_a_problem_not_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_every_field_of_an_answer_is_described_with_an_example(client: Client) -> None:
    shapes = described()["components"]["schemas"]
    fields = [field for shape in shapes.values() for field in shape.get("properties", {}).values()]
    assert len(fields) > 60
    assert all(re.search("[\u4e00-\u9fff]", field["description"]) and "example" in field for field in fields)
    page = client.get("/api/v1/docs/").content.decode()
    assert "results[].amount" in page
    assert "“三公”经费支出（元）" in page
    assert "20200600.00" in page
