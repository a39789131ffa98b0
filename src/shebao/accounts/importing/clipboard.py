"""Cells separated by tabs, as spreadsheets put them on the clipboard and some programs into files, as a CSV of the sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

from shebao.accounts.importing.entries import SheetKind
from shebao.accounts.importing.schema import match_headers
from shebao.accounts.importing.written import as_utf8, separator_of

_MOST_COLUMNS = 100


class NoTable(Exception):
    """The text is no table; the message says in Chinese why and what to do."""


def pasted(kind: SheetKind, text: str, hidden: Collection[str] = ()) -> bytes:
    """Cells copied from a spreadsheet as a CSV of the sheet; the header row may be among them or not. Without it the columns are
    those that are shown; rows that are wider have the `hidden` ones too. Raises NoTable."""
    try:
        rows = list(csv.reader(text.replace("\x00", "").splitlines(), delimiter="\t"))
    except csv.Error:
        raise NoTable("有一格的内容太长，多半是多了或少了一个引号；请检查后重新粘贴。") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    shown = [column.label for column in kind.columns if column.key not in hidden]
    everything = [column.label for column in kind.columns]
    headers = shown if not rows or len(rows[0]) <= len(shown) else everything
    if not rows or not match_headers(rows[0], kind.columns, {}):
        rows.insert(0, headers)
    width = len(rows[0])
    if width > _MOST_COLUMNS:
        raise NoTable(f"表头有 {width} 列，超过 {_MOST_COLUMNS} 列；请只选需要的列再粘贴。")
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([(row + [""] * width)[:width] for row in rows])
    return out.getvalue().encode()


def as_csv(kind: SheetKind, data: bytes) -> bytes:
    """A text file as CSV: tabs become commas, UTF-16 becomes UTF-8; what is no table is left as it is."""
    data = as_utf8(data).replace(b"\x00", b"")
    if separator_of(data.partition(b"\n")[0].decode("utf-8", "replace")) == ",":
        return data
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pasted(kind, data.decode(encoding))
        except UnicodeDecodeError:
            continue
        except NoTable:
            break
    return data
