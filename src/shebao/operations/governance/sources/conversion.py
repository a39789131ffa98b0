"""Other forms as Parquet of text columns, so that every engine reads the same: CSV, XLSX, DuckDB files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from shebao.batch.files import draft, fingerprint, publish
from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.sources.partitions import Problem
from shebao.operations.governance.sources.text import named, to_parquet
from shebao.workbooks import MOST_UNPACKED, NoWorkbook, TooLarge, check_size

_TABLES = "SELECT table_schema, table_name FROM information_schema.tables ORDER BY table_schema <> 'main', 1, 2"


class Converter:
    """Turns files into Parquet in a folder, once for each content; lines that cannot be read become problems."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []

    def parquet(self, path: Path, declared: DeclaredTable, only: bool) -> Iterator[tuple[str, Path]]:
        """The Parquet files for a file, with what to add to its label. Raises OSError, ValueError, pa.ArrowException."""
        if path.suffix.lower() in (".parquet", ".pq"):
            yield "", path
        elif path.suffix.lower() in (".csv", ".txt"):
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
        for left_out in to_parquet(path, draft(target)):
            self.problems.append(Problem(path.name, "行", left_out))

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
        titles = (declared.name.casefold(), declared.title.casefold())
        named = path.stem.casefold() in titles or (only and len(sheets) == 1)
        wanted = sheets[:1] if named else [name for name in sheets if name.strip().casefold() in titles]
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
                found = _named(connection.execute(_TABLES).fetchall(), declared)
                if not found:
                    return None
                relation = ".".join('"' + part.replace('"', '""') + '"' for part in found)
                quoted = str(draft(target)).replace("'", "''")
                connection.execute(f"COPY (FROM {relation}) TO '{quoted}' (FORMAT parquet)")
        except duckdb.Error as error:
            raise GovernanceError(f"无法读取 {path}：{str(error).splitlines()[0][:200]}") from error
        publish_changed(target)
        return target


def _named(tables: list[tuple[str, str]], declared: DeclaredTable) -> tuple[str, str] | None:
    """A table or view by its name, in any case, or its title; the schema main first."""
    wanted = (declared.name.casefold(), declared.title.casefold())
    return next((each for name in wanted for each in tables if each[1].casefold() == name), None)


def publish_changed(target: Path) -> None:
    """Gives what was exported its name, but for the same content keeps the file of before: a run that was interrupted, or
    that follows an earlier one, then knows that nothing changed. Raises OSError."""
    if target.exists() and fingerprint(target) == fingerprint(draft(target)):
        draft(target).unlink()
    else:
        publish(draft(target), target)


def _sheet(rows: list[list[Any]], target: Path) -> None:
    if not rows:
        raise ValueError("工作表是空的")
    names = named([str(name) for name in rows[0]])
    columns = [[_cell(row[number]) if number < len(row) else "" for row in rows[1:]] for number in range(len(names))]
    pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], names=names), draft(target))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return str(value) if value is not None else ""
