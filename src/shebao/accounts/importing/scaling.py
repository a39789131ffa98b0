"""Cells whose number format shows another amount than is stored (`#,##0,` shows thousands): nobody can tell which is meant."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html import unescape

from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.fields.problem import Problem

_STYLES = "xl/styles.xml"
_LARGEST_STYLES = 20_000_000
_CODE = re.compile(rb"formatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')
_SCALING = re.compile(r"[#0?](,+)(?![#0?,])")
_MOST = 200


def reject_scaled(file: SheetFile, sheet: str, first_row: int, places: Mapping[int, str]) -> None:
    """Raises ImportRejected with the cells of the columns (by place, with their headers) that are shown scaled.

    Cells are looked at only where the workbook has such a format at all.
    """
    if not any(_divisor(code) > 1 for code in _codes(file.data)):
        return
    problems = list(_scaled(file, sheet, first_row, places))
    if problems:
        raise ImportRejected(problems[:_MOST], len(problems))


def _codes(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if _STYLES not in package.namelist():
            return
        with package.open(_STYLES) as part:
            styles = part.read(_LARGEST_STYLES)
    for double, single in _CODE.findall(styles):
        yield unescape((double or single).decode("utf-8", "replace"))


def _divisor(code: str) -> int:
    """By what a format divides the number that it shows: a thousand for each comma behind the last digit of its first part."""
    found = _SCALING.search(_LITERAL.sub("", code.split(";")[0]))
    return 1000 ** len(found[1]) if found else 1


def _scaled(file: SheetFile, sheet: str, first_row: int, places: Mapping[int, str]) -> Iterator[Problem]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(file.data), read_only=True, data_only=True)
    try:
        for row in book[sheet].iter_rows(min_row=first_row):
            for cell in row:
                header = places.get(getattr(cell, "column", 0) - 1)
                if header is None or not isinstance(cell.value, int | float):
                    continue
                divisor = _divisor(cell.number_format)
                if divisor > 1:
                    yield _problem(file.name, sheet, cell.row, header, cell.value, divisor)
    finally:
        book.close()


def _problem(file: str, sheet: str, row: int, header: str, value: int | float, divisor: int) -> Problem:
    stored = Decimal(str(value))
    reason = f"单元格里是 {stored:,f}，数字格式缩小 {divisor:,} 倍，显示为 {stored / divisor:,f}，分不清要哪一个"
    advice = "请把这一列的数字格式改为不缩放的（如 #,##0.00），核对金额后再导入"
    return rejected("scaled_format", reason, advice, file=file, sheet=sheet, row=row, column=header)
