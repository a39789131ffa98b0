"""A list as somebody sent it, XLSX or CSV, as rows of texts: nothing of it is interpreted but where its rows are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from shebao.fields.encodings import LOOKS_LIKE_BIG5, is_big5
from shebao.fields.problem import Place, Problem, ProblemsFound
from shebao.workbooks import NoWorkbook, TooLarge, check_size

LONGEST_CELL = 400
_EXACT = 10**15
_ENCODINGS = ("utf-8-sig", "gb18030")
_SEPARATORS = (",", "\t", ";", "，")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows as a person counts them, blank ones left out. `inexact` are cells (row, column) that were kept as
    numbers of more digits than a spreadsheet keeps."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    inexact: frozenset[tuple[int, int]] = frozenset()


def read_sheet(data: bytes, name: str) -> Sheet:
    """The first sheet that has rows. Raises ProblemsFound for what is no list."""
    rows = _workbook(data, name) if data.startswith(b"PK") else (("", _text_rows(data, name)),)
    for title, found in rows:
        kept: list[tuple[int, tuple[str, ...]]] = []
        inexact: set[tuple[int, int]] = set()
        for number, row in enumerate(found, 1):
            texts = tuple(_text(cell) for cell in row)
            if not any(texts):
                continue
            kept.append((number, texts))
            inexact |= {(number, place) for place, cell in enumerate(row) if _lost(cell)}
        if kept:
            return Sheet(title, tuple(kept), frozenset(inexact))
    raise _refused(name, "empty", "文件里没有数据", "请下载模板，按模板填写")


def _workbook(data: bytes, name: str) -> Iterator[tuple[str, list[list[Any]]]]:
    import python_calamine

    try:
        check_size(data)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            yield title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except (TooLarge, NoWorkbook, python_calamine.CalamineError, ValueError) as error:
        reason = str(error) if isinstance(error, TooLarge) else "不是能打开的 XLSX 工作簿"
        raise _refused(name, "unreadable", reason.rstrip("。"), "请另存为 .xlsx 或 .csv 后再上传") from None


def _text_rows(data: bytes, name: str) -> list[list[str]]:
    text = _decoded(data, name)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise _refused(name, "unreadable", f"不是能读的 CSV（{error}）", "请用模板重新保存") from None


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-16", *_ENCODINGS) if data.startswith(_UTF16) else _ENCODINGS:
        try:
            text = data.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and is_big5(data):
            raise _refused(name, "unreadable", LOOKS_LIKE_BIG5, "请另存为 UTF-8 的 CSV 或 .xlsx")
        return text
    raise _refused(name, "unreadable", "文字编码认不出", "请另存为 UTF-8 的 CSV 或 .xlsx")


def _text(cell: Any) -> str:
    """A cell as it is read: whole numbers without point, days in ISO form, texts without blanks around."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()[:LONGEST_CELL]


def _lost(cell: Any) -> bool:
    return isinstance(cell, float) and abs(cell) >= _EXACT


def _refused(name: str, code: str, reason: str, advice: str) -> ProblemsFound:
    return ProblemsFound([Problem(code, reason, advice, Place(name))])
