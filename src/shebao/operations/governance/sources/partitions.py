"""One file of a table: what it holds by its footer, and by what it is known not to have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shebao.operations.governance.declared import ColumnType, DeclaredTable


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or checked: where, which column or check, why."""

    where: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}：{self.key}：{self.reason}"


@dataclass(frozen=True, slots=True)
class Partition:
    """A Parquet file of a table. `names` maps declared columns to the file's; `by` is the column by which the table
    is divided and `low`, `high` bound it, where the file tells."""

    table: str
    label: str
    path: Path
    rows: int
    fingerprint: str
    types: Mapping[str, Any]
    names: Mapping[str, str]
    sizes: Mapping[str, int]
    by: str | None = None
    low: int | None = None
    high: int | None = None

    def bytes_of(self, columns: frozenset[str]) -> int:
        """How many bytes of the file hold these declared columns."""
        return sum(self.sizes.get(self.names.get(name, ""), 0) for name in columns)


def open_partition(declared: DeclaredTable, label: str, path: Path) -> Partition:
    """What the footer of a Parquet file says. Raises OSError, ValueError, pa.ArrowException where it cannot be read."""
    with pq.ParquetFile(path) as file:
        metadata, schema = file.metadata, file.schema_arrow
        distinct(schema.names)
        low, high = _range(declared, metadata, _names(declared, schema))
    names = _names(declared, schema)
    sizes: dict[str, int] = {}
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            sizes[column.path_in_schema] = sizes.get(column.path_in_schema, 0) + column.total_compressed_size
    types = {name: schema.field(physical).type for name, physical in names.items()}
    by = declared.partition if low is not None else None
    return Partition(
        declared.name, label, path, metadata.num_rows, _fingerprint(path), types, names, sizes, by, low, high
    )


def distinct(names: Sequence[str]) -> None:
    """Raises ValueError where two columns have one name but for case: engines would read different ones."""
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise ValueError(f"列名重复（不论大小写）：{seen[name.casefold()][:50]}、{name[:50]}，无法知道该读哪一列")
        seen[name.casefold()] = name


def _names(declared: DeclaredTable, schema: pa.Schema) -> dict[str, str]:
    """Declared columns by name, by name in other case, or by title."""
    folded = {name.casefold(): name for name in reversed(schema.names)}
    found = {}
    for name, column in declared.columns.items():
        for candidate in (name, folded.get(name.casefold()), column.title):
            if candidate in schema.names:
                found[name] = str(candidate)
                break
    return found


def _range(declared: DeclaredTable, metadata: Any, names: Mapping[str, str]) -> tuple[int | None, int | None]:
    physical = names.get(declared.partition or "")
    if physical is None:
        return None, None
    lows, highs = [], []
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            if column.path_in_schema == physical and column.num_values:
                statistics = column.statistics
                if statistics is None or not statistics.has_min_max or not isinstance(statistics.min, int):
                    return None, None
                lows.append(statistics.min)
                highs.append(statistics.max)
    return (min(lows), max(highs)) if lows else (None, None)


_TAIL = 8


def _fingerprint(path: Path) -> str:
    """Size, time of change and footer: reading 18 GB to learn that nothing changed would cost as much as checking."""
    status = path.stat()
    with path.open("rb") as stream:
        stream.seek(-_TAIL, 2)
        length = int.from_bytes(stream.read(4), "little")
        stream.seek(-min(length + _TAIL, status.st_size), 2)
        footer = stream.read(length)
    marks = f"{status.st_size} {status.st_mtime_ns} ".encode()
    return hashlib.sha256(marks + footer).hexdigest()[:32]


def misfit(kind: Any, type: ColumnType) -> bool:
    """Whether a file's column cannot stand for a declared type: fractions, nested values, bytes."""
    if pa.types.is_dictionary(kind):
        return misfit(kind.value_type, type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return False
    whole = pa.types.is_integer(kind) and kind != pa.uint64()
    if type is ColumnType.TEXT:
        return not (whole or pa.types.is_date(kind) or pa.types.is_decimal(kind))
    if type is ColumnType.DATE:
        return not (pa.types.is_date(kind) or pa.types.is_timestamp(kind) or whole)
    if type is ColumnType.MONTH:
        return not (whole or pa.types.is_date(kind) or _decimal(kind, 0))
    return not (whole or _decimal(kind, 2 if type is ColumnType.MONEY else 0))


def _decimal(kind: Any, scale: int) -> bool:
    return bool(pa.types.is_decimal(kind)) and kind.scale <= scale and kind.precision <= 18
