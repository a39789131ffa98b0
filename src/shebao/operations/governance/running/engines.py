"""Where checks are computed: DuckDB in this process, out of core in bounded memory, or Spark on one machine or many."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa

from shebao.batch.engines import duckdb_division, exactly
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.views import DUCKDB, Dialect, View, selection
from shebao.operations.governance.sources.partitions import Partition
from shebao.operations.linking.scoring import Backend, OnDuckDB

ENGINES = ("duckdb", "spark")
BATCH = 65_536


class EngineError(Exception):
    """One statement failed; the first line of the engine's reason."""


class EngineGoneError(GovernanceError):
    """The engine has ended and can run nothing more."""


class DiskFull(OSError):
    """The disk that the engine spills to, or that results are written to, has no room left."""


class Engine(Protocol):
    """Compiles expressions and runs them over files."""

    name: str

    def compile(self, expression: Any) -> str:
        """The statement of an expression over tables named like views."""

    def show(self, view: View, partitions: Sequence[Partition]) -> None:
        """Makes files readable under the name of a view."""

    def stream(self, statement: str) -> Iterator[pa.RecordBatch]:
        """The rows of a statement. Raises EngineError."""

    def probe(self, partition: Partition, column: str) -> str | None:
        """Why a column of a file cannot be read to its end, None where it can."""

    def splink(self, people: int) -> Backend | None:
        """Where Splink compares so many people; None for a DuckDB of its own on the machine that drives the run."""

    def close(self) -> None:
        """Frees what the engine holds."""


_NO_ROOM = ("No space left", "max_temp_directory_size", "Not enough space")


def failure(error: Exception) -> EngineError:
    """What a failure of an engine is told as. Raises DiskFull where the disk has no room."""
    if any(words in str(error) for words in _NO_ROOM):
        raise DiskFull(str(error).splitlines()[0][:300]) from error
    return EngineError((str(error).splitlines() or [type(error).__name__])[0][:300])


def _alike(view: View, partitions: Sequence[Partition]) -> list[list[Partition]]:
    """Partitions whose columns have the same names and types are read together."""

    def form(partition: Partition) -> str:
        return repr([(partition.names[name], str(partition.types[name])) for name, _ in view.columns])

    return [list(group) for _, group in groupby(sorted(partitions, key=form), key=form)]


def union(view: View, partitions: Sequence[Partition], dialect: Dialect, relation: Any) -> str:
    """The SELECT over all files of a view; `relation` names those that are alike."""
    selections = [selection(view, group[0], relation(group), dialect) for group in _alike(view, partitions)]
    return " UNION ALL ".join(selections)


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
        from shebao.operations.governance.running.spark import Spark

        return Spark(master, spill, memory_megabytes, threads)
    raise GovernanceError(f"没有名为“{name}”的计算引擎，可用：{'、'.join(ENGINES)}")
