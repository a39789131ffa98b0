"""A workbook is measured before anything is reserved for it: what unfolds is refused, what people make is not."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from hostile_workbooks import far_cell, far_cell_in_each_row, one_string_everywhere, package
from shebao.workbooks import NoWorkbook, TooLarge, check_size


@pytest.mark.parametrize("data", [far_cell(), far_cell_in_each_row(14_998), one_string_everywhere(3_000, 200, 30_000)])
def test_what_unfolds_is_refused_though_it_is_small(data: bytes) -> None:
    assert len(data) < 200_000
    with pytest.raises(TooLarge):
        check_size(data)


@pytest.mark.parametrize(
    "cell",
    [
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c s="3"   r = "XFD1048576" ><v>1</v></c>',
        b'<x:c r="XFD1048576"><x:v>1</x:v></x:c>',
    ],
)
def test_however_the_far_cell_is_written(cell: bytes) -> None:
    with pytest.raises(TooLarge, match="1048576 行"):
        check_size(package(b'<row r="1"><c r="A1"><v>1</v></c></row><row>' + cell + b"</row>"))


def test_formats_far_away_do_not_count() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 400):
        sheet.append([f"第 {row} 行", row, "同一个词"])
    sheet["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    check_size(out.getvalue())


def test_cells_at_the_border_of_two_pieces_are_seen() -> None:
    filler = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, 60_000))
    for more in range(0, 60, 7):
        with pytest.raises(TooLarge):
            check_size(
                package(b" " * more + filler + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + filler)
            )


@pytest.mark.parametrize("data", [b"", b"no zip", package(b"", workbook="other.xml")])
def test_what_is_no_workbook_is_said(data: bytes) -> None:
    with pytest.raises(NoWorkbook):
        check_size(data)


def test_a_damaged_part_is_no_workbook() -> None:
    data = bytearray(package(b'<row r="1"><c r="A1"><v>1</v></c></row>' * 50))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as whole:
        at = whole.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    data[at : at + 8] = b"\xff" * 8
    with pytest.raises(NoWorkbook):
        check_size(bytes(data))
