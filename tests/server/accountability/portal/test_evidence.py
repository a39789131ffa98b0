"""The promise of a published page: every figure leads to itself or to the figures that it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from server_publications import composed, contents, organisation, published

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_OWN_WORDS = ("part.key_work", "narrative.performance")  # what the unit writes itself stands beside what is computed


@dataclass(frozen=True)
class Link:
    """A figure of the page: what it prints and where it leads."""

    text: str
    address: str

    @property
    def number(self) -> str:
        found = _NUMBER.search(self.text)
        assert found, self.text
        return found.group().replace(",", "")


@pytest.fixture
def address(db: None) -> str:
    for name in ("default", "pages"):
        caches[name].clear()
    owner = organisation("甲中心")
    published(owner, 2023, composed())
    return f"/reports/{owner.pk}/2023/"


def text(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, address
    return response.content.decode()


def links(page: str) -> list[Link]:
    article = HTMLParser(page).css_first("main")
    assert article is not None
    found = [Link(node.text().strip(), node.attributes["href"] or "") for node in article.css("a[href]")]
    return [each for each in found if re.search(r"/(cells|evidence|planned|form|figures)/", each.address)]


def figures(page: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(HTMLParser(page).body.text(separator=" "))}


def test_every_link_of_a_page_shows_the_figure_or_the_figures_it_is_made_of(client: Client, address: str) -> None:
    known = links(text(client, address))
    kinds = {re.search(r"/(cells|evidence|planned|form|figures)/", each.address)[1] for each in known}  # type: ignore[index]
    assert kinds >= {"cells", "evidence", "planned", "form"}
    for each in known:
        shown = {Decimal(number) for number in figures(text(client, each.address))}
        assert Decimal(each.number) in shown, (each, "is not shown where it leads")


def test_every_amount_and_rate_of_the_narrative_is_a_link(client: Client, address: str) -> None:
    page = HTMLParser(text(client, address))
    unlinked = [words for paragraph in page.css("article p") for words in _amounts_outside_links(paragraph)]
    assert unlinked == []
    assert len(page.css("article p a.figure")) > 60


def _amounts_outside_links(paragraph: Node) -> Iterator[str]:
    plain = "".join(
        node.text(deep=False)
        for node in paragraph.traverse(include_text=True)
        if node.tag == "-text" and node.parent.tag != "a"
    )
    yield from re.findall(r"\d[\d,]*\.\d+(?:万元|元|%|分)", plain)


def test_a_rate_is_what_its_operands_give(client: Client, address: str) -> None:
    """The formula of every percentage is computed again from the numbers that it prints; its operands say the same numbers."""
    checked = 0
    for each in links(text(client, address)):
        page = text(client, each.address)
        formula = HTMLParser(page).css_first("p.formula")
        parts = re.fullmatch(r"([\d,.]+)÷([\d,.]+)×100%＝([\d.]+)%", formula.text().strip()) if formula else None
        if parts is None or "%" not in each.text:
            continue
        part, whole, rate = (Decimal(number.replace(",", "")) for number in parts.groups())
        assert abs(part / whole * 100 - rate) <= Decimal("0.05"), each
        assert f"{rate}%" == each.text
        operands = {Decimal(number) for node in HTMLParser(page).css(".operands li") for number in figures_of(node)}
        assert whole in operands
        checked += 1
    assert checked > 20


def figures_of(node: Node) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(node.text())]


def test_a_budget_leads_to_the_lines_that_add_up_to_it(client: Client, address: str) -> None:
    planned = [each for each in links(text(client, address)) if "/planned/" in each.address]
    assert len(planned) > 5
    for each in planned:
        page = HTMLParser(text(client, each.address))
        total = page.css_first("tr.total td:last-child")
        if total is None:
            assert Decimal(each.number) == 0
        else:
            assert round(Decimal(total.text().replace(",", "")) / 10000, 2) == Decimal(each.number)


def test_running_costs_and_procurement_lead_to_what_they_are_made_of(client: Client, address: str) -> None:
    for measure, words in (("running_costs", "公用经费"), ("procurement", "附注数据")):
        page = text(client, f"{address}figures/{measure}/")
        assert "数字的来历" in page
        assert words in page


def test_a_form_total_is_the_sum_of_the_scores_it_shows(client: Client, address: str) -> None:
    page = HTMLParser(text(client, f"{address}form/1/total/"))
    total = Decimal(page.css_first("#derivation-title").text().strip())
    assert total == sum(Decimal(figures_of(node)[-1]) for node in page.css(".operands li"))


def test_what_changed_leads_into_the_report_of_the_year_before(client: Client, db: None) -> None:
    for name in ("default", "pages"):
        caches[name].clear()
    owner = organisation("乙中心")
    for year, content in zip((2021, 2022, 2023), contents(1), strict=True):
        published(owner, year, content)
    known = links(text(client, f"/reports/{owner.pk}/2023/"))
    assert sum("/evidence/" in each.address for each in known) > 20
    found = [each for each in known if f"/reports/{owner.pk}/2022/" in text(client, each.address)]
    assert len(found) > 5
    changes = [each for each in known if each.address.endswith("/change/")]
    assert changes
    for each in changes:
        page = text(client, each.address)
        assert f"/reports/{owner.pk}/2022/figures/" in page
        assert each.number in figures(page)


@pytest.mark.parametrize(
    "below",
    [
        "evidence/n0/",
        "evidence/n999999/",
        "planned/initial/general/9999999/",
        "planned/initial/other/total/",
        "planned/none/general/total/",
        "form/0/total/",
        "form/99/total/",
        "form/1/e9-rate/",
        "form/1/i0-secret/",
        "form/1/x0-score/",
        "figures/income_total.x/change/",
    ],
)
def test_what_is_not_there_leads_nowhere(client: Client, address: str, below: str) -> None:
    assert client.get(f"{address}{below}").status_code == 404


def test_a_page_without_evidence_is_shown_as_it_was_published(client: Client, db: None) -> None:
    """Reports that were published before figures had entries keep their links to cells."""
    content: Any = composed()
    content.document.pop("evidence")
    content.document.pop("charts")
    owner = organisation("丙中心")
    for name in ("default", "pages"):
        caches[name].clear()
    published(owner, 2023, content)
    assert text(client, f"/reports/{owner.pk}/2023/")
