"""The header row of an uploaded sheet, for matching its columns by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.written import as_utf8, separator_of
from shebao.workbooks import check_size

_SEARCHED = 20
_FIRST = 1 << 16
_MOST_LINES = 20


def headers_of(file: SheetFile) -> tuple[str, ...]:
    """The texts of the row that looks most like a header: the fullest of the first rows. () where nothing is readable."""
    rows = _csv_rows(file.data) if file.is_csv else _workbook_rows(file.data)
    texts = [tuple(cell.strip()[:60] for cell in row) for row in rows]
    best = max(texts, key=lambda row: sum(bool(cell) and not _is_number(cell) for cell in row), default=())
    return tuple(dict.fromkeys(cell for cell in best if cell))


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()


def first_record(text: str) -> tuple[list[str], int]:
    """The cells of the first record of a CSV and how many lines it takes: a quoted header may have line breaks in it."""
    between = separator_of(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    try:
        cells = next(reader, [])
    except csv.Error:
        cells = []
    if cells and reader.line_num <= _MOST_LINES:
        return cells, reader.line_num
    return next(csv.reader(text.splitlines()[:1], delimiter=between), []), 1  # a quotation mark that nothing closes


def _csv_rows(data: bytes) -> Sequence[Sequence[str]]:
    """The first record, which is all that a header may take."""
    data = as_utf8(data)
    first = data if len(data) <= _FIRST else data[: data.rfind(b"\n", 0, _FIRST) + 1]  # never within a character
    try:
        text = first.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = first.decode("gb18030", "replace")
    return [first_record(text)[0]]


def _workbook_rows(data: bytes) -> Sequence[Sequence[str]]:
    import python_calamine

    try:
        check_size(data)
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = []
        for name in workbook.sheet_names[:10]:
            sheet = workbook.get_sheet_by_name(name)
            source = sheet.iter_rows() if sheet.height else iter(())
            rows += [[str(cell) for cell in row] for _, row in zip(range(_SEARCHED), source, strict=False)]
        return rows
    except Exception:
        return ()
