"""Statements frozen as Parquet inputs of column jobs: all of one instant, by COPY, some rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.db import connection, transaction

from shebao.batch.task import arrow_type
from shebao.fields.field import Field
from shebao.server.operations.records.reading import known_up_to
from shebao.server.platform.database.joining import whole_tables

_BLOCK = 8 * 1024 * 1024


def freeze_rows(wanted: Iterable[tuple[str, Mapping[str, Any], Sequence[Field], Path]]) -> datetime:
    """Writes what each statement gives with its values, in columns as declared, into a file; the instant up to which everything in
    them was known. Raises OSError."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # of one instant, whoever works meanwhile
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        known = known_up_to()
        for statement, values, columns, target in wanted:
            rows = target.with_suffix(".csv")
            _copied(statement, values, rows)
            _converted(rows, columns, target)
    return known


def _copied(statement: str, values: Mapping[str, Any], file: Path) -> None:
    with (
        whole_tables(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", values) as copy,
        file.open("wb") as stream,
    ):
        for block in copy:
            stream.write(block)


def _converted(rows: Path, columns: Sequence[Field], target: Path) -> None:
    types = {each.key: arrow_type(each) for each in columns}
    with pq.ParquetWriter(target, pa.schema(list(types.items())), compression="zstd") as writer:
        if rows.stat().st_size:
            reader = pc.open_csv(
                rows,
                read_options=pc.ReadOptions(block_size=_BLOCK, column_names=list(types)),
                convert_options=pc.ConvertOptions(
                    column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
                ),
            )
            for batch in reader:
                writer.write_batch(batch)
    rows.unlink()
