"""Where a batch reads from: a Parquet file, a folder of them, or a table in PostgreSQL; frozen before anything else."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shebao.batch.errors import BatchError
from shebao.batch.files import copy_with_fingerprint, draft, fingerprint, publish
from shebao.batch.plan import in_order

_POSTGRESQL = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A copy of an input that nobody changes any more: its rows, the SHA-256 of what was read and of the copy."""

    name: str
    path: Path
    sha256: str
    copy: str
    rows: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """An input that a job needs: its name, the columns to check, the column that orders it."""

    name: str
    schema: pa.Schema
    key: str


def freeze(location: str, inputs: Sequence[Wanted], folder: Path) -> tuple[Frozen, ...]:
    """Copies the inputs of `location` into `folder`, in order of their keys; checks their columns.

    Raises BatchError where one is absent or unreadable, a column is missing or of another type.
    """
    targets = [folder / f"{wanted.name}.parquet" for wanted in inputs]
    if location.startswith(_POSTGRESQL):
        _export(location, inputs, targets)
        hashes = [fingerprint(target) for target in targets]
    else:
        hashes = [_copy(Path(location), wanted, target) for wanted, target in zip(inputs, targets, strict=True)]
    return tuple(_settle(*each) for each in zip(inputs, targets, hashes, strict=True))


def _settle(wanted: Wanted, target: Path, sha256: str) -> Frozen:
    copy = sha256
    try:
        if not in_order(target, wanted.key):
            _put_in_order(target, wanted.key)
            copy = fingerprint(target)
    except (pa.ArrowException, OSError, duckdb.Error) as error:
        raise BatchError(f"输入 {wanted.name} 无法读完：{_first_line(error)}") from error
    return Frozen(wanted.name, target, sha256, copy, pq.read_metadata(target).num_rows)


def _parquet_files(location: Path, name: str) -> list[Path]:
    if location.is_file():
        return [location]
    for candidate in (location / f"{name}.parquet", location / name, location):
        if candidate.is_file():
            return [candidate]
        files = sorted(candidate.glob("*.parquet")) if candidate.is_dir() else []
        if files and not (candidate == location and len({_stem(file) for file in files}) > 1):
            return files
    raise BatchError(
        f"在 {location} 找不到输入“{name}”：应为 Parquet 文件、含 {name}.parquet 的目录，或 PostgreSQL 地址"
    )


def _stem(file: Path) -> str:
    return file.stem.rstrip("0123456789").rstrip("-_")


def _copy(location: Path, wanted: Wanted, target: Path) -> str:
    files, schema = _parquet_files(location, wanted.name), wanted.schema
    for file in files:
        check_columns(_schema(file), schema, f"{wanted.name}（{file.name}）")
    if len(files) == 1:
        return copy_with_fingerprint(files[0], target)
    try:
        _join(files, target, schema)
    except (pa.ArrowException, OSError) as error:
        raise BatchError(f"输入 {wanted.name} 无法读完：{_first_line(error)}") from error
    return fingerprint(target)


def _join(files: list[Path], target: Path, schema: pa.Schema) -> None:
    columns = schema.names
    with pq.ParquetWriter(draft(target), schema) as writer:
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches(columns=columns):
                writer.write_batch(batch.select(columns).cast(schema))
    publish(draft(target), target)


def _schema(file: Path) -> pa.Schema:
    try:
        return pq.read_schema(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise BatchError(f"{file} 不是可读的 Parquet 文件：{str(error).splitlines()[0]}") from error


def check_columns(found: pa.Schema, wanted: pa.Schema, where: str) -> None:
    """Raises BatchError with the column and what it should be; amounts in floating point are refused."""
    for field in wanted:
        position = found.get_field_index(field.name)
        if position < 0:
            raise BatchError(f"{where} 缺少列 {field.name}；应有 {'、'.join(wanted.names)}")
        kind = found.field(position).type
        if not _compatible(kind, field.type):
            raise BatchError(f"{where} 的列 {field.name} 应为 {_kind_name(field.type)}，实为 {kind}")


def _compatible(kind: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _compatible(kind.value_type, wanted)
    if wanted == pa.int64():
        return bool(pa.types.is_integer(kind)) and kind != pa.uint64()
    if wanted == pa.date32():
        return bool(pa.types.is_date(kind))
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _kind_name(kind: pa.DataType) -> str:
    return {pa.int64(): "整数（金额以分为单位）", pa.date32(): "日期"}.get(kind, "文字")


def _put_in_order(target: Path, key: str) -> None:
    """Rewrites a frozen file sorted by its key; sorted outside of memory where it is large."""
    source, sorted_copy = (str(path).replace("'", "''") for path in (target, draft(target)))
    with tempfile.TemporaryDirectory(dir=target.parent) as spill, duckdb.connect(":memory:") as connection:
        connection.execute("SET memory_limit = '1GB'; SET enable_progress_bar = false")
        connection.execute("SET temp_directory = '" + spill.replace("'", "''") + "'")
        connection.execute(
            f"COPY (SELECT * FROM read_parquet('{source}') ORDER BY \"{key}\" NULLS FIRST) "
            f"TO '{sorted_copy}' (FORMAT parquet, ROW_GROUP_SIZE 131072)"
        )
    publish(draft(target), target)


def _export(location: str, inputs: Sequence[Wanted], targets: Sequence[Path]) -> None:
    """Reads tables of PostgreSQL, all in one snapshot, into Parquet."""
    import adbc_driver_postgresql.dbapi as postgresql

    try:
        with postgresql.connect(location) as connection, connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for wanted, target in zip(inputs, targets, strict=True):
                _export_table(cursor, wanted, target)
    except postgresql.Error as error:
        raise BatchError(f"无法从 PostgreSQL 读取：{_first_line(error)}") from error


def _export_table(cursor: Any, wanted: Wanted, target: Path) -> None:
    columns = ", ".join(f'"{column}"' for column in wanted.schema.names)
    cursor.execute(f'SELECT {columns} FROM "{wanted.name}" ORDER BY "{wanted.key}"')
    reader = cursor.fetch_record_batch()
    check_columns(reader.schema, wanted.schema, f"数据表 {wanted.name}")
    with pq.ParquetWriter(draft(target), wanted.schema) as writer:
        for batch in reader:
            writer.write_table(_cast(pa.Table.from_batches([batch]), wanted.schema))
    publish(draft(target), target)


def _cast(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return pa.table([pc.cast(table.column(field.name), field.type) for field in schema], schema=schema)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
