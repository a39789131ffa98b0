"""Workbooks of a few kilobytes that become gigabytes in a reader that trusts them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def package(rows: bytes, strings: Sequence[str] = (), workbook: str = "xl/workbook.xml") -> bytes:
    """A workbook of one sheet with these rows as they stand in its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            workbook,
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets><sheet name="分录" sheetId="1" r:id="r0"/></sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relations("worksheet", "worksheets/sheet1.xml", strings))
        sheet = (
            f'<worksheet xmlns="{_MAIN}" xmlns:x="{_MAIN}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if strings:
            items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{items}</sst>')
    return out.getvalue()


def _relations(kind: str, target: str, strings: Sequence[str] = ()) -> str:
    more = f'<Relationship Id="r1" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>' if strings else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r0" Type="{_RELATIONS}/{kind}" Target="{target}"/>{more}</Relationships>'
    )


def far_cell(headers: Sequence[str] = ("日期",)) -> bytes:
    """A header row, and one cell in the last row and column there is."""
    return package(_header(headers) + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_cell_in_each_row(rows: int, headers: Sequence[str] = ("日期",)) -> bytes:
    """A cell in the last column of each row."""
    cells = (b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(2, rows + 2))
    return package(_header(headers) + b"".join(cells))


def one_string_everywhere(rows: int, columns: int, length: int) -> bytes:
    """Every cell refers to one long string."""
    row = b'<c t="s"><v>0</v></c>' * columns
    return package(b"".join(b'<row r="%d">%s</row>' % (number, row) for number in range(1, rows + 1)), ["长" * length])


def _header(headers: Sequence[str]) -> bytes:
    cells = "".join(f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' for text in headers)
    return f'<row r="1">{cells}</row>'.encode()
