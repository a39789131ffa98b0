"""Full-text search in Chinese."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from server_publications import contents, published
from shebao.server.accountability.portal.search import NOTHING, search
from shebao.server.accountability.publications.searching.years import meant_year


def words(result: Any) -> str:
    return "".join(part.text for hit in result.hits for part in hit.parts if part.hit)


def test_words_are_found_and_marked(portal: Any) -> None:
    found = search("机关运行经费")
    assert found.reports == 6
    assert all("机关运行经费" in words(result) for result in found.results)


def test_every_word_must_occur(portal: Any) -> None:
    found = search("机关运行经费 独角兽")
    assert found.rough
    assert found.reports
    assert search("独角兽").reports == 0
    assert search("") == NOTHING


@pytest.mark.parametrize(
    "query",
    ["公务接待费 参保扩面", "公务接待费，参保扩面", "“公务接待费”参保扩面？", "去年公务接待费花了多少钱", "三公经费"],
)
def test_natural_words_find_reports_that_say_them(portal: Any, query: str) -> None:
    content = contents(1)[0]
    first, second = content.document["sections"][:2]
    first["paragraphs"] = [{"text": "参保扩面有序推进。"}]
    second["paragraphs"] = [{"text": "“三公”经费中，公务接待费支出1.20万元。"}]
    published(portal.books, 2021, content)
    found = search(query, year=2021)
    assert not found.rough
    assert portal.books.pk in {result.report.organisation_id for result in found.results}


def test_a_year_named_by_a_word_of_today_is_that_year(portal: Any, client: Client) -> None:
    this_year = timezone.localdate().year
    found = {word: meant_year(f"{word}接待费", this_year) for word in ("今年", "去年", "前年", "大前年")}
    assert [(each.year, each.rest) for each in found.values() if each] == [(this_year - n, "接待费") for n in range(4)]
    assert meant_year("去年和前年的接待费", this_year) is None
    assert meant_year("本年收入", this_year) is None
    word = {this_year - meant.year: word for word, meant in found.items() if meant}
    published(portal.books, this_year - 1, contents(1)[0])
    page = client.get(reverse("portal:search"), {"q": f"{word[1]}机关运行经费是多少"}).content.decode()
    assert f"“去年”是 {this_year - 1} 年度，下面只列" in page
    assert "在 1 份报告中找到" in page
    page = client.get(reverse("portal:search"), {"q": "今年机关运行经费"}).content.decode()
    assert "这一年度没有找到；下面是其他年度的" in page
    assert "在 7 份报告中找到" in page


def test_the_example_of_the_home_page_finds_something(portal: Any, client: Client) -> None:
    page = client.get("/").content.decode()
    (example,) = re.findall(r"如：([^\"]+)\"", page)
    assert search(example).reports


def test_a_word_across_a_pair_is_not_found_by_chance(portal: Any) -> None:
    content = contents(1)[0]
    content.document["sections"][0]["paragraphs"] = [{"text": "天地玄黄，宇宙洪荒"}]
    published(portal.books, 2021, content)
    assert search("玄黄").reports == 1
    assert search("天地洪荒").rough
    assert search("黄").reports >= 1
    assert search("天地 洪荒").reports == 1


def test_amounts_are_found_with_and_without_separators(portal: Any) -> None:
    content = contents(1)[0]
    content.document["sections"][0]["paragraphs"] = [{"text": "共支出9,876,543.21元"}]
    published(portal.books, 2021, content)
    assert search("9,876,543.21").reports == search("9876543.21").reports == 1


def test_results_narrow_by_year_and_place(portal: Any) -> None:
    assert {result.report.fiscal_year for result in search("机关运行经费", year=2022).results} == {2022}
    assert search("机关运行经费", place="无此地").reports == 0


def test_only_the_newest_version_is_found(portal: Any) -> None:
    content = contents(1)[2]
    content.document["sections"][0]["paragraphs"] = [{"text": "唯独第三版才有的句子"}]
    published(portal.unit, 2023, content, reason="再次更正")
    assert search("唯独第三版").reports == 1
    published(portal.unit, 2023, contents(1)[2], reason="撤去一句")
    assert search("唯独第三版").reports == 0


def test_the_page_links_to_the_passage(portal: Any, client: Client) -> None:
    page = client.get("/reports/search/", {"q": "机关运行经费"}).content.decode()
    assert f"/reports/{portal.unit.pk}/2023/#s" in page
    assert "<mark>机关运行经费</mark>" in page
    assert client.get("/reports/search/", {"q": "机关运行经费", "page": "999"}).status_code == 200
