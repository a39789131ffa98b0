"""What the public sees: every page answers, shows its figures, and asks the database a bounded number of questions."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from server_publications import closed, contents, organisation, published
from shebao.server.accountability.publications.models import PublishedReport

MOST_QUERIES = 12
ADDRESSES = [
    "/",
    "/reports/",
    "/reports/?year=2023&place=武汉市&kind=unit&order=expenditure&name=社",
    "/reports/search/?q=公务接待费",
    "/reports/compare/?unit={unit}&unit={other}&measure=three_public&name=社会",
    "/reports/data/",
    "/reports/data/2023.csv",
    "/reports/units/{unit}/",
    "/reports/{unit}/2023/",
    "/reports/{unit}/2023/v1/",
    "/reports/{unit}/2023/v2/changes/",
    "/reports/{unit}/2023/tables/expenditure/?sort=0:total:down",
    "/reports/{unit}/2023/tables/expenditure.csv",
    "/reports/{unit}/2023/tables/three_public.xlsx",
    "/reports/{unit}/2023/tables.xlsx",
    "/reports/{unit}/2023/report.json",
    "/reports/{unit}/2023/package.zip",
    "/reports/{books}/2023/cells/expenditure:total:total/",
    "/feeds/all.atom",
    "/feeds/place/武汉市.atom",
    "/feeds/organisation/{unit}.atom",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/robots.txt",
]


def at(portal: Any, address: str) -> str:
    return address.format(unit=portal.unit.pk, other=portal.other.pk, books=portal.books.pk)


def text(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.getvalue().decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_answers_with_few_queries(portal: Any, client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(at(portal, address))
        response.getvalue()
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "address", ["/", "/reports/", "/reports/search/?q=社会保险", "/feeds/all.atom", "/sitemap-1.xml"]
)
def test_queries_do_not_grow_with_rows(portal: Any, client: Client, address: str) -> None:
    def count() -> int:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    before = count()
    for number in range(12):
        published(organisation(f"增加的单位{number}", portal.department), 2023, closed())
    assert count() == before


@pytest.mark.parametrize(
    "address",
    [
        "/reports/999/2023/",
        "/reports/{unit}/2020/",
        "/reports/{unit}/2023/v3/",
        "/reports/{unit}/2023/v1/changes/",
        "/reports/{unit}/99999999999999999999/",
        "/reports/99999999999999999999/2023/",
        "/reports/{unit}/2023/tables/nonsense/",
        "/reports/{unit}/2023/cells/expenditure:total:nonsense/",
        "/reports/units/999/",
        "/reports/data/1999.csv",
        "/feeds/place/无此地.atom",
        "/feeds/organisation/999.atom",
        "/sitemap-9.xml",
    ],
)
def test_what_is_not_published_is_not_there(portal: Any, client: Client, address: str) -> None:
    assert client.get(at(portal, address)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_only_answer_reading(portal: Any, client: Client, method: str) -> None:
    assert getattr(client, method)("/reports/").status_code == 405


def test_the_report_shows_narrative_tables_and_versions(portal: Any, client: Client) -> None:
    page = text(client, at(portal, "/reports/{unit}/2023/"))
    document = PublishedReport.objects.get(organisation=portal.unit, fiscal_year=2023).current.report
    for section in document["sections"]:
        assert f'id="{section["id"]}"' in page
    for table in document["tables"]:
        assert f'id="t-{table["id"]}"' in page
    assert "1.23" in page
    assert "支出决算表填列有误" in page
    assert "第 1 版" in page
    assert document["forms"][0]["indicators"][0]["name"] in page


def test_an_older_version_says_that_there_is_a_newer_one(portal: Any, client: Client) -> None:
    page = text(client, at(portal, "/reports/{unit}/2023/v1/"))
    assert "已经更正" in page
    assert f'rel="canonical" href="http://testserver/reports/{portal.unit.pk}/2023/"' in page
    assert "已经更正" not in text(client, at(portal, "/reports/{unit}/2023/v2/"))


def test_changes_are_shown_cell_by_cell(portal: Any, client: Client) -> None:
    page = text(client, at(portal, "/reports/{unit}/2023/v2/changes/"))
    assert "<ins>1.23</ins>" in page
    assert "表格（1 格）" in page
    assert "文字没有变化" in page


def test_a_table_is_sorted_by_a_column(portal: Any, client: Client) -> None:
    def figures(direction: str) -> list[float]:
        page = text(client, at(portal, "/reports/{books}/2023/tables/expenditure/") + f"?sort=0:total:{direction}")
        root = ElementTree.fromstring(page[page.index("<tbody>") : page.index("</tbody>") + 8].replace("&", "&amp;"))
        cells = [row.findall("td")[1] for row in root.findall("tr")]
        return [float("".join(cell.itertext()).replace(",", "")) for cell in cells if "".join(cell.itertext())]

    down, up = figures("down"), figures("up")
    assert down[0] == max(down)
    assert down[1:] == sorted(down[1:], reverse=True)
    assert up[1:] == sorted(up[1:])


@pytest.mark.parametrize("sort", ["", "0", "9:total:down", "0:nonsense:down", "-1:total:up", "０:total:up", "a:b:c:d"])
def test_a_sort_that_means_nothing_is_ignored(portal: Any, client: Client, sort: str) -> None:
    assert "恢复原来的顺序" not in text(
        client, at(portal, "/reports/{unit}/2023/tables/expenditure/") + f"?sort={sort}"
    )


def test_a_figure_leads_to_formula_and_entries(portal: Any, client: Client) -> None:
    address = at(portal, "/reports/{books}/2023/cells/expenditure:total:total/")
    page = text(client, address)
    assert "按支出科目逐级汇总" in page
    assert "笔账目汇总" in page
    assert "2080109" in page
    part = text(client, address, **{"HX-Request": "true"})
    assert "<html" not in part
    assert "笔账目汇总" in part


def test_every_figure_of_a_report_has_a_derivation(portal: Any, client: Client) -> None:
    page = text(client, at(portal, "/reports/{books}/2023/"))
    links = {piece.split('"')[0] for piece in page.split('href="')[1:] if "/cells/" in piece.split('"')[0]}
    assert len(links) > 100
    for link in sorted(links)[::20]:
        assert client.get(link).status_code == 200, link


def test_downloads_hold_the_printed_figures(portal: Any, client: Client) -> None:
    base = at(portal, "/reports/{books}/2023/")
    document = json.loads(text(client, f"{base}report.json"))
    table = next(table for table in document["tables"] if table["id"] == "expenditure")
    rows = list(csv.reader(io.StringIO(text(client, f"{base}tables/expenditure.csv").lstrip("\ufeff"))))
    assert len(rows) == 1 + len(table["blocks"][0]["rows"])
    assert rows[1][3] == table["blocks"][0]["rows"][0]["cells"]["total"].replace(",", "")
    with zipfile.ZipFile(io.BytesIO(client.get(f"{base}package.zip").content)) as archive:
        described = json.loads(archive.read("datapackage.json"))
        assert {resource["path"] for resource in described["resources"]} == set(archive.namelist()) - {
            "datapackage.json"
        }
        assert json.loads(archive.read("report.json")) == document
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(client.get(f"{base}tables.xlsx").content))
    assert len(workbook.sheetnames) == len([table for table in document["tables"] if table["blocks"]])


def test_the_data_of_a_year_are_the_newest_versions(portal: Any, client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(text(client, "/reports/data/2023.csv").lstrip("\ufeff"))))
    units = {row["机构编号"] for row in rows}
    assert units == {str(unit.pk) for unit in (portal.unit, portal.other, portal.books)}
    assert {row["版次"] for row in rows if row["机构编号"] == str(portal.unit.pk)} == {"2"}
    assert {row["年度"] for row in rows} == {"2023"}
    amounts = {(row["机构编号"], row["指标标识"], row["口径"], row["科目编码"]): row["金额（元）"] for row in rows}
    stored = PublishedReport.objects.get(organisation=portal.books)
    total = amounts[str(portal.books.pk), "expenditure_total", "决算数", ""]
    assert total == f"{stored.expenditure_fen // 100}.{stored.expenditure_fen % 100:02d}"


def test_trends_and_comparison_show_every_year(portal: Any, client: Client) -> None:
    page = text(client, at(portal, "/reports/units/{unit}/"))
    assert page.count("<svg") >= 4
    assert all(f">{year}</th>" in page for year in (2021, 2022, 2023))
    compared = text(client, at(portal, "/reports/compare/?unit={unit}&unit={other}&unit=1&unit=x&measure=nonsense"))
    assert compared.count("移除</a>") == 2
    assert "本年支出" in compared


def test_feeds_and_sitemap_are_xml_with_absolute_addresses(portal: Any, client: Client) -> None:
    space = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring(text(client, "/feeds/all.atom"))
    entries = feed.findall(f"{space}entry")
    assert len(entries) == 8
    ids = [entry.findtext(f"{space}id") or "" for entry in entries]
    assert len(set(ids)) == 8
    assert all(each.startswith("http://testserver/reports/") for each in ids)
    assert all(client.get(each.removeprefix("http://testserver")).status_code == 200 for each in ids)
    own = ElementTree.fromstring(text(client, at(portal, "/feeds/organisation/{unit}.atom")))
    assert len(own.findall(f"{space}entry")) == 4
    urls = ElementTree.fromstring(text(client, "/sitemap-1.xml"))
    assert len(urls) == PublishedReport.objects.count()


def test_an_empty_portal_says_so(db: None, client: Client) -> None:
    caches["pages"].clear()
    assert "还没有公开的报告" in text(client, "/")
    assert "没有符合条件的报告" in text(client, "/reports/")
    for address in ("/feeds/all.atom", "/sitemap.xml", "/sitemap-1.xml", "/reports/data/", "/reports/compare/"):
        assert client.get(address).status_code == 200


def test_an_imported_report_is_marked_and_shows_its_findings(portal: Any, client: Client) -> None:
    from pathlib import Path

    from shebao.server.accountability.publications.importing import import_published

    sample = Path(__file__).resolve().parents[4] / "examples" / "sample-report.pdf"
    unit = organisation("外部单位", place="外市")
    publication = import_published(sample, unit, None)
    page = text(client, f"/reports/{unit.pk}/{publication.fiscal_year}/")
    assert "外部报告" in page
    assert publication.findings[0]["message"][:10] in page
    assert contents()


@pytest.mark.parametrize(
    "address", ["/reports/units/{unit}/", "/reports/compare/?unit={unit}&unit={other}&measure=three_public"]
)
def test_every_figure_over_years_leads_to_where_it_comes_from(client: Client, portal: Any, address: str) -> None:
    page = text(client, at(portal, address))
    links = re.findall(r'href="(/reports/\d+/\d+/figures/[^"]+)"', page)
    assert len(links) >= 4
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link


def test_what_no_report_states_leads_nowhere(client: Client, portal: Any) -> None:
    for measure in ("expenditure_total.x", "no_such", "%00"):
        assert client.get(at(portal, "/reports/{unit}/2023/figures/") + f"{measure}/").status_code == 404
