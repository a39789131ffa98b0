"""The report as a web page: safe, self-contained, accessible, every figure led back to its cells."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from composing.made import HOSTILE, SPENT, made
from shebao.composing.derivations import cell_names
from shebao.composing.documents import UnknownFormat, render
from shebao.reading.document import Grid, Line
from shebao.reading.html import read_html


@pytest.fixture(scope="module")
def page() -> HTMLParser:
    return HTMLParser(render(made(), "html").decode())


def test_it_needs_nothing_and_lets_nothing_run(page: HTMLParser) -> None:
    assert not page.css("link, img, iframe, object, embed, script, [style]")
    assert all((n.attributes["href"] or "").startswith("#") for n in page.css("[href]"))
    style = page.css_first("style").text()
    assert "url(" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.css_first("meta[http-equiv]").attributes["content"] or ""
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert HOSTILE in page.css_first("main").text()


def test_links_lead_to_anchors_and_anchors_are_unique(page: HTMLParser) -> None:
    ids = [n.attributes["id"] for n in page.css("[id]")]
    assert len(set(ids)) == len(ids)
    assert {n.attributes["href"] for n in page.css("a[href]")} <= {f"#{i}" for i in ids}


def test_landmarks_and_headings_are_in_order(page: HTMLParser) -> None:
    assert [len(page.css(tag)) for tag in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]
    levels = [int((n.tag or "")[1]) for n in page.css("h1, h2, h3, h4, h5, h6")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.css_first("a").attributes["href"] == "#main"
    entries = [n.text() for n in page.css("nav li")]
    assert entries == [h.text for h in made().headings() if h.level <= 2]


def test_a_figure_leads_to_its_formula_and_its_cells(page: HTMLParser) -> None:
    link = page.css_first("a.figure#f3")
    assert link.text() == "98.3%"
    source = page.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']")
    assert "1,190.30 ÷ 1,210.50 × 100% = 98.3%" in source.text()
    cells = [page.css_first(f"[id='{(a.attributes['href'] or '')[1:]}']").text() for a in source.css("ul a")]
    assert cells == ["1,190.30", "1,210.50"]
    assert "body:has(#source-f3:target) :is(#f3,#cell-2,#cell-1)" in page.css_first("style").text()
    assert "上年决算数" in page.css_first("#source-f4").text()


def test_a_cell_is_named_by_its_table_row_and_column() -> None:
    assert cell_names(made())[SPENT].words == "《财政拨款“三公”经费支出决算表》决算数合计：1,190.30"


def test_every_amount_names_its_headers(page: HTMLParser) -> None:
    table = page.css_first("#three_public-grid")
    last = table.css("tbody td")[-1]
    named = [table.css_first(f"[id='{name}']").text() for name in (last.attributes["headers"] or "").split()]
    assert named == ["决算数", "公务接待费"]
    assert {n.attributes["scope"] for n in table.css("thead th")} == {"col", "colgroup"}
    assert table.css_first("caption .title").text() == "财政拨款“三公”经费支出决算表"


def test_charts_have_words(page: HTMLParser) -> None:
    charts = page.css("figure svg[role=img]")
    assert [chart.css_first("desc").text() for chart in charts] == ["基本支出占多数。"] * 2


def test_a_draft_shows_what_is_missing() -> None:
    page = HTMLParser(render(made(gap=True), "html").decode())
    assert page.css_first("main mark").text() == "〔待填：原因〕"
    assert "reasons.three_public" in page.css_first(".draft").text()


def test_read_back_it_says_what_the_manuscript_says() -> None:
    blocks = read_html(render(made(gap=True), "html"), "report.html").pages[0].blocks
    lines = [block.text for block in blocks if isinstance(block, Line)]
    assert {"公开09表", "单位：万元", "图2：支出决算结构", "（一）总体情况"} <= set(lines)
    assert not [line for line in lines if "数字的来源" in line or "words.yaml" in line]
    grid = next(block for block in blocks if isinstance(block, Grid))
    assert [cell.text for cell in grid.rows[-1] if cell][:3] == ["1,210.50", "", "1,200.00"]
    assert re.search("预算数为1,210.50万元，支出决算数为1,190.30万元，完成预算的98.3%", "".join(lines))


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert render(made(), "html") == render(made(), "html")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="html"):
        render(made(), "odt")
