"""CSV and XLSX sheets as columns of text, each row with the number a person sees."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.accounts.importing.schema import Column, match_headers

_ENCODINGS = ("utf-8-sig", "gb18030")
_HEADER_SEARCH = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text columns of one sheet by column id; row i of the columns is row `first_row + i` of the sheet."""

    file: str
    name: str
    first_row: int
    columns: Mapping[str, pa.Array]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0


def read_sheets(path: Path, columns: Sequence[Column], mapping: Mapping[str, str]) -> Iterator[Sheet]:
    """The sheets of a CSV or XLSX file that have the columns. Raises ImportRejected where none has, or one is unreadable."""
    if path.suffix.lower() == ".csv":
        yield _from_csv(path, columns, mapping)
        return
    found = list(_from_workbook(path, columns, mapping))
    if not found:
        names = "、".join(column.header for column in columns if column.required)
        raise ImportRejected(
            [
                Reject(
                    path.name,
                    "",
                    0,
                    "",
                    "",
                    f"没有一张工作表有这些列：{names}",
                    "请用 shebao accounts template 生成的模板",
                )
            ]
        )
    yield from found


def _from_csv(path: Path, columns: Sequence[Column], mapping: Mapping[str, str]) -> Sheet:
    raw = path.read_bytes()
    data = _utf8(raw, path)
    header = _first_line(data)
    positions = _positions(path.name, "", 1, header, columns, mapping)
    try:
        table = pa.csv.read_csv(
            io.BytesIO(data),
            parse_options=pa.csv.ParseOptions(newlines_in_values=True),
            read_options=pa.csv.ReadOptions(column_names=[str(i) for i in range(len(header))], skip_rows=1),
            convert_options=pa.csv.ConvertOptions(
                column_types={str(i): pa.string() for i in range(len(header))},
                include_columns=[str(i) for i in positions.values()],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as problem:
        row = re.search(r"Row #(\d+)", str(problem))
        raise ImportRejected(
            [Reject(path.name, "", int(row[1]) if row else 0, "", "", "这一行的列数与表头不同", "请检查逗号和引号")]
        ) from None
    return Sheet(path.name, "", 2, {column: _combined(table.column(str(i))) for column, i in positions.items()})


def _combined(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _utf8(raw: bytes, path: Path) -> bytes:
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.encode()
    raise ImportRejected(
        [Reject(path.name, "", 0, "", "", "文字编码不是 UTF-8 或 GB18030", "请另存为 UTF-8 编码的 CSV")]
    )


def _first_line(data: bytes) -> list[str]:
    import csv

    line = data.split(b"\n", 1)[0].decode().strip("\r")
    return next(csv.reader([line]), [])


def _positions(
    file: str, sheet: str, row: int, header: Sequence[str], columns: Sequence[Column], mapping: Mapping[str, str]
) -> dict[str, int]:
    positions = match_headers(header, columns, mapping)
    missing = [column for column in columns if column.required and column.id not in positions]
    if missing:
        raise ImportRejected(
            [
                Reject(
                    file,
                    sheet,
                    row,
                    column.header,
                    "",
                    "缺少这一列",
                    f"可用的列名：{'、'.join((column.header, *column.aliases))}",
                )
                for column in missing
            ]
        )
    return positions


def _from_workbook(path: Path, columns: Sequence[Column], mapping: Mapping[str, str]) -> Iterator[Sheet]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except Exception:
        raise ImportRejected(
            [Reject(path.name, "", 0, "", "", "不是能读的 XLSX 工作簿", "加密或损坏的文件请在表格程序中另存后再导入")]
        ) from None
    required = {column.id for column in columns if column.required}
    for name in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        at = _header_row(rows, columns, mapping, required)
        if at is None:
            continue
        positions = match_headers([_text(cell) for cell in rows[at]], columns, mapping)
        body = rows[at + 1 :]
        yield Sheet(
            path.name,
            name,
            at + 2,
            {
                column: pa.array([_text(row[i]) if i < len(row) else "" for row in body])
                for column, i in positions.items()
            },
        )


def _header_row(
    rows: Sequence[Sequence[Any]], columns: Sequence[Column], mapping: Mapping[str, str], required: set[str]
) -> int | None:
    for at, row in enumerate(rows[:_HEADER_SEARCH]):
        if required <= set(match_headers([_text(cell) for cell in row], columns, mapping)):
            return at
    return None


def _text(cell: Any) -> str:
    """A cell as a person reads it: dates in ISO form, whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
