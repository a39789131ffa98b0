"""CSV and XLSX sheets as coded columns of text, each row with the number a person sees."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shebao.accounts.importing.headers import first_record
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.importing.schema import lacking, match_headers
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.workbook import hidden_sheets, workbook_sheets
from shebao.accounts.importing.writing import one_amount, visible
from shebao.accounts.importing.written import as_utf8, separator_of
from shebao.accounts.ledger import Coded, Codes
from shebao.fields.encodings import LOOKS_LIKE_BIG5, is_big5
from shebao.fields.field import Field
from shebao.fields.problem import Problem

if TYPE_CHECKING:
    import pyarrow as pa

_BOM = b"\xef\xbb\xbf"
_FIRST = 1 << 16
_GUARDED = re.compile(r"'[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text columns of one sheet by column id; `row` numbers the rows as a person counts them, `ids` are those of the
    lines where their source has ids. Blank rows are left out."""

    file: str
    name: str
    row: Codes
    columns: Mapping[str, Coded]
    ids: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.row)


def sheet_of(
    file: str, name: str, first_row: int, columns: Mapping[str, Coded], ids: NDArray[np.int64] | None = None
) -> Sheet:
    """A sheet of text columns, the first of whose rows a person counts as `first_row`."""
    columns = {key: _without_guard(column) for key, column in columns.items()}
    rows = len(next(iter(columns.values())).codes)
    row = np.arange(first_row, first_row + rows, dtype=np.int32)
    blank = np.ones(rows, np.bool_)
    for column in columns.values():
        if not blank.any():
            break
        blank &= column.where(lambda text: not text or text.isspace())
    if blank.any():
        columns = {key: Coded(column.values, column.codes[~blank]) for key, column in columns.items()}
        row = row[~blank]
        ids = None if ids is None else ids[~blank]
    return Sheet(file, name, row, columns, ids)


def _without_guard(column: Coded) -> Coded:
    """The column without the apostrophes that our exports write before texts which a spreadsheet would run as formulas, and
    without invisible marks."""
    if not any(_GUARDED.match(text) or not text.isascii() for text in column.values):
        return column
    shown = [visible(text) for text in column.values]
    return Coded([text[1:] if _GUARDED.match(text) else text for text in shown], column.codes)


def read_sheets(file: SheetFile, columns: Sequence[Field], mapping: Mapping[str, str]) -> Iterator[Sheet]:
    """The sheets of a CSV or XLSX file that have the columns. Raises ImportRejected where none has, or one is unreadable."""
    if file.is_csv:
        yield _from_csv(file, columns, mapping)
        return
    found = False
    for table in workbook_sheets(file, columns, mapping):
        found = True
        yield sheet_of(file.name, table.name, table.first_row, one_amount(table.columns))
    if not found:
        names = "、".join(column.label for column in columns if column.required)
        hidden = hidden_sheets(file)
        told = f"（隐藏的工作表 {'、'.join(hidden)} 不读取）" if hidden else ""
        advice = "请用 shebao accounts template 生成的模板，或在 accounts.yaml 的 columns 中写明列名对照"
        raise ImportRejected([rejected("no_sheet", f"没有一张工作表有这些列：{names}{told}", advice, file=file.name)])


def _from_csv(file: SheetFile, columns: Sequence[Field], mapping: Mapping[str, str]) -> Sheet:
    raw = as_utf8(file.data)
    try:
        return _parsed(file, raw, columns, mapping)
    except _NotUtf8:
        pass
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError as problem:
        row = raw.count(b"\n", 0, problem.start) + 1
        advice = "请另存为 UTF-8 编码的 CSV"
        reason = "文字编码不是 UTF-8 或 GB18030"
        raise ImportRejected([rejected("encoding", reason, advice, file=file.name, row=row)]) from None
    if is_big5(raw):
        raise ImportRejected([rejected("encoding", LOOKS_LIKE_BIG5, "请另存为 UTF-8 编码的 CSV", file=file.name)])
    return _parsed(file, text.encode(), columns, mapping)


class _NotUtf8(Exception):
    pass


def _parsed(file: SheetFile, data: bytes, columns: Sequence[Field], mapping: Mapping[str, str]) -> Sheet:
    import pyarrow as pa  # big, and loaded where a file is read
    import pyarrow.csv

    header, lines = _header(data)
    positions = _positions(file.name, header, columns, mapping)
    text = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pa.csv.read_csv(
            io.BytesIO(data),
            parse_options=pa.csv.ParseOptions(delimiter=_between(data), newlines_in_values=b'"' in data),
            read_options=pa.csv.ReadOptions(
                column_names=[str(i) for i in range(len(header))], skip_rows=lines, block_size=1 << 22
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types={str(i): text for i in range(len(header))},
                include_columns=[str(i) for i in positions.values()],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as problem:
        if "UTF8" in str(problem):
            raise _NotUtf8 from None
        if "Empty CSV" in str(problem):
            return sheet_of(file.name, "", 2, {column: Coded((), np.zeros(0, np.int32)) for column in positions})
        found = re.search(r"Row #(\d+)", str(problem))
        row = int(found[1]) if found else 0
        reason, advice = "这一行的列数与表头不同", "请检查逗号和引号"
        raise ImportRejected([rejected("row_width", reason, advice, file=file.name, row=row)]) from None
    read = {column: _coded(table.column(str(i))) for column, i in positions.items()}
    return sheet_of(file.name, "", 2, one_amount(read))


def _coded(column: pa.ChunkedArray) -> Coded:
    import pyarrow as pa

    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        if not whole.num_chunks:
            return Coded((), np.zeros(0, np.int32))
        whole = whole.chunk(0)
    return Coded(whole.dictionary.to_pylist(), _numbers(whole.indices))


def _numbers(indices: pa.Int32Array) -> np.ndarray:
    """The indices as they lie in memory: asking pyarrow for them would import pandas."""
    if not len(indices):
        return np.zeros(0, np.int32)
    return np.frombuffer(indices.buffers()[1], np.int32, len(indices), 4 * indices.offset)


def _between(data: bytes) -> str:
    return separator_of(data.partition(b"\n")[0].decode("utf-8", "replace"))


def _header(data: bytes) -> tuple[list[str], int]:
    """The cells of the header and the lines that it takes. Raises _NotUtf8."""
    first = data[:_FIRST].removeprefix(_BOM)
    try:
        text = first.decode() if len(data) <= _FIRST else first[: first.rfind(b"\n") + 1].decode()
    except UnicodeDecodeError:
        raise _NotUtf8 from None
    return first_record(text)


def _positions(
    file: str, header: Sequence[str], columns: Sequence[Field], mapping: Mapping[str, str]
) -> dict[str, int]:
    positions = match_headers(header, columns, mapping)
    missing = lacking(positions, columns)
    if missing:
        raise ImportRejected([missing_column(file, "", 1, column, header) for column in missing])
    return positions


def missing_column(file: str, sheet: str, row: int, column: Field, header: Sequence[str]) -> Problem:
    """The reject of a sheet without a required column; says so where it has the amount in another unit."""
    names = f"可用的列名：{'、'.join((column.label, *column.spellings))}"
    if column.key == "amount":
        other = next((name for name in header if "万元" in name), "")
        if other:
            reason, advice = "金额以万元为单位", "请换算为元，列名写“金额（元）”"
            return rejected("amount_in_wan", reason, advice, file=file, sheet=sheet, row=row, column=other)
    return rejected("no_column", "缺少这一列", names, file=file, sheet=sheet, row=row, column=column.label)
