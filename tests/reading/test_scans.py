"""Scanned pages: with the ocr extra their text and tables are read, without it they are said to be unreadable."""

import io
from pathlib import Path

import mplfonts
import pypdfium2
import pytest
import typst

from shebao.reading import ocr
from shebao.reading.document import Grid, Image, Line
from shebao.reading.files import read_document

_PAGE = """#set page(width: 420pt, height: 300pt, margin: 40pt)
#set text(font: "Noto Sans CJK SC", size: 12pt)
支出决算表

#table(columns: 3, [项目], [决算数], [预算数], [基本支出], [2,336.91], [2,400.00], [合计], [2,940.05], [])
"""


@pytest.fixture(scope="module")
def scan():
    fonts = str(Path(mplfonts.__file__).parent / "fonts")
    page = pypdfium2.PdfDocument(typst.compile(_PAGE.encode(), font_paths=[fonts], ignore_system_fonts=True))[0]
    stream = io.BytesIO()
    page.render(scale=150 / 72).to_pil().convert("RGB").save(stream, "PDF", resolution=150)
    return stream.getvalue()


@pytest.mark.skipif(not ocr.available(), reason="未安装 ocr 扩展")
def test_a_scanned_table_is_read_with_its_cells(scan):
    document = read_document(scan, "扫描.pdf")
    title, grid = document.pages[0].blocks
    assert isinstance(title, Line)
    assert title.text == "支出决算表"
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["项目", "决算数", "预算数"],
        ["基本支出", "2,336.91", "2,400.00"],
        ["合计", "2,940.05", ""],
    ]
    assert document.warnings == ("第 1 页的图片由光学识别读出，文字和数字可能有误，请对照原件核对。",)


def test_without_the_extra_a_scan_is_said_to_be_unreadable(scan, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    document = read_document(scan, "扫描.pdf")
    assert [type(block) for block in document.pages[0].blocks] == [Image]
    assert document.warnings == ("第 1 页有图片，其中的文字未能读取。",)
