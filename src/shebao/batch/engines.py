"""Where a batch is computed: DuckDB in this process, or Spark. One Ibis expression, compiled once, run per part.

Both engines compile Ibis's `//` through doubles, which is wrong above 2^53; `exactly` replaces every integer division
by the engine's own integer operator. Those truncate toward zero, so the formulas divide non-negative numbers only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.operations as ops
import pyarrow as pa

from shebao.batch.errors import BatchError
from shebao.batch.plan import Part

KEY = "person"


@ibis.udf.scalar.builtin(name="divide")  # type: ignore[untyped-decorator, unused-ignore]
def _duckdb_division(numerator: int, denominator: int) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="div")  # type: ignore[untyped-decorator, unused-ignore]
def _spark_division(numerator: int, denominator: int) -> int: ...  # type: ignore[empty-body]


def exactly(expression: Any, division: Any) -> Any:
    """The same expression with every `//` on integers as the engine's own integer division."""

    def replace(node: Any, changed: Mapping[str, Any] | None) -> Any:
        if isinstance(node, ops.FloorDivide):
            left, right = (changed["left"], changed["right"]) if changed else (node.left, node.right)
            return division(left.to_expr(), right.to_expr()).op()
        return node.__recreate__(changed) if changed else node

    return expression.op().replace(replace).to_expr()


class Engine(Protocol):
    """Runs one compiled statement over one part of the frozen inputs."""

    def compile(self, expression: Any) -> str:
        """The statement of an expression over tables named like the sources."""

    def show(self, source: str, path: Path, part: Part, schema: pa.Schema) -> None:
        """Makes the rows of a part of a frozen Parquet file readable under the name of its source."""

    def fetch(self, statement: str) -> pa.Table:
        """The rows of a statement."""

    def close(self) -> None:
        """Frees what the engine holds."""


def _sql_type(kind: pa.DataType) -> str:
    return {pa.int64(): "BIGINT", pa.date32(): "DATE", pa.string(): "STRING"}[kind]


def _selection(relation: str, part: Part, schema: pa.Schema, quote: str) -> str:
    columns = ", ".join(
        f"CAST({quote}{field.name}{quote} AS {_sql_type(field.type)}) AS {quote}{field.name}{quote}" for field in schema
    )
    bounds = [f"{KEY} >= {part.low}"] if part.low is not None else []
    bounds += [f"{KEY} < {part.high}"] if part.high is not None else []
    condition = " AND ".join(bounds) or "TRUE"
    if part.low is None:
        condition = f"({condition}) OR {KEY} IS NULL"
    return f"SELECT {columns} FROM {relation} WHERE {condition}"


class DuckDB:
    """DuckDB in this process."""

    def __init__(self, threads: int | None, memory_megabytes: int) -> None:
        import duckdb

        self._connection = duckdb.connect(":memory:")
        self._connection.execute(f"SET memory_limit = '{memory_megabytes}MB'")
        if threads:
            self._connection.execute(f"SET threads = {threads}")

    def compile(self, expression: Any) -> str:
        return str(ibis.to_sql(exactly(expression, _duckdb_division), dialect="duckdb"))

    def show(self, source: str, path: Path, part: Part, schema: pa.Schema) -> None:
        relation = "read_parquet('" + str(path).replace("'", "''") + "')"
        selection = _selection(relation, part, schema, '"')
        self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{source}" AS {selection}')

    def fetch(self, statement: str) -> pa.Table:
        return self._connection.execute(statement).to_arrow_table()

    def close(self) -> None:
        self._connection.close()


_ALWAYS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}


def _local(threads: int | None, memory_megabytes: int) -> dict[str, str]:
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": f"{memory_megabytes}m",
        "spark.sql.shuffle.partitions": str(threads or os.cpu_count() or 1),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }


class Spark:
    """A Spark session, local unless SPARK_REMOTE or spark-submit says otherwise."""

    def __init__(self, threads: int | None, memory_megabytes: int) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise BatchError("没有安装 Spark：请运行 pip install 'shebao[spark]'，或改用 --engine duckdb") from None
        builder = SparkSession.builder.appName("shebao")
        local = "SPARK_REMOTE" not in os.environ and "PYSPARK_SUBMIT_ARGS" not in os.environ
        if local:
            builder = builder.master(f"local[{threads or '*'}]")
        for key, value in (_ALWAYS | _local(threads, memory_megabytes) if local else _ALWAYS).items():
            builder = builder.config(key, value)
        try:
            self._session = builder.getOrCreate()
        except Exception as error:
            raise BatchError(f"Spark 无法启动（需要 Java 17 以上）：{str(error).splitlines()[0][:200]}") from error
        self._session.sparkContext.setLogLevel("ERROR")

    def compile(self, expression: Any) -> str:
        return str(ibis.to_sql(exactly(expression, _spark_division), dialect="pyspark"))

    def show(self, source: str, path: Path, part: Part, schema: pa.Schema) -> None:
        relation = "parquet.`" + str(path).replace("`", "``") + "`"
        self._session.sql(_selection(relation, part, schema, "`")).createOrReplaceTempView(source)

    def fetch(self, statement: str) -> pa.Table:
        return self._session.sql(statement).toArrow()

    def close(self) -> None:
        self._session.stop()


ENGINES: dict[str, Callable[[int | None, int], Engine]] = {"duckdb": DuckDB, "spark": Spark}


def start_engine(name: str, threads: int | None, memory_megabytes: int) -> Engine:
    """The engine of that name. Raises BatchError where it is unknown or cannot start."""
    if name not in ENGINES:
        raise BatchError(f"没有名为“{name}”的计算引擎，可用：{'、'.join(ENGINES)}")
    return ENGINES[name](threads, memory_megabytes)
