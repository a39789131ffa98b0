"""What a page of a PDF shows is read: not what lies askew, under, behind or hidden, and not what nobody can tell."""

from __future__ import annotations

import io

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject, TextStringObject

from reading.pdf_files import lattice, pdf, text
from shebao.reading import ocr
from shebao.reading.document import Document, Grid, Image, Line
from shebao.reading.pdf import read_pdf

CELLS = [["项目", "金额"], ["收入", "1,588.55"], ["支出", "216.74"]]


def table(x: float = 100, y: float = 700) -> str:
    """A ruled table of three rows."""
    rules = lattice([x, x + 100, x + 220], [y, y - 30, y - 60, y - 90])
    words = "".join(
        text(x + 10 + 100 * c, y - 20 - 30 * r, cell) for r, row in enumerate(CELLS) for c, cell in enumerate(row)
    )
    return rules + words


def grid_of(document: Document) -> list[list[str]]:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return [[cell.text for cell in row if cell] for row in grid.rows]


def read(*pages: str) -> Document:
    return read_pdf(pdf(*pages), "a.pdf")


def slanted(content: str) -> str:
    return "".join(
        text(x, y, content, 20, matrix="0.87 0.5 -0.5 0.87") for x in range(60, 500, 130) for y in range(500, 800, 60)
    )


@pytest.mark.parametrize("order", ["above", "below"])
def test_a_slanted_watermark_is_no_text(order: str) -> None:
    mark = slanted("某单位 2024")
    document = read(*[table() + mark if order == "above" else mark + table()] * 3)
    assert {tuple(map(tuple, grid_of(read(table()))))} == {
        tuple(tuple(cell.text for cell in row if cell) for row in block.rows)
        for block in document.blocks
        if isinstance(block, Grid)
    }
    assert document.warnings == ("第 1–3 页有斜排的文字（水印），未读取。",)


@pytest.mark.parametrize("quarter", ["0 1 -1 0", "0 -1 1 0"])
def test_upright_text_is_text(quarter: str) -> None:
    document = read(table() + text(500, 300, "竖排的一行字", matrix=quarter))
    assert any(isinstance(block, Line) for block in document.blocks)


def test_a_page_that_is_askew_as_a_whole_is_read() -> None:
    document = read("".join(text(80, 700 - 40 * i, "整页都歪着的文字", matrix="0.9 0.2 -0.2 0.9") for i in range(5)))
    assert sum("整页" in block.text for block in document.blocks if isinstance(block, Line)) >= 1


@pytest.mark.parametrize("shift", [0.0, 0.25, 0.8])
def test_text_drawn_twice_is_read_once(shift: float) -> None:
    once, twice = read(table()), read(table() + table(100 + shift))
    assert grid_of(twice) == grid_of(once) == CELLS


def test_the_same_figure_in_two_places_stays_two() -> None:
    words = text(100, 700, "5.00") + text(100, 680, "5.00") + text(200, 680, "5.00")
    assert [block.text for block in read(words).blocks if isinstance(block, Line)] == ["5.00", "5.00\t5.00"]


@pytest.mark.parametrize("mark", ["2", "[1]", "①"])
def test_a_raised_mark_of_a_note_is_no_digit(mark: str) -> None:
    raised = text(258, 656, mark, 8)
    assert grid_of(read(table() + raised)) == CELLS


def test_a_large_pale_word_under_a_table_is_no_text() -> None:
    pale = "0.85 g " + text(110, 630, "草稿", 60) + "0 g "
    assert grid_of(read(pale + table())) == CELLS


def test_a_large_dark_title_is_text() -> None:
    document = read(text(100, 760, "收入支出决算总表", 26) + table())
    assert document.pages[0].blocks[0].text == "收入支出决算总表"  # type: ignore[union-attr]


def _layered(content: str, *, off: bool) -> bytes:
    """A PDF whose second content stands in a layer."""
    reader = pypdf.PdfReader(io.BytesIO(pdf(table())))
    writer = pypdf.PdfWriter(clone_from=reader)
    group = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("旧数")})
    )
    state = DictionaryObject({NameObject("/OFF"): ArrayObject([group] if off else [])})
    properties = {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): state}
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(properties)
    page = writer.pages[0]
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/L1"): group})  # type: ignore[index]
    stream = StreamObject()
    stream.set_data(page.get_contents().get_data() + f"\n/OC /L1 BDC {content} EMC".encode())  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_layer_that_is_off_is_not_read_and_one_that_is_on_is() -> None:
    content = text(100, 400, "8,888.88")
    hidden, shown = read_pdf(_layered(content, off=True), "a.pdf"), read_pdf(_layered(content, off=False), "a.pdf")
    assert [block.text for block in hidden.blocks if isinstance(block, Line)] == []
    assert [block.text for block in shown.blocks if isinstance(block, Line)] == ["8,888.88"]
    assert grid_of(hidden) == grid_of(shown) == CELLS
    assert any("图层" in warning for warning in hidden.warnings)
    assert shown.warnings == ()


def _annotated(kind: str, content: str) -> bytes:
    """A PDF with an annotation over the first amount."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf(table()))))
    font = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    look = StreamObject()
    look.set_data(f"1 g 0 0 80 20 re f 0 g {text(4, 6, content)}".encode())
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(v) for v in (0, 0, 80, 20)]),
            NameObject("/Resources"): DictionaryObject({NameObject("/Font"): font}),
        }
    )
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(f"/{kind}"),
            NameObject("/Rect"): ArrayObject([FloatObject(v) for v in (206, 644, 286, 664)]),
            NameObject("/F"): FloatObject(4),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_an_annotation_writes_over_a_figure_is_what_is_read() -> None:
    document = read_pdf(_annotated("FreeText", "1,688.55"), "a.pdf")
    assert grid_of(document)[1] == ["收入", "1,688.55"]
    assert any("1,688.55" in warning for warning in document.warnings)


def test_a_highlight_changes_nothing() -> None:
    document = read_pdf(_annotated("Highlight", ""), "a.pdf")
    assert grid_of(document) == CELLS
    assert document.warnings == ()


def test_text_without_a_map_to_unicode_is_said_and_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    words = "".join(text(100, 700 - 30 * i, "没有对照的文字和数字", 12) for i in range(6))
    data = pdf(words)
    monkeypatch.setattr("shebao.reading.pdf.native._map_error", lambda handle, index: 1)
    document = read_pdf(data, "a.pdf")
    assert [type(block) for block in document.blocks] == [Image]
    assert len(document.warnings) == 1
    assert "没有字符对照" in document.warnings[0]
