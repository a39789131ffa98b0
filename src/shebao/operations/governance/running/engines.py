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

from shebao.batch.engines import duckdb_division, exactly, spark_division
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.views import DUCKDB, SPARK, Dialect, View, selection
from shebao.operations.governance.sources.partitions import Partition
from shebao.operations.linking.scoring import Backend, OnDuckDB, OnSpark

ENGINES = ("duckdb", "spark")
PEOPLE_FOR_SPARK = 5_000_000
"""From so many people on a run on Spark compares them there; fewer are done sooner on the machine that drives it."""
_BATCH = 65_536


class EngineError(Exception):
    """One statement failed; the first line of the engine's reason."""


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


def _union(view: View, partitions: Sequence[Partition], dialect: Dialect, relation: Any) -> str:
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

        statement = _union(view, partitions, DUCKDB, relation)
        try:
            self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{view.name}" AS {statement}')
        except duckdb.Error as error:
            raise failure(error) from error

    def stream(self, statement: str) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._connection.execute(statement).to_arrow_reader(_BATCH)
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


class Spark:
    """Spark on a master: this machine's processors where none is named."""

    name = "spark"

    def __init__(self, master: str | None, memory_megabytes: int, threads: int | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise GovernanceError(
                "没有安装 Spark：请运行 pip install 'shebao[spark]'，或改用 --engine duckdb"
            ) from None
        builder = SparkSession.builder.appName("shebao-check").master(master or f"local[{threads or '*'}]")
        settings = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true", "spark.ui.enabled": "false"}
        if master is None or master.startswith("local"):
            settings |= {
                "spark.log.level": "ERROR",
                "spark.ui.showConsoleProgress": "false",
                "spark.driver.memory": f"{memory_megabytes}m",
                "spark.sql.shuffle.partitions": str(threads or os.cpu_count() or 1),
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
            }
        for key, value in settings.items():
            builder = builder.config(key, value)
        try:
            self._session = builder.getOrCreate()
        except Exception as error:
            raise GovernanceError(f"Spark 无法启动（需要 Java 17 以上）：{failure(error)}") from error
        self._session.sparkContext.setLogLevel("ERROR")

    def compile(self, expression: Any) -> str:
        return str(ibis.to_sql(exactly(expression, spark_division), dialect="pyspark"))

    def show(self, view: View, partitions: Sequence[Partition]) -> None:
        def relation(group: list[Partition]) -> str:
            name = f"files__{view.name}__{abs(hash(tuple(str(each.path) for each in group)))}"
            frame = self._session.read.parquet(*(str(each.path) for each in group))
            frame.createOrReplaceTempView(name)
            return f"`{name}`"

        try:
            statement = _union(view, partitions, SPARK, relation)
            self._session.sql(statement).createOrReplaceTempView(view.name)
        except Exception as error:
            raise failure(error) from error

    def stream(self, statement: str) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._session.sql(statement).toArrow().to_batches(_BATCH)
        except Exception as error:
            raise failure(error) from error

    def probe(self, partition: Partition, column: str) -> str | None:
        try:
            frame = self._session.read.parquet(str(partition.path))
            frame.selectExpr(f"max(hash({SPARK.name(partition.names[column])}))").collect()
        except Exception as error:
            return str(failure(error))
        return None

    def splink(self, people: int) -> Backend | None:
        return OnSpark(self._session) if people >= PEOPLE_FOR_SPARK else None

    def close(self) -> None:
        self._session.stop()


def start_engine(
    name: str, spill: Path, memory_megabytes: int, threads: int | None = None, master: str | None = None
) -> Engine:
    """The engine of that name. Raises GovernanceError where it is unknown or cannot start."""
    if name == "duckdb":
        if master is not None:
            raise GovernanceError("--master 只用于 --engine spark")
        return DuckDB(spill, memory_megabytes, threads)
    if name == "spark":
        return Spark(master, memory_megabytes, threads)
    raise GovernanceError(f"没有名为“{name}”的计算引擎，可用：{'、'.join(ENGINES)}")
