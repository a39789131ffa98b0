"""Spark on a master: this machine's processors where none is named, or a cluster that sees the same files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from shebao.batch.engines import exactly, spark_division
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.running.engine import BATCH, EngineError, EngineGoneError, failure, union
from shebao.operations.governance.running.views import SPARK, View
from shebao.operations.governance.sources.partitions import Partition
from shebao.operations.linking.scoring import Backend, OnSpark

PEOPLE_FOR_SPARK = 5_000_000
"""From so many people on they are compared on Spark; fewer are done sooner on the machine that drives the run."""
LEAST_MEGABYTES = 512
ROWS_A_MEGABYTE = 128
"""How many rows of a result are fetched at once for each megabyte of the driver: at a kilobyte a row, an eighth of it."""


class Spark:
    """Spark on a master: this machine's processors where none is named."""

    name = "spark"

    def __init__(self, master: str | None, spill: Path, memory_megabytes: int, threads: int | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise GovernanceError(
                "没有安装 Spark：请运行 pip install 'shebao[spark]'，或改用 --engine duckdb"
            ) from None
        if memory_megabytes < LEAST_MEGABYTES:
            raise GovernanceError(f"Spark 至少要 --memory {LEAST_MEGABYTES}，实为 {memory_megabytes}")
        self._at_once = memory_megabytes * ROWS_A_MEGABYTE
        builder = SparkSession.builder.appName("shebao-check").master(master or f"local[{threads or '*'}]")
        settings = {
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.ansi.enabled": "true",
            "spark.ui.enabled": "false",
            "spark.driver.memory": f"{memory_megabytes}m",
        }
        if master is None or master.startswith("local"):
            settings |= {
                "spark.log.level": "ERROR",
                "spark.ui.showConsoleProgress": "false",
                "spark.sql.shuffle.partitions": str(threads or os.cpu_count() or 1),
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.local.dir": str(spill.absolute()),
                "spark.sql.warehouse.dir": str(spill.absolute()),
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
            statement = union(view, partitions, SPARK, relation)
            self._session.sql(statement).createOrReplaceTempView(view.name)
        except Exception as error:
            raise _failure(error) from error

    def stream(self, statement: str) -> Iterator[pa.RecordBatch]:
        try:
            frame = self._session.sql(statement)
            yield from self._fetched(frame)
        except Exception as error:
            raise _failure(error) from error

    def _fetched(self, frame: Any) -> Iterator[pa.RecordBatch]:
        rows = frame.limit(self._at_once + 1).toArrow()
        if rows.num_rows > self._at_once:
            del rows
            yield from self._in_parts(frame)
        else:
            yield from rows.to_batches(BATCH)

    def _in_parts(self, frame: Any) -> Iterator[pa.RecordBatch]:
        """Rows that are too many to be held at once: kept on the disks of those who compute, fetched a part at a time."""
        from pyspark import StorageLevel
        from pyspark.sql.pandas.types import to_arrow_schema

        schema = to_arrow_schema(frame.schema)
        kept = frame.persist(StorageLevel.DISK_ONLY)
        parts = kept.repartition(1 + kept.count() // BATCH).persist(StorageLevel.DISK_ONLY)
        try:
            rows = parts.toLocalIterator()
            while batch := list(islice(rows, BATCH)):
                columns = zip(*batch, strict=True)
                yield pa.record_batch(
                    [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema
                )
        finally:
            parts.unpersist()
            kept.unpersist()

    def probe(self, partition: Partition, column: str) -> str | None:
        try:
            frame = self._session.read.parquet(str(partition.path))
            frame.selectExpr(f"max(hash({SPARK.name(partition.names[column])}))").collect()
        except Exception as error:
            return str(_failure(error))
        return None

    def splink(self, people: int) -> Backend | None:
        return OnSpark(self._session) if people >= PEOPLE_FOR_SPARK else None

    def close(self) -> None:
        with suppress(Exception):
            self._session.stop()


def _failure(error: Exception) -> EngineError:
    """What a failure is told as. Raises EngineGoneError where Spark itself has ended, DiskFull."""
    from py4j.protocol import Py4JNetworkError

    if isinstance(error, (ConnectionError, Py4JNetworkError)):
        raise EngineGoneError(
            "Spark 进程已中止，多半是内存不足：请加大 --memory。已完成的部分保留，用同一输出目录重跑即可续算"
        ) from error
    return failure(error)
