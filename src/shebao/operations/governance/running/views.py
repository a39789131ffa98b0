"""Files as the declared types: the SELECT that an engine puts before every pass, in the dialect of each engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from shebao.operations.governance.context import SEPARATOR
from shebao.operations.governance.declared import ColumnType
from shebao.operations.governance.sources.partitions import Partition

_DATE = "^([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})$"
_MONTH = "^[0-9]{4}-?(0[1-9]|1[0-2])$"
_INTEGER = "^[+-]?[0-9]{1,18}$"
_MONEY = "^[+-]?[0-9]{1,15}([.][0-9]{1,2})?$"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine writes what the views need."""

    quote: str
    text: str
    matches: str
    groups: str

    def name(self, column: str) -> str:
        """A quoted name."""
        return self.quote + column.replace(self.quote, self.quote * 2) + self.quote


DUCKDB = Dialect('"', "VARCHAR", "regexp_matches({0}, '{1}')", r"\1-\2-\3")
SPARK = Dialect("`", "STRING", "({0} RLIKE '{1}')", "$1-$2-$3")


@dataclass(frozen=True, slots=True)
class View:
    """The columns of a table that a pass reads, those of which it asks whether they can be read, and bounds on one."""

    name: str
    columns: Collection[tuple[str, ColumnType]]
    casts: Collection[str] = ()
    bound: tuple[str, int | None, int | None] | None = None

    def within(self, bound: tuple[str, int | None, int | None] | None) -> View:
        """The same, of which only rows within bounds are read."""
        return replace(self, bound=bound)


def selection(view: View, partition: Partition, relation: str, dialect: Dialect) -> str:
    """The SELECT over the files of partitions alike."""
    parts = []
    for name, type in view.columns:
        source = dialect.name(partition.names[name])
        value = converted(source, partition.types[name], type, dialect)
        parts.append(f"{value} AS {dialect.name(name)}")
        if name in view.casts:
            readable = _readable(source, value, partition.types[name], type)
            parts.append(f"{readable} AS {dialect.name(f'ok{SEPARATOR}{name}')}")
    condition = ""
    if view.bound:
        name, low, high = view.bound
        condition = _within(dialect.name(partition.names[name]), low, high)
    return f"SELECT {', '.join(parts) or '1 AS one'} FROM {relation}{condition}"


def _within(column: str, low: int | None, high: int | None) -> str:
    ends = [f"{column} >= {low}"] if low is not None else []
    ends += [f"{column} < {high}"] if high is not None else []
    if not ends:
        return ""
    condition = " AND ".join(ends)
    return f" WHERE {condition}" if low is not None else f" WHERE ({condition} OR {column} IS NULL)"


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def converted(source: str, kind: Any, type: ColumnType, dialect: Dialect) -> str:
    """The expression for a column of a file as its declared type; empty text and what cannot be read are NULL."""
    if type is ColumnType.TEXT:
        return f"NULLIF({source}, '')" if _is_text(kind) else f"CAST({source} AS {dialect.text})"
    if _is_text(kind):
        return _from_text(f"TRIM({source})", type, dialect)
    if type is ColumnType.DATE:
        if pa.types.is_integer(kind):
            return _from_text(f"CAST({source} AS {dialect.text})", type, dialect)
        return f"CAST({source} AS DATE)"
    if type is ColumnType.MONTH and pa.types.is_date(kind):
        return f"CAST(YEAR({source}) * 100 + MONTH({source}) AS BIGINT)"
    if type is ColumnType.MONEY and pa.types.is_decimal(kind):
        return f"CAST({source} * 100 AS BIGINT)"
    return f"CAST({source} AS BIGINT)"


def _from_text(text: str, type: ColumnType, dialect: Dialect) -> str:
    form, value = {
        ColumnType.DATE: (_DATE, f"TRY_CAST(REGEXP_REPLACE({text}, '{_DATE}', '{dialect.groups}') AS DATE)"),
        ColumnType.MONTH: (_MONTH, f"CAST(REPLACE({text}, '-', '') AS BIGINT)"),
        ColumnType.INTEGER: (_INTEGER, f"CAST({text} AS BIGINT)"),
        ColumnType.MONEY: (_MONEY, f"CAST(CAST({text} AS DECIMAL(18, 2)) * 100 AS BIGINT)"),
    }[type]
    return f"CASE WHEN {dialect.matches.format(text, form)} THEN {value} END"


def _readable(source: str, value: str, kind: Any, type: ColumnType) -> str:
    if type is ColumnType.TEXT or not (_is_text(kind) or (type is ColumnType.DATE and pa.types.is_integer(kind))):
        return "TRUE"
    if _is_text(kind):
        return f"({source} IS NULL OR TRIM({source}) = '' OR {value} IS NOT NULL)"
    return f"({source} IS NULL OR {value} IS NOT NULL)"
