"""Where a batch is computed: DuckDB in this process, or Spark. One Ibis expression, compiled once, run per part.

Both engines compile Ibis's `//` through doubles, which is wrong above 2^53; `exactly` replaces every integer division
by the engine's own integer operator. Those truncate toward zero, so the formulas divide non-negative numbers only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.operations as ops
import pyarrow as pa

from shebao.batch.errors import BatchError
from shebao.batch.plan import Part

KEY = "person"


@ibis.udf.scalar.builtin(name="divide")  # type: ignore[untyped-decorator, unused-ignore]
def duckdb_division(numerator: int, denominator: int) -> int: ...  # type: ignore[empty-body]


@ibis.udf.scalar.builtin(name="div")  # type: ignore[untyped-decorator, unused-ignore]
def spark_division(numerator: int, denominator: int) -> int: ...  # type: ignore[empty-body]


def exactly(expression: Any, division: Any) -> Any:
    """The same expression with every `//` on integers as the engine's own integer division."""

    def replace(node: Any, changed: Mapping[str, Any] | None) -> Any:
        if isinstance(node, ops.FloorDivide):
            left, right = (changed["left"], changed["right"]) if changed else (node.left, node.right)
            return division(left.to_expr(), right.to_expr()).op()
        return node.__recreate__(changed) if changed else node

    return expression.op().replace(replace).to_expr()


class Session(Protocol):
    """Runs compiled statements over one part of the frozen inputs."""

    def show(self, source: str, path: Path, part: Part, schema: pa.Schema) -> None:
        """Makes the rows of a part of a frozen Parquet file readable under the name of its source."""

    def fetch(self, statement: str) -> pa.Table:
        """The rows of a statement."""


class Engine(Protocol):
    """Compiles expressions and opens sessions, of which `sessions` may be open at a time."""

    sessions: int

    def compile(self, expression: Any) -> str:
        """The statement of an expression over tables named like the sources."""

    def session(self) -> AbstractContextManager[Session]:
        """A session of its own."""

    def close(self) -> None:
        """Frees what the engine holds."""


def _failure(engine: str, error: Exception) -> BatchError:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:300]
    return BatchError(f"{engine} 计算失败：{reason}。已完成的分片保留，排除原因后用同一输出目录重跑即可续算")


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
    """DuckDB in this process; a session is a connection of its own, as many as threads."""

    def __init__(self, threads: int | None, memory_megabytes: int) -> None:
        self.sessions = threads or os.cpu_count() or 1
        self._database = duckdb.connect(":memory:")
        self._database.execute(f"SET memory_limit = '{memory_megabytes}MB'")
        self._database.execute(f"SET threads = {self.sessions}")
        self._database.execute("SET enable_progress_bar = false")

    def compile(self, expression: Any) -> str:
        return str(ibis.to_sql(exactly(expression, duckdb_division), dialect="duckdb"))

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._database.cursor() as connection:
            yield DuckDBSession(connection)

    def close(self) -> None:
        self._database.close()


@dataclass(frozen=True, slots=True)
class DuckDBSession:
    """One connection."""

    connection: Any

    def show(self, source: str, path: Path, part: Part, schema: pa.Schema) -> None:
        relation = "read_parquet('" + str(path).replace("'", "''") + "')"
        selection = _selection(relation, part, schema, '"')
        self.connection.execute(f'CREATE OR REPLACE TEMP VIEW "{source}" AS {selection}')

    def fetch(self, statement: str) -> pa.Table:
        """The rows of a statement. Raises BatchError where the engine fails."""
        try:
            return self.connection.execute(statement).to_arrow_table()
        except duckdb.Error as error:
            raise _failure("DuckDB", error) from error


_ALWAYS = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}


def _local(threads: int | None, memory_megabytes: int) -> dict[str, str]:
    return {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": f"{memory_megabytes}m",
        "spark.sql.shuffle.partitions": str(threads or os.cpu_count() or 1),
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }


class Spark:
    """Spark, local unless SPARK_REMOTE or spark-submit says otherwise; it divides one part among its own workers."""

    sessions = 1

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
        return str(ibis.to_sql(exactly(expression, spark_division), dialect="pyspark"))

    @contextmanager
    def session(self) -> Iterator[Session]:
        yield self

    def show(self, source: str, path: Path, part: Part, schema: pa.Schema) -> None:
        relation = "parquet.`" + str(path).replace("`", "``") + "`"
        self._session.sql(_selection(relation, part, schema, "`")).createOrReplaceTempView(source)

    def fetch(self, statement: str) -> pa.Table:
        """The rows of a statement. Raises BatchError where the engine fails."""
        try:
            return self._session.sql(statement).toArrow()
        except Exception as error:
            raise _failure("Spark", error) from error

    def close(self) -> None:
        self._session.stop()


ENGINES: dict[str, Callable[[int | None, int], Engine]] = {"duckdb": DuckDB, "spark": Spark}


def start_engine(name: str, threads: int | None, memory_megabytes: int) -> Engine:
    """The engine of that name. Raises BatchError where it is unknown or cannot start."""
    if name not in ENGINES:
        raise BatchError(f"没有名为“{name}”的计算引擎，可用：{'、'.join(ENGINES)}")
    return ENGINES[name](threads, memory_megabytes)
