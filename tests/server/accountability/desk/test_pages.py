"""The desk's pages: scope, filters, order, exports, and as many queries for many units as for few."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from server.taking import content_of, taken
from shebao.server.accountability.desk import states
from shebao.server.accountability.publications.models import Publication, PublishedReport
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.platform.exports import doing
from shebao.server.platform.organisations.models import Organisation

pytestmark = pytest.mark.django_db
PAGES = ("/desk/", "/desk/years/", "/desk/findings/", "/desk/findings/?rule=T02", "/desk/compare/")
FILES = ("/desk/units.csv", "/desk/findings.csv", "/desk/compare.csv")
FIGURES = {"“三公”经费": 1_000_000, "本年支出合计": 100_000_000}


@pytest.fixture
def reviewer(tree, member, sign_in) -> Client:
    return sign_in(member("department_reviewer", tree.bureau))


def text_of(response) -> str:
    return content_of(response).decode("utf-8-sig")


def names_in(client: Client, address: str) -> list[str]:
    return [row["单位"] for row in csv.DictReader(io.StringIO(text_of(taken(client, address))))]


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_only_what_is_in_scope_is_shown(tree, accounts, reviewer, address: str) -> None:
    accounts(tree.unit, errors=1, figures=FIGURES)
    accounts(tree.other_unit, errors=1, figures=FIGURES)
    page = text_of(taken(reviewer, address))
    assert ("甲区社保中心" in page) or address == "/desk/findings/"
    assert "乙区" not in page


def test_units_without_accounts_are_told(tree, accounts, reviewer) -> None:
    accounts(tree.unit)
    page = text_of(reviewer.get("/desk/"))
    assert "甲区就业中心" in page
    assert "未建账" in page
    assert names_in(reviewer, "/desk/units.csv?state=none") == ["甲区就业中心"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=submitted", ["甲区社保中心"]),
        ("trouble=errors", ["甲区就业中心"]),
        ("q=就业", ["甲区就业中心"]),
        ("year=2023", ["甲区社保中心", "甲区就业中心"]),
        ("sort=-errors", ["甲区就业中心", "甲区社保中心"]),
        ("sort=errors", ["甲区社保中心", "甲区就业中心"]),
        ("below=999999", []),
        ("below=x&state=y&sort=z&trouble=w&year=abc&page=-3", ["甲区社保中心", "甲区就业中心"]),
    ],
)
def test_filters_and_order(tree, accounts, reviewer, query: str, names: list[str]) -> None:
    accounts(tree.unit, 2024, "submitted")
    accounts(tree.sibling, 2024, "returned", errors=3)
    accounts(tree.unit, 2023, "published")
    assert names_in(reviewer, f"/desk/units.csv?{query}") == names
    assert reviewer.get(f"/desk/?{query}").status_code == 200


def test_the_countdown_to_disclosure(tree, accounts, reviewer) -> None:
    today = timezone.localdate()
    accounts(tree.unit, state="approved", approved_on=today - timedelta(days=25))
    accounts(tree.sibling, state="approved", approved_on=today - timedelta(days=18))
    page = text_of(reviewer.get("/desk/"))
    assert "已超期" in page
    assert "还有 2 天" in page
    assert names_in(reviewer, "/desk/units.csv?trouble=overdue") == ["甲区社保中心"]
    assert names_in(reviewer, "/desk/units.csv?trouble=soon") == ["甲区就业中心"]


def test_findings_by_rule_lead_to_the_place_where_each_is_mended(tree, accounts, reviewer) -> None:
    made = accounts(tree.unit, errors=2, warnings=1)
    accounts(tree.sibling, errors=1)
    page = text_of(reviewer.get("/desk/findings/"))
    assert page.index("T02") < page.index("L01")
    listed = text_of(reviewer.get("/desk/findings/?rule=T02"))
    assert f"/work/{made.pk}/tables/" in listed
    assert listed.count("个问题") == 3
    assert text_of(reviewer.get("/desk/findings/?severity=warning")).count("T02") == 0


@pytest.mark.parametrize("address", PAGES)
def test_as_many_queries_for_many_units_as_for_few(tree, accounts, many, reviewer, address: str) -> None:
    accounts(tree.unit, errors=1, figures=FIGURES)
    with CaptureQueriesContext(connection) as few:
        reviewer.get(address)
    for organisation in many(40):
        for year in (2022, 2023, 2024):
            accounts(organisation, year, errors=2, figures=FIGURES, employed=30)
    with CaptureQueriesContext(connection) as lots:
        reviewer.get(address)
    assert len(lots) <= len(few)
    assert len(lots) <= 16


def test_a_comparison_over_units_and_years(tree, accounts, reviewer) -> None:
    accounts(tree.unit, 2023, figures={"“三公”经费": 2_000_000})
    accounts(tree.unit, 2024, figures={"“三公”经费": 3_000_000})
    accounts(tree.sibling, 2024, figures={"“三公”经费": 50_000_000})
    rows = list(csv.reader(io.StringIO(text_of(taken(reviewer, "/desk/compare.csv?indicator=three-public")))))
    assert rows[0][1:3] == ["2023年（万元）", "2024年（万元）"]
    assert rows[1][:3] == ["甲区就业中心", "", "50.00"]
    assert rows[2][:4] == ["甲区社保中心", "2.00", "3.00", "50.0"]
    page = text_of(reviewer.get("/desk/compare/?indicator=three-public"))
    assert "<svg" in page
    assert "53.00" in page


def test_years_whose_accounts_are_not_kept_here_come_from_the_published_report(tree, accounts, reviewer) -> None:
    accounts(tree.unit, 2024, figures={"“三公”经费": 3_000_000})
    for number, fen in ((1, 1_000_000), (2, 2_000_000)):
        publication = Publication.objects.create(
            organisation=tree.unit,
            fiscal_year=2023,
            number=number,
            reason="更正" if number > 1 else "",
            source="imported",
            organisation_name="甲区社保中心",
            published_at=timezone.now(),
            report={},
        )
        publication.figures.create(
            organisation=tree.unit, fiscal_year=2023, measure="three_public", aspect="actual", amount_fen=fen, text="x"
        )
    PublishedReport.objects.create(
        organisation=tree.unit,
        fiscal_year=2023,
        current=publication,
        versions=2,
        name="甲区社保中心",
        source="imported",
        published_at=timezone.now(),
        updated_at=timezone.now(),
    )
    rows = list(csv.reader(io.StringIO(text_of(taken(reviewer, "/desk/compare.csv?indicator=three-public")))))
    assert rows[1][:4] == ["甲区社保中心", "2.00", "3.00", "50.0"]


def test_whatever_a_comparison_depends_on_shows_at_once(tree, accounts, reviewer, monkeypatch) -> None:
    monkeypatch.setattr(doing, "JUST_NOW", timedelta(0))
    unit_year = accounts(tree.unit, figures={"人员经费": 100_000_000}, employed=10)

    def shown() -> list[str]:
        rows = list(csv.reader(io.StringIO(text_of(taken(reviewer, "/desk/compare.csv?indicator=personnel-a-head")))))
        return [row[:2] for row in rows[1:]]

    assert shown() == shown() == [["甲区社保中心", "100000.00"]]
    unit_year.figures.update(amount_fen=90_000_000)
    assert shown() == [["甲区社保中心", "90000.00"]]
    UnitYear.objects.filter(pk=unit_year.pk).update(annex={"staff": {"employed": 5}})
    assert shown() == [["甲区社保中心", "180000.00"]]
    Organisation.objects.filter(pk=tree.unit.pk).update(name="甲区社会保险中心")
    assert shown() == [["甲区社会保险中心", "180000.00"]]
    unit_year.figures.all().delete()
    assert shown() == []


def test_units_are_counted_by_state_and_by_how_near_their_day_is(tree, accounts, many) -> None:
    today = timezone.localdate()
    first, second, third, *_others = many(4)
    accounts(first, state="approved", approved_on=today - timedelta(days=21))
    accounts(second, state="approved", approved_on=today - timedelta(days=18))
    accounts(third, state="published", approved_on=today - timedelta(days=30))
    counts, pressing = states.counted(states.units(Organisation.objects.within(tree.bureau), 2024), today)
    assert dict(counts)["approved"] == 2
    assert dict(counts)["published"] == 1
    assert (
        sum(count for _state, count in counts) == states.units(Organisation.objects.within(tree.bureau), 2024).count()
    )
    assert pressing == {"overdue": 1, "soon": 1}


def test_amounts_a_head_come_from_the_annex(tree, accounts, reviewer) -> None:
    accounts(tree.unit, figures={"人员经费": 100_000_000}, employed=7)
    accounts(tree.sibling, figures={"人员经费": 100_000_000})
    rows = list(csv.reader(io.StringIO(text_of(taken(reviewer, "/desk/compare.csv?indicator=personnel-a-head")))))
    assert rows[1][:2] == ["甲区社保中心", "142857.14"]
    assert len(rows) == 2


def test_a_unit_that_stands_apart_is_marked(tree, accounts, many, reviewer) -> None:
    for number, organisation in enumerate(many(12)):
        accounts(organisation, figures={"人员经费": 10_000_000 + number * 100_000}, employed=10)
    accounts(tree.unit, figures={"人员经费": 90_000_000}, employed=10)
    page = text_of(reviewer.get("/desk/compare/?indicator=personnel-a-head&only=outliers"))
    assert "偏高" in page
    assert "第003中心" not in page.split("<tbody>")[-1]
    assert "中位数绝对偏差" in page


def test_too_few_units_for_outliers_is_said(tree, accounts, reviewer) -> None:
    accounts(tree.unit, figures={"人员经费": 90_000_000}, employed=10)
    assert "没有判断离群" in text_of(reviewer.get("/desk/compare/?indicator=personnel-a-head"))


def test_without_any_accounts_the_pages_say_so(reviewer) -> None:
    for address in (*PAGES, *FILES):
        assert reviewer.get(address).status_code == 200
    assert "还没有可以比较的数字" in text_of(reviewer.get("/desk/compare/"))


def test_names_that_a_spreadsheet_would_run_are_disarmed(tree, accounts, reviewer) -> None:
    tree.unit.name = '=HYPERLINK("http://evil.example","x")'
    tree.unit.save()
    accounts(tree.unit)
    assert names_in(reviewer, "/desk/units.csv?state=submitted")[0].startswith("'=")


def test_hostile_addresses_are_harmless(tree, accounts, reviewer) -> None:
    accounts(tree.unit, errors=1, figures=FIGURES)
    hostile = "q=%27%3B+DROP+TABLE+x--&rule=%3Cscript%3Ealert(1)%3C/script%3E&year=99999999999999999999&below=%00&sort=pk&page=1e9&indicator=%00"
    for address in ("/desk/", "/desk/years/", "/desk/findings/", "/desk/compare/", *FILES):
        response = reviewer.get(f"{address}?{hostile}")
        assert response.status_code == 200
        assert "<script>alert" not in text_of(response)


def test_what_waits_in_other_years_is_told(tree, accounts, reviewer) -> None:
    accounts(tree.unit, year=2024, state="approved")
    accounts(tree.unit, year=2022, state="submitted")
    accounts(tree.other_unit, year=2021, state="submitted")
    page = text_of(reviewer.get("/desk/"))
    assert 'href="?year=2022&amp;state=submitted">2022 年度 1 个</a>' in page
    assert "2021 年度" not in page
    assert "其他年度也有" not in text_of(reviewer.get("/desk/?year=2022"))
