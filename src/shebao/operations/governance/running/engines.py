"""Where checks are computed: DuckDB in this process, out of core in bounded memory, or Spark on one machine or many."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from shebao.batch.engines import duckdb_division, exactly
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.engine import BATCH, Engine, failure, union
from shebao.operations.governance.running.spark import Spark
from shebao.operations.governance.running.views import DUCKDB, View
from shebao.operations.governance.sources.partitions import Partition
from shebao.operations.linking.scoring import Backend, OnDuckDB

ENGINES = ("duckdb", "spark")


class DuckDB:
    """DuckDB in this process; what does not fit the memory spills into a folder."""

    name = "duckdb"

    def __init__(self, spill: Path, memory_megabytes: int, threads: int | None = None) -> None:
        self._connection = duckdb.connect(":memory:")
        quoted = str(spill).replace("'", "''")
        for setting in (
            f"memory_limit = '{memory_megabytes}MB'",
            f"threads = {threads or os.cpu_count() or 1}",
            f"temp_directory = '{quoted}'",
            "preserve_insertion_order = false",
            "enable_progress_bar = false",
        ):
            self._connection.execute(f"SET {setting}")

    def compile(self, expression: Any) -> str:
        return str(ibis.to_sql(exactly(expression, duckdb_division), dialect="duckdb"))

    def show(self, view: View, partitions: Sequence[Partition]) -> None:
        def relation(group: list[Partition]) -> str:
            paths = ", ".join("'" + str(each.path).replace("'", "''") + "'" for each in group)
            return f"read_parquet([{paths}])"

        statement = union(view, partitions, DUCKDB, relation)
        try:
            self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{view.name}" AS {statement}')
        except duckdb.Error as error:
            raise failure(error) from error

    def stream(self, statement: str) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._connection.execute(statement).to_arrow_reader(BATCH)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise failure(error) from error

    def probe(self, partition: Partition, column: str) -> str | None:
        path = str(partition.path).replace("'", "''")
        try:
            self._connection.execute(
                f"SELECT max(hash({DUCKDB.name(partition.names[column])})) FROM read_parquet('{path}')"
            )
        except duckdb.Error as error:
            return str(failure(error))
        return None

    def splink(self, people: int) -> Backend | None:
        return OnDuckDB(self._connection)

    def close(self) -> None:
        self._connection.close()


def start_engine(
    name: str, spill: Path, memory_megabytes: int, threads: int | None = None, master: str | None = None
) -> Engine:
    """The engine of that name. Raises GovernanceError where it is unknown or cannot start."""
    if name == "duckdb":
        if master is not None:
            raise GovernanceError("--master 只用于 --engine spark")
        return DuckDB(spill, memory_megabytes, threads)
    if name == "spark":
        return Spark(master, spill, memory_megabytes, threads)
    raise GovernanceError(f"没有名为“{name}”的计算引擎，可用：{'、'.join(ENGINES)}")
