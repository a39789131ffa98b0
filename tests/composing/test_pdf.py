"""The PDF of a manuscript: what it says when it is read back, what it is as a file, how its pages are made."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from composing.from_synthetic import manuscript_of, with_gap
from composing.read_back import cells, words
from shebao.auditing.audit import audit_report
from shebao.composing.documents.pdf import pdf
from shebao.composing.documents.sheets import dated, title_of
from shebao.composing.fonts import FontError
from shebao.composing.manuscript import (
    Cell,
    Heading,
    Manuscript,
    Paragraph,
    Run,
    RunKind,
    TableBlock,
    TableKind,
)
from shebao.reading.report import read_file
from synthetic.composer import STYLES

SEED = 3
HOSTILE = '#panic("x") *粗* _斜_ $1/0$ @引 <标签> `码` \\ // 注 [括] {花} "引" = 题 - 项 + 项 / 项'


@cache
def manuscript() -> Manuscript:
    return manuscript_of(SEED, "wuhan", 2023)


@cache
def made() -> bytes:
    return pdf(manuscript())


def text_of(data: bytes) -> list[str]:
    """The text of each page without spaces and line breaks."""
    document = pypdfium2.PdfDocument(data)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.mark.parametrize(("place", "year"), STYLES)
def test_what_is_read_back_is_what_was_composed(place: str, year: int) -> None:
    composed = manuscript_of(SEED, place, year)
    read = read_file(pdf(composed), "报告.pdf").report
    assert cells(read) == cells(composed.report)
    assert words(read) == words(composed.report)
    listed = [heading.text for heading in composed.headings() if heading.level <= composed.contents_levels]
    assert [_close(entry.title) in _close(text) for entry, text in zip(read.contents, listed, strict=True)] == [
        True for _ in listed
    ]
    assert [f"图{c.ordinal}：{c.title}" for c in read.captions] == [chart.caption for chart in composed.charts()]
    assert audit_report(read, file="报告.pdf").findings == ()


def _close(text: str) -> str:
    return "".join(text.split())


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert pdf(manuscript_of(SEED, "wuhan", 2023)) == made()


def test_words_never_run_as_markup() -> None:
    block = Paragraph((Run(HOSTILE), Run(HOSTILE, RunKind.STRONG), Run(HOSTILE, RunKind.GAP)))
    table = TableBlock(
        TableKind.PLAIN, "units", HOSTILE, (), ((Cell(HOSTILE),),), (1,), HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)
    )
    hostile = replace(
        manuscript(),
        cover=(HOSTILE, HOSTILE),
        blocks=(Heading(1, f"第一部分 {HOSTILE}", 'a"]'), Heading(4, HOSTILE, "#x"), block, table),
        contents_title=HOSTILE,
    )
    data = pdf(hostile)
    found = "".join(text_of(data))
    assert found.count(_close(HOSTILE)) >= 10
    assert PdfReader(io.BytesIO(data)).metadata["/Title"] == HOSTILE * 2


def test_a_character_without_a_font_stops_the_document() -> None:
    with pytest.raises(FontError, match="“一、收支”一节：“\U0003134a”"):
        pdf(replace(manuscript(), blocks=(Heading(2, "一、收支", "a"), Paragraph((Run("\U0003134a"),)))))


def _reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def test_the_file_says_who_wrote_what_and_depends_on_no_clock() -> None:
    reader = _reader(made())
    when = dated(manuscript()).strftime("D:%Y%m%d")
    assert reader.metadata["/Title"] == title_of(manuscript())
    assert reader.metadata["/Author"] == manuscript().report.identity.unit
    assert reader.metadata["/CreationDate"].startswith(when)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_it_is_pdf_a_2b_and_pdf_ua_1() -> None:
    reader = _reader(made())
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part>2<", xmp)
    assert re.search(r"pdfaid:conformance>[AB]<", xmp)
    assert re.search(r"pdfuaid:part>1<", xmp)
    assert "/DestOutputProfile" in root["/OutputIntents"][0].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert not reader.is_encrypted
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    assert "/OpenAction" not in root
    assert "/ID" in reader.trailer


def _fonts(reader: PdfReader) -> list[DictionaryObject]:
    found: dict[str, Any] = {}
    for page in reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            found[str(font.get_object()["/BaseFont"])] = font.get_object()
    return list(found.values())


def test_every_font_is_embedded_and_says_its_characters() -> None:
    fonts = _fonts(_reader(made()))
    assert len(fonts) >= 3
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(described)
        assert "/ToUnicode" in font


def _structure(reader: PdfReader) -> list[DictionaryObject]:
    root: Any = reader.trailer["/Root"]["/StructTreeRoot"]
    found, queue = [], [root]
    while queue:
        node = queue.pop()
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            item = kid.get_object()
            if isinstance(item, dict) and "/S" in item:
                found.append(item)
                queue.append(item)
    return found


def test_tags_name_headings_tables_header_cells_and_figures() -> None:
    tags = _structure(_reader(made()))
    names = [str(tag["/S"]) for tag in tags]
    composed = manuscript()
    assert names.count("/H1") + names.count("/H2") + names.count("/H3") == len(list(composed.headings()))
    assert names.count("/Table") == len(list(composed.tables()))
    headers = sum(len(row) for table in composed.tables() for row in table.header)
    assert names.count("/TH") == headers
    alternatives = {str(tag["/Alt"]) for tag in tags if "/Alt" in tag}
    assert alternatives == {chart.alternative for chart in composed.charts()}
    assert "/TOC" in names


def test_bookmarks_are_the_headings_and_the_contents_name_their_pages() -> None:
    document = pypdfium2.PdfDocument(made())
    try:
        marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
        labels = [document.get_page_label(n) for n in range(len(document))]
        pages = text_of(made())
    finally:
        document.close()
    headings = list(manuscript().headings())
    assert [title for title, _ in marks] == [heading.text for heading in headings]
    front = "".join(pages[: labels.index("1")])
    for heading, (title, page) in zip(headings, marks, strict=True):
        assert _close(title) in pages[page]
        if heading.level <= manuscript().contents_levels:
            assert re.search(rf"{re.escape(_close(title))}\.*{labels[page]}(?!\d)", front), title


def test_contents_and_mentions_of_charts_are_links() -> None:
    reader = _reader(made())
    links = [
        a.get_object()
        for page in reader.pages
        for a in page.get("/Annots") or ()
        if a.get_object()["/Subtype"] == "/Link"
    ]
    listed = [h for h in manuscript().headings() if h.level <= manuscript().contents_levels]
    assert len(links) >= len(listed) + len(list(manuscript().charts()))
    assert all("/A" not in link or link["/A"].get_object()["/S"] == "/GoTo" for link in links)


def _long_table(kind: TableKind, rows: int, *, text: str = "内容") -> Manuscript:
    header = ((Cell("序号"), Cell("事项")),)
    body = tuple((Cell(str(n)), Cell(f"{text}{n}止")) for n in range(1, rows + 1))
    table = TableBlock(kind, "long", "某某情况表", header, body, (1, 6))
    return replace(manuscript(), blocks=(Heading(1, "第一部分 概况", "a"), table))


@pytest.mark.parametrize("kind", list(TableKind))
def test_header_rows_are_repeated_and_rows_stay_whole(kind: TableKind) -> None:
    pages = text_of(pdf(_long_table(kind, 90, text="业务经办情况说明" * 12)))[2:]
    assert len(pages) >= 3
    assert all("序号事项" in page for page in pages)
    for n in range(1, 91):
        assert sum(f"{'业务经办情况说明' * 12}{n}止" in page for page in pages) == 1


def test_a_cell_longer_than_a_page_goes_on_overleaf() -> None:
    text = "".join(f"第{n}项工作按照计划完成。" for n in range(1, 400))
    pages = text_of(pdf(_long_table(TableKind.FORM, 1, text=text)))[2:]
    assert len(pages) >= 3
    joined = "".join(re.sub(r"—\d+—", "", page).replace("序号事项", "") for page in pages)
    assert all(f"第{n}项工作" in joined for n in range(1, 400))


def test_wide_tables_lie_on_turned_pages() -> None:
    document = pypdfium2.PdfDocument(made())
    try:
        turned = [number for number, page in enumerate(document) if page.get_width() > page.get_height()]
    finally:
        document.close()
    pages = text_of(made())
    wide = [table.title for table in manuscript().tables() if table.landscape]
    assert turned
    for title in wide:
        assert any(_close(title) in pages[number] for number in turned), title


def _drawn(data: bytes) -> list[int]:
    """How many paths and forms each page draws."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [sum(1 for item in page.get_objects() if item.type != 1) for page in document]
    finally:
        document.close()


def test_a_draft_shows_it_and_marks_what_is_missing() -> None:
    draft = pdf(with_gap(manuscript()))
    assert any("【待补充：主要原因】" in page for page in text_of(draft))
    marked, plain = _drawn(draft), _drawn(made())
    assert all(more > fewer for more, fewer in zip(marked, plain, strict=True))


def test_the_watermark_of_a_draft_is_no_text() -> None:
    draft = pdf(replace(manuscript(), draft=True))
    assert text_of(draft) == text_of(made())
    assert draft != made()
    assert words(read_file(draft, "报告.pdf").report) == words(manuscript().report)


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="verapdf is not installed")
@pytest.mark.parametrize("flavour", ["2b", "ua1"])
def test_an_independent_validator_agrees(flavour: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(made())
    told = subprocess.run(
        ["verapdf", "--flavour", flavour, "--format", "text", str(path)], capture_output=True, text=True, check=False
    )
    assert told.stdout.startswith("PASS"), told.stdout
