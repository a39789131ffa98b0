"""The HTML page: self-contained, safe, findings marked where they stand."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from shebao.rendering.html import audit_page
from shebao.rendering.html.locating import Locator, Stretch, spans
from shebao.rendering.words import chains
from synthetic.broken import HOSTILE, broken_result


@pytest.fixture(scope="module", params=["tabs", "html", "docx", "pdf"])
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(layout: str) -> HTMLParser:
    audited = broken_result(layout)
    return HTMLParser(audit_page(audited.result, audited.document))


def test_it_needs_nothing_from_anywhere(page: HTMLParser) -> None:
    assert not page.css("link, img, iframe, object, embed, script[src]")
    assert not [n for n in page.css("[href]") if not (n.attributes["href"] or "").startswith("#")]
    assert "url(" not in page.css_first("style").text()


def test_nothing_of_the_report_can_run(page: HTMLParser) -> None:
    scripts = page.css("script")
    assert len(scripts) == 1
    assert HOSTILE in page.body.text() if page.body else False
    policy = page.css_first("meta[http-equiv]").attributes["content"] or ""
    digest = base64.b64encode(hashlib.sha256(scripts[0].text().encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert not [n for n in page.css("*") if any(name.startswith("on") for name in n.attributes)]


def test_every_finding_has_a_card_and_is_marked_in_the_text(layout: str, page: HTMLParser) -> None:
    result = broken_result(layout).result
    assert {n.attributes["data-id"] for n in page.css(".card")} == {f.id for f in result.findings}
    marked = {i for n in page.css("#text mark") for i in (n.attributes["data-f"] or "").split()}
    assert marked == {f.id for f in result.findings if f.source.quote}


def test_marks_cover_the_quote(layout: str, page: HTMLParser) -> None:
    for finding in broken_result(layout).result.findings:
        marked = "".join(
            n.text() for n in page.css("#text mark") if finding.id in (n.attributes["data-f"] or "").split()
        )
        squeezed = "".join(finding.source.quote.split())
        assert squeezed in "".join(marked.split()) or "".join(marked.split()) in squeezed


def test_links_lead_to_anchors_on_the_page(page: HTMLParser) -> None:
    ids = [n.attributes["id"] for n in page.css("[id]")]
    assert len(set(ids)) == len(ids)
    assert {n.attributes["href"] for n in page.css("a[href]")} <= {f"#{i}" for i in ids}


def test_it_can_be_read_without_scripts(layout: str, page: HTMLParser) -> None:
    assert not page.css(".card[hidden]")
    assert all("js" in (n.attributes["class"] or "") for n in page.css("form"))
    result = broken_result(layout).result
    text = page.css_first("aside").text()
    assert all(chain.finding.message in text for chain in chains(result.findings))


def test_tables_show_what_was_read_and_which_cells_are_at_odds(layout: str, page: HTMLParser) -> None:
    result = broken_result(layout).result
    assert len(page.css("#tables details.table")) == len(result.report.tables)
    touched = [n.text() for n in page.css("#tables td.error")]
    assert "7654.32" in touched


def test_the_whole_text_of_the_report_is_there(layout: str, page: HTMLParser) -> None:
    shown = "".join(page.css_first("#text").text().split())
    audited = broken_result(layout)
    for section in audited.result.report.walk():
        for passage in section.passages:
            assert "".join(passage.text.split())[:40] in shown


def test_spans_cut_text_at_every_end() -> None:
    spot = Stretch.__dataclass_fields__  # the labels matter here, not the spots
    assert spot
    pieces = list(spans("甲乙丙丁", [(Stretch(None, 0, 2), "a"), (Stretch(None, 1, 3), "b")]))  # type: ignore[arg-type]
    assert pieces == [("甲", ("a",)), ("乙", ("a", "b")), ("丙", ("b",)), ("丁", ())]


def test_a_quote_is_found_across_lines(layout: str) -> None:
    audited = broken_result(layout)
    locator = Locator(audited.document)
    for finding in audited.result.findings:
        assert locator.find(finding.source) or not finding.source.quote


def test_a_page_is_about_as_large_as_its_report(layout: str) -> None:
    audited = broken_result(layout)
    assert len(audit_page(audited.result, audited.document)) < 400_000
    assert not re.search(r"\{\{|\{%", audit_page(audited.result, audited.document))


def test_the_figure_is_marked_within_its_quote(layout: str, page: HTMLParser) -> None:
    exact: dict[str, str] = {}
    for mark in page.css("#text mark.exact"):
        for finding in (mark.attributes["data-f"] or "").split():
            exact[finding] = exact.get(finding, "") + mark.text()
    assert exact or layout == "pdf"  # there a line may break the figure, or a cell hold nothing else
    for found in broken_result(layout).result.findings:
        if found.id in exact and found.stated in found.source.quote:
            assert found.stated in exact[found.id]


def test_words_within_a_quote(layout: str) -> None:
    locator = Locator(broken_result(layout).document)
    for finding in broken_result(layout).result.findings:
        quote = locator.find(finding.source)
        assert locator.within(quote, "并不存在的文字") is None
        found = locator.within(quote, finding.stated)
        assert found is None or any(s.spot == found.spot and s.start <= found.start for s in quote)
