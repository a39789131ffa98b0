"""A table of an export: its columns in order, one statement, its key; and how instants and numbers of rows are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, the statement that gives them, the columns that are its key."""

    name: str
    columns: dict[str, pa.DataType]
    statement: str
    key: Sequence[str]


def instant(column: str) -> str:
    """An instant as an export writes it."""
    return f"""to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"')"""


def row(column: str) -> str:
    """The number of a row, as text that sorts as numbers do."""
    return f"lpad({column}::text, 12, '0')"
