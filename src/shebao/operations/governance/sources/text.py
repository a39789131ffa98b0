"""CSV and text files as they come from other systems: encoding, delimiter and first line found out, mistakes told by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from shebao.fields.encodings import LOOKS_LIKE_BIG5, is_big5
from shebao.operations.governance.sources.partitions import distinct

_MOST_BAD_LINES = 1000
_MOST_HEADER = 1 << 20
_START, _BLOCK = 1 << 16, 1 << 24
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_DELIMITERS = ",\t;|"
_REASONS = {
    "Empty CSV file": "文件里没有行",
    "straddling object straddles": "有一行太长或引号没有结束",
}
"""What the parser says, as it is told."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]


def written(path: Path) -> Form:
    """How a file is written, by its start. Raises OSError, ValueError."""
    if not path.stat().st_size:
        raise ValueError("文件是空的")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as stream:
        start = stream.read(_MOST_HEADER)
    line = start.lstrip("\r\n").splitlines()[0] if start.strip("\r\n\0 ") else ""
    delimiter = max(_DELIMITERS, key=lambda each: (line.count(each), -_DELIMITERS.index(each)))
    try:
        first = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
    except csv.Error:
        raise ValueError("首行不是列名") from None
    return Form(encoding, delimiter, tuple(named(first)))


def named(first: list[str]) -> list[str]:
    """The names of columns by a first line; those without a name are numbered. Raises ValueError."""
    if not any(name.strip() for name in first):
        raise ValueError("首行应为列名，是空的")
    names = [name.strip() or f"（第 {place} 列）" for place, name in enumerate(first, start=1)]
    distinct(names)
    return names


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(_START)
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    if b"\0" in start[:200]:
        raise ValueError("不是文字：开头有 NUL 字节；若是没有标记的 UTF-16，请另存为 UTF-8 的 CSV")
    for encoding in ("utf-8", "gb18030"):
        try:
            start[: start.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and is_big5(start):
            raise ValueError(f"{LOOKS_LIKE_BIG5}；请另存为 UTF-8 的 CSV")
        return encoding
    raise ValueError(f"编码不是 UTF-8、GB18030 或 UTF-16：{_first_bad_line(path, 'utf-8')}；请另存为 UTF-8 的 CSV")


def _first_bad_line(path: Path, encoding: str) -> str:
    """Where a file stops being in an encoding."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                return f"第 {number} 行第 {error.start + 1} 个字节不是 {encoding.upper()}"
    return f"不全是 {encoding.upper()}"


def to_parquet(path: Path, target: Path) -> Iterator[str]:
    """Writes a file as Parquet of text columns; gives what was left out. Raises OSError, ValueError."""
    form = written(path)
    lines: list[str] = []

    def bad(row: Any) -> str:
        if len(lines) < _MOST_BAD_LINES:
            lines.append(f"第 {row.number} 行应有 {row.expected_columns} 列，实有 {row.actual_columns} 列")
        return "skip"

    try:
        reader = pyarrow.csv.open_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(
                encoding="utf8" if form.encoding.startswith("utf-8") else form.encoding,
                use_threads=False,
                block_size=_BLOCK,
                column_names=list(form.names),
                skip_rows_after_names=1,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=form.delimiter, invalid_row_handler=bad, newlines_in_values=True
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(form.names, pa.string()), strings_can_be_null=False
            ),
        )
        with pq.ParquetWriter(target, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
    except UnicodeDecodeError:
        raise ValueError(f"{_first_bad_line(path, form.encoding)}；请另存为 UTF-8 的 CSV") from None
    except pa.ArrowInvalid as error:
        raise ValueError(_told(path, form, error)) from None
    if lines:
        more = f"，共 {len(lines)} 行" if len(lines) > 1 else ""
        yield f"{lines[0]}{more}未读入"


def _told(path: Path, form: Form, error: Exception) -> str:
    said = str(error)
    if "invalid UTF8" in said or "invalid utf8" in said.lower():
        return f"{_first_bad_line(path, 'utf-8')}；请另存为 UTF-8 的 CSV"
    reason = next((told for words, told in _REASONS.items() if words in said), "")
    return reason or f"不是以“{form.delimiter}”分隔的表：{said.splitlines()[0][:150]}"
