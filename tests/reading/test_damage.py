"""Cut and corrupted files give a document or an UnreadableFile, never another error."""

import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.office_files import cell, docx, paragraph, table
from reading.pdf_files import box, lattice, pdf, picture, text
from shebao.reading.document import Document, UnreadableFile
from shebao.reading.files import read_document


def _xlsx():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.merge_range("A1:C1", "总表")
        sheet.write_row(1, 0, ["甲", 1.5, "乙"], book.add_format({"border": 1, "num_format": "0.00"}))
        sheet.write_row(2, 0, ["甲", 1.5, "乙"], book.add_format({"border": 1}))
    return stream.getvalue()


_FILES = {
    "pdf": pdf(
        text(72, 700, "收入总计2995.39万元") + lattice([72, 172, 272], [500, 530]) + box(10, 10, 50, 50),
        picture(50, 50, 300, 300) + text(72, 700, "第二页", matrix="0 1 -1 0"),
    ),
    "docx": docx(paragraph("收入") + table(cell("甲") + cell("1"), cell("乙", "<w:vMerge/>") + cell("2"))),
    "xlsx": _xlsx(),
    "html": "<!DOCTYPE html><html><body><p>收入</p><table><tr><td rowspan=2>甲<td>1<tr><td>2</table></body></html>".encode(),
    "txt": "收入\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n<table><tr><td>1</td></tr></table>".encode("gb18030"),
}


def _survives(data):
    try:
        document = read_document(data, "文件")
    except UnreadableFile:
        return
    assert isinstance(document, Document)
    assert all(page.number for page in document.pages)


@pytest.mark.parametrize("kind", _FILES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_truncated_file(kind, data):
    whole = _FILES[kind]
    _survives(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize("kind", _FILES)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_file_with_changed_bytes(kind, data):
    content = bytearray(_FILES[kind])
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    _survives(bytes(content))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes(data):
    _survives(data)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500))
def test_any_text(content):
    _survives(content.encode())


_TAGS = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan=9999>", "<p>", "</td>", "甲", "<br>"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_TAGS, max_size=60))
def test_any_html(parts):
    _survives(("<html><body>" + "".join(parts)).encode())


_CODE = st.sampled_from(
    ["q", "Q", "BT", "ET", "/F1 12 Tf", "1 0 0 1 72 700 Tm", "<65b0> Tj", "0 0 m", "100 0 l", "0 100 l", "S", "f", "n", "h",
     "10 10 200 20 re", "W", "/Im1 Do", "0 1 -1 0 50 50 cm", "1e9 0 0 1e9 0 0 cm", "0 0 0 0 0 0 cm", "5 0 50 50 90 90 c"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_CODE, max_size=60))
def test_any_page_content(parts):
    _survives(pdf(" ".join(parts)))
