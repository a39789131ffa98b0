"""The Word document of a manuscript: what it says when it is read back, its styles, fields and parts."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx as python_docx
import pypdfium2
import pytest
from lxml import etree

from composing.from_synthetic import manuscript_of, with_gap
from composing.read_back import cells, words
from shebao.auditing.audit import audit_report
from shebao.composing.documents.docx import docx
from shebao.composing.documents.pdf import pdf
from shebao.composing.documents.pdf.pages import heading_pages
from shebao.composing.documents.sheets import dated, title_of
from shebao.composing.fonts import FontError, font_roles
from shebao.composing.manuscript import Cell, Heading, Manuscript, Paragraph, Run, RunKind, TableBlock, TableKind
from shebao.reading.report import read_file
from synthetic.composer import STYLES

SEED = 3
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "<w:p/> & \"引\" '号' ]]> <!-- &amp; {PAGE} \\* MERGEFORMAT"


@cache
def manuscript() -> Manuscript:
    return manuscript_of(SEED, "wuhan", 2023)


@cache
def made() -> bytes:
    return docx(manuscript())


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def values(root: Any, path: str, attribute: str = "val") -> list[str]:
    return [node.get(f"{W}{attribute}") for node in root.iterfind(path.replace("w:", W))]


@pytest.mark.parametrize(("place", "year"), STYLES)
def test_what_is_read_back_is_what_was_composed(place: str, year: int) -> None:
    composed = manuscript_of(SEED, place, year)
    read = read_file(docx(composed), "报告.docx").report
    assert cells(read) == cells(composed.report)
    assert words(read) == words(composed.report)
    assert [f"图{c.ordinal}：{c.title}" for c in read.captions] == [chart.caption for chart in composed.charts()]
    assert audit_report(read, file="报告.docx").findings == ()


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert docx(manuscript_of(SEED, "wuhan", 2023)) == made()
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_every_part_is_named_and_every_relation_leads_somewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(with_gap(manuscript())))) as archive:
        names = set(archive.namelist())
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        used = set(re.findall(rb'r:(?:id|embed)="([^"]+)"', archive.read("word/document.xml")))
    overrides = {node.get("PartName", "").lstrip("/") for node in types if node.get("PartName")}
    assert overrides <= names
    assert {f"word/{node.get('Target')}" for node in relations} <= names
    assert {value.decode() for value in used} <= {node.get("Id") for node in relations}
    assert {"word/comments.xml", "word/header1.xml", "word/media/chart1.png", "word/media/chart1.svg"} <= names


def test_headings_have_the_styles_and_levels_of_word() -> None:
    document = python_docx.Document(io.BytesIO(made()))
    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert found == [(f"Heading {heading.level}", heading.text) for heading in manuscript().headings()]
    styles = part(made(), "word/styles.xml")
    levels = {style.get(f"{W}styleId"): values(style, "w:pPr/w:outlineLvl") for style in styles.iter(f"{W}style")}
    assert [levels[f"Heading{n}"] for n in range(1, 6)] == [[str(n - 1)] for n in range(1, 6)]


def test_official_fonts_are_named_with_what_may_stand_in_for_them() -> None:
    styles, table = part(made(), "word/styles.xml"), part(made(), "word/fontTable.xml")
    named = {node.get(f"{W}name"): node for node in table}
    asked = set(values(styles, ".//w:rFonts", "eastAsia"))
    assert asked == {role.official for role in font_roles().values()}
    for name in asked:
        assert named[name].find(f"{W}altName") is not None
        assert named[name].find(f"{W}panose1") is not None
    assert set(values(styles, ".//w:lang", "eastAsia")) == {"zh-CN"}


def test_the_contents_are_a_field_that_is_filled_already() -> None:
    root = part(made(), "word/document.xml")
    contents = root.find(f".//{W}sdt")
    instructions = [node.text.strip() for node in contents.iter(f"{W}instrText")]
    assert instructions[0] == 'TOC \\o "1-2" \\h \\z \\u'
    listed = [h for h in manuscript().headings() if h.level <= manuscript().contents_levels]
    entries = [
        "".join(node.text or "\t" if node.tag == f"{W}t" else "\t" for node in link.iter(f"{W}t", f"{W}tab"))
        for link in contents.iter(f"{W}hyperlink")
    ]
    pages = [
        page for h, page in zip(manuscript().headings(), heading_pages(pdf(manuscript())), strict=True) if h.level <= 2
    ]
    assert entries == [f"{heading.text}\t{page}" for heading, page in zip(listed, pages, strict=True)]
    marks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in contents.iter(f"{W}hyperlink")} <= marks


def test_fields_begin_separate_and_end_in_turn() -> None:
    root = part(docx(with_gap(manuscript())), "word/document.xml")
    depth = 0
    for node in root.iter(f"{W}fldChar"):
        kind = node.get(f"{W}fldCharType")
        depth += {"begin": 1, "separate": 0, "end": -1}[kind]
        assert 0 <= depth <= 2
    assert depth == 0
    ids = [node.get(f"{W}id") for node in root.iter(f"{W}bookmarkStart")]
    assert len(ids) == len(set(ids))


def test_captions_count_and_mentions_of_charts_lead_to_them() -> None:
    root = part(made(), "word/document.xml")
    marks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    instructions = [node.text.strip() for node in root.iter(f"{W}instrText")]
    assert instructions.count("SEQ 图 \\* ARABIC") == len(list(manuscript().charts()))
    mentioned = [text.split()[1] for text in instructions if text.startswith("REF ")]
    assert len(mentioned) == 2
    assert set(mentioned) <= marks


def test_tables_repeat_their_header_and_keep_rows_whole() -> None:
    document = python_docx.Document(io.BytesIO(made()))
    for block, table in zip(manuscript().tables(), document.tables, strict=True):
        rows = table._tbl.findall(f"{W}tr")
        assert len(rows) == len(block.header) + len(block.body)
        heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert heads == [number < len(block.header) for number in range(len(rows))]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        for row in rows:
            spans = [
                int(
                    (cell.find(f"{W}tcPr/{W}gridSpan").get(f"{W}val"))
                    if cell.find(f"{W}tcPr/{W}gridSpan") is not None
                    else 1
                )
                for cell in row.findall(f"{W}tc")
            ]
            assert sum(spans) == len(block.widths)


def test_wide_tables_have_sections_on_turned_pages() -> None:
    document = python_docx.Document(io.BytesIO(made()))
    turned = [section.page_width > section.page_height for section in document.sections]
    assert sum(turned) == sum(table.landscape for table in manuscript().tables())
    assert not turned[0]
    assert not turned[1]


def test_charts_are_pictures_with_words_for_those_who_cannot_see_them() -> None:
    root = part(made(), "word/document.xml")
    described = [
        node.get("descr")
        for node in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    ]
    assert described == [chart.alternative for chart in manuscript().charts()]
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert archive.read("word/media/chart1.png").startswith(b"\x89PNG")
        drawing = etree.fromstring(archive.read("word/media/chart1.svg"))
    assert not list(drawing.iter("{http://www.w3.org/2000/svg}text"))
    assert b"svgBlip" in etree.tostring(root)


def test_the_file_says_who_wrote_what_and_depends_on_no_clock() -> None:
    properties = python_docx.Document(io.BytesIO(made())).core_properties
    assert properties.title == title_of(manuscript())
    assert properties.author == manuscript().report.identity.unit
    assert properties.language == "zh-CN"
    assert properties.created.date() == dated(manuscript())


def test_a_draft_shows_it_and_comments_on_what_is_missing() -> None:
    draft = docx(with_gap(manuscript()))
    [comment] = part(draft, "word/comments.xml")
    assert "".join(comment.itertext()) == "一、：主要原因（填写项 reasons.totals）"
    root = part(draft, "word/document.xml")
    assert len(list(root.iter(f"{W}commentReference"))) == 1
    missing = [run for run in root.iter(f"{W}r") if "Missing" in values(run, "w:rPr/w:rStyle")]
    assert ["".join(run.itertext()) for run in missing] == ["【待补充：主要原因】"]
    with zipfile.ZipFile(io.BytesIO(draft)) as archive:
        assert "草稿" in archive.read("word/header1.xml").decode()
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert not {"word/header1.xml", "word/comments.xml"} & set(archive.namelist())


def test_words_never_become_markup() -> None:
    block = Paragraph((Run(HOSTILE), Run(HOSTILE, RunKind.STRONG), Run(HOSTILE, RunKind.GAP)))
    table = TableBlock(
        TableKind.PLAIN, "units", HOSTILE, (), ((Cell(HOSTILE),),), (1,), HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)
    )
    hostile = replace(
        manuscript(),
        cover=(HOSTILE, HOSTILE),
        blocks=(Heading(1, f"第一部分 {HOSTILE}", "a"), Heading(4, HOSTILE, "b"), block, table),
    )
    data = docx(hostile)
    text = "".join(part(data, "word/document.xml").itertext(f"{W}t"))
    assert text.count(HOSTILE) >= 11
    assert python_docx.Document(io.BytesIO(data)).core_properties.title == HOSTILE * 2


@pytest.mark.parametrize("mark", ["\x00", "\x0b", "\u202e", "\ufffe"])
def test_characters_that_no_file_can_hold_are_refused(mark: str) -> None:
    with pytest.raises(FontError, match="有不可见的控制字符"):
        docx(replace(manuscript(), blocks=(Heading(2, "一、收支", "a"), Paragraph((Run(f"甲{mark}乙"),)))))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_word_processor_shows_the_same_pages(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(made())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    ours, theirs = _pages(pdf(manuscript())), _pages((tmp_path / "report.pdf").read_bytes())
    assert abs(len(ours) - len(theirs)) <= 1
    counted = [Counter(re.findall(r"\d[\d,]*\.\d\d", "".join(pages))) for pages in (ours, theirs)]
    assert counted[0] == counted[1]
    for table in manuscript().tables():
        title = "".join(table.title.split())
        assert sum(title in page for page in ours) == sum(title in page for page in theirs)


def _pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()
