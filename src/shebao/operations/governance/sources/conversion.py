"""Other forms as Parquet of text columns, so that every engine reads the same: CSV, XLSX, DuckDB files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from shebao.batch.files import draft, fingerprint, publish
from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.sources.partitions import Problem
from shebao.workbooks import MOST_UNPACKED, NoWorkbook, TooLarge, check_size

_MOST_BAD_LINES = 1000
_MOST_HEADER = 1 << 20


class Converter:
    """Turns files into Parquet in a folder, once for each content; lines that cannot be read become problems."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []

    def parquet(self, path: Path, declared: DeclaredTable, only: bool) -> Iterator[tuple[str, Path]]:
        """The Parquet files for a file, with what to add to its label. Raises OSError, ValueError, pa.ArrowException."""
        if path.suffix in (".parquet", ".pq"):
            yield "", path
        elif path.suffix in (".csv", ".txt"):
            yield "", self._once(path, "csv", lambda target: self._csv(path, target))
        else:
            yield from self._book(path, declared, only)

    def _once(self, path: Path, mark: str, write: Any) -> Path:
        target = self._folder / f"{fingerprint(path)[:32]}-{mark}.parquet"
        if not target.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            before = len(self.problems)
            write(target)
            publish(draft(target), target)
            if len(self.problems) > before:
                target.rename(target.with_suffix(".faulty"))
                return target.with_suffix(".faulty")
        return target

    def _csv(self, path: Path, target: Path) -> None:
        lines: list[str] = []

        def bad(row: Any) -> str:
            if len(lines) < _MOST_BAD_LINES:
                lines.append(f"第 {row.number} 行应有 {row.expected_columns} 列，实有 {row.actual_columns} 列")
            return "skip"

        encoding = _encoding(path)
        names = _header(path, encoding)
        reader = pyarrow.csv.open_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(encoding=encoding, use_threads=False, block_size=1 << 24),
            parse_options=pyarrow.csv.ParseOptions(invalid_row_handler=bad, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
        with pq.ParquetWriter(draft(target), reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
        if lines:
            more = f"，共 {len(lines)} 行" if len(lines) > 1 else ""
            self.problems.append(Problem(path.name, "行", f"{lines[0]}{more}未读入"))

    def _book(self, path: Path, declared: DeclaredTable, only: bool) -> Iterator[tuple[str, Path]]:
        import python_calamine

        if path.stat().st_size > MOST_UNPACKED:
            raise ValueError("工作簿太大，请另存为 CSV 或 Parquet")
        try:
            check_size(path.read_bytes())
        except TooLarge as error:
            raise ValueError(str(error)) from error
        except NoWorkbook:
            raise ValueError("不是 XLSX 工作簿") from None
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = book.sheet_names
        named = path.stem in (declared.name, declared.title) or (only and len(sheets) == 1)
        wanted = sheets[:1] if named else [name for name in sheets if name in (declared.name, declared.title)]
        for number, name in enumerate(wanted):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            label = "" if named else f"[{name}]"
            yield label, self._once(path, f"{declared.name}-{number}", lambda target, rows=rows: _sheet(rows, target))

    def duckdb(self, path: Path, declared: DeclaredTable) -> Path | None:
        """A table of a DuckDB file as Parquet, None where there is none. Raises GovernanceError."""
        target = self._folder / f"{declared.name}.parquet"
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                names = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
                if declared.name not in names:
                    return None
                quoted = str(draft(target)).replace("'", "''")
                connection.execute(f"COPY (FROM \"{declared.name}\") TO '{quoted}' (FORMAT parquet)")
        except duckdb.Error as error:
            raise GovernanceError(f"无法读取 {path}：{str(error).splitlines()[0][:200]}") from error
        publish(draft(target), target)
        return target


def _sheet(rows: list[list[Any]], target: Path) -> None:
    if not rows:
        raise ValueError("工作表是空的")
    names = [str(name).strip() for name in rows[0]]
    if len(set(names)) < len(names):
        raise ValueError("首行的列名重复")
    columns = [[_cell(row[number]) if number < len(row) else "" for row in rows[1:]] for number in range(len(names))]
    pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], names=names), draft(target))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if value is not None else ""


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(1 << 16)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            start[: start.rfind(b"\n") + 1 or None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return "utf8" if encoding == "utf-8-sig" else encoding
    raise ValueError("编码不是 UTF-8 或 GB18030")


def _header(path: Path, encoding: str) -> list[str]:
    with path.open(encoding="utf-8-sig" if encoding == "utf8" else encoding, newline="") as stream:
        try:
            names = next(csv.reader(io.StringIO(stream.read(_MOST_HEADER), newline="")), [])
        except csv.Error:
            raise ValueError("首行不是列名") from None
    if not names or len(set(names)) < len(names):
        raise ValueError("首行应为互不相同的列名")
    return names
