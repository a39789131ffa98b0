"""The ten checks of the suite `governance` in pandera, pointblank and Great Expectations, each on the engines it has.

Of a key that occurs twice they count both rows, which is halved. All get the threads and the memory that ours gets; what
can spill to disk may.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THREADS, MEMORY, SPILL = 2, 2048, 20_000
SCHEMES, KINDS, FLAGS = ["110", "120", "210", "410"], ["1", "2", "3", "4", "11", "12"], ["1", "2", "7", "8"]
KEY = ["person", "scheme", "month"]

Counts = Callable[[], list[int]]


@dataclass(frozen=True)
class Peer:
    """A peer on one of its engines: what it needs, and how a call is prepared for a folder of data."""

    name: str
    packages: tuple[str, ...]
    prepare: Callable[[Path], Counts]

    @property
    def missing(self) -> list[str]:
        """Packages that are not installed."""
        return [each for each in self.packages if importlib.util.find_spec(each) is None]


def pandera_on_polars(data: Path) -> Counts:
    """pandera on polars: the ten checks as a schema, lazily validated, all failures collected."""
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    import pandera.polars as pa
    import polars as pl

    def share(frame: Any) -> Any:
        due = (pl.col("base") * 160_000 + 1_000_000) // 2_000_000
        return frame.lazyframe.select((pl.col("own") - due).abs() <= 1)

    def month(frame: Any) -> Any:
        return frame.lazyframe.select(pl.col("month") % 100 <= 12)

    def total(frame: Any) -> Any:
        return frame.lazyframe.select(pl.col("total") == pl.col("mine") + pl.col("own"))

    schema = _schema(pa, pl.Int64, pl.String, month, total, share)

    def call() -> list[int]:
        frame = pl.scan_parquet(f"{data}/history/*.parquet").collect()
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            counts = error.failure_cases.group_by("column", "check").len().rows()
            return [rows // (2 if "uniq" in check else 1) for _, check, rows in counts]
        return []

    return call


def pandera_on_ibis(data: Path) -> Counts:
    """pandera on Ibis over DuckDB, out of core."""
    import ibis.expr.datatypes as dt
    import pandera.ibis as pa

    def share(frame: Any) -> Any:
        due = (frame.table.base * 160_000 + 1_000_000) // 2_000_000
        return (frame.table.own - due).abs() <= 1

    def month(frame: Any) -> Any:
        return frame.table.month % 100 <= 12

    def total(frame: Any) -> Any:
        return frame.table.total == frame.table.mine + frame.table.own

    schema = _schema(pa, dt.int64, dt.string, month, total, share)

    def call() -> list[int]:
        try:
            schema.validate(_duckdb(data), lazy=True)
        except pa.errors.SchemaErrors as error:
            return [_failures(each) for each in error.schema_errors]
        return []

    return call


def _failures(error: Any) -> int:
    cases = error.failure_cases
    rows = len(cases) if hasattr(cases, "index") else int(cases.count().execute())
    return rows // (2 if "unique" in str(error.check) else 1)


def _schema(pa: Any, integer: Any, text: Any, month: Any, total: Any, share: Any) -> Any:
    return pa.DataFrameSchema(
        {
            "arrived": pa.Column(integer, nullable=False),
            "scheme": pa.Column(text, pa.Check.isin(SCHEMES)),
            "kind": pa.Column(text, pa.Check.isin(KINDS)),
            "flag": pa.Column(text, pa.Check.isin(FLAGS)),
            "month": pa.Column(integer, [pa.Check.in_range(199201, 202512), pa.Check(month, name="month")]),
            "base": pa.Column(integer, pa.Check.in_range(400_000, 2_500_000)),
            "total": pa.Column(integer, pa.Check.ge(0)),
        },
        checks=[pa.Check(total, name="sum"), pa.Check(share, name="share")],
        unique=KEY,
    )


def _duckdb(data: Path) -> Any:
    import ibis

    connection = ibis.duckdb.connect(
        threads=THREADS,
        memory_limit=f"{MEMORY}MB",
        temp_directory=str(data.parent / "spill"),
        max_temp_directory_size=f"{SPILL}MB",
        preserve_insertion_order=False,
    )
    connection.raw_sql("SET enable_progress_bar = false")
    return connection.read_parquet(f"{data}/history/*.parquet")


def pointblank_on_duckdb(data: Path) -> Counts:
    """pointblank on DuckDB through Ibis: the ten checks as steps."""
    import pointblank as pb

    def call() -> list[int]:
        steps = (
            pb.Validate(_duckdb(data))
            .col_vals_not_null("arrived")
            .col_vals_in_set("scheme", SCHEMES)
            .col_vals_in_set("kind", KINDS)
            .col_vals_in_set("flag", FLAGS)
            .col_vals_between("month", 199201, 202512)
            .col_vals_expr(lambda each: each.month % 100 <= 12)
            .col_vals_between("base", 400_000, 2_500_000)
            .col_vals_expr(lambda each: each.total == each.mine + each.own)
            .col_vals_expr(lambda each: (each.own - (each.base * 160_000 + 1_000_000) // 2_000_000).abs() <= 1)
            .rows_distinct(KEY)
            .interrogate(collect_extracts=False)
        )
        *counts, repeated = [int(steps.n_failed(i=step, scalar=True) or 0) for step in range(1, 11)]
        return [*counts, repeated // 2]

    return call


def expectations_on_pandas(data: Path) -> Counts:
    """Great Expectations on pandas, its in-process engine for files."""
    import pandas as pd

    def call() -> list[int]:
        frame = pd.read_parquet(data / "history")
        frame["month_part"] = frame["month"] % 100
        frame["parts"] = frame["mine"] + frame["own"]
        frame["off"] = (frame["own"] - (frame["base"] * 160_000 + 1_000_000) // 2_000_000).abs()
        return _expected(_context().data_sources.pandas_default.read_dataframe(frame))

    return call


def expectations_on_spark(data: Path) -> Counts:
    """Great Expectations on Spark, its engine for what a process cannot hold."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local[{THREADS}]")
    for key, value in {
        "spark.driver.memory": f"{MEMORY}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(data.parent / "spill"),
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()

    def call() -> list[int]:
        frame = session.read.parquet(str(data / "history")).selectExpr(
            *("arrived", "scheme", "kind", "flag", "month", "base", "total", "person"),
            "month % 100 AS month_part",
            "mine + own AS parts",
            "abs(own - (base * 160000 + 1000000) div 2000000) AS off",
        )
        source = _context().data_sources.add_spark("spark")
        whole = source.add_dataframe_asset("history").add_batch_definition_whole_dataframe("whole")
        return _expected(whole.get_batch({"dataframe": frame}))

    return call


def _context() -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _expected(batch: Any) -> list[int]:
    import great_expectations as gx

    expect = gx.expectations
    wanted = [
        expect.ExpectColumnValuesToNotBeNull(column="arrived"),
        expect.ExpectColumnValuesToBeInSet(column="scheme", value_set=SCHEMES),
        expect.ExpectColumnValuesToBeInSet(column="kind", value_set=KINDS),
        expect.ExpectColumnValuesToBeInSet(column="flag", value_set=FLAGS),
        expect.ExpectColumnValuesToBeBetween(column="month", min_value=199201, max_value=202512),
        expect.ExpectColumnValuesToBeBetween(column="month_part", min_value=1, max_value=12),
        expect.ExpectColumnValuesToBeBetween(column="base", min_value=400_000, max_value=2_500_000),
        expect.ExpectColumnPairValuesToBeEqual(column_A="total", column_B="parts"),
        expect.ExpectColumnValuesToBeBetween(column="off", max_value=1),
        expect.ExpectCompoundColumnsToBeUnique(column_list=KEY),
    ]
    *counts, repeated = [int(batch.validate(each).result["unexpected_count"]) for each in wanted]
    return [*counts, repeated // 2]


PEERS = {
    "pandera-polars": Peer("pandera (polars)", ("pandera", "polars"), pandera_on_polars),
    "pandera-ibis": Peer("pandera (Ibis, DuckDB)", ("pandera",), pandera_on_ibis),
    "pointblank": Peer("pointblank (DuckDB)", ("pointblank",), pointblank_on_duckdb),
    "gx-pandas": Peer("Great Expectations (pandas)", ("great_expectations",), expectations_on_pandas),
    "gx-spark": Peer("Great Expectations (Spark)", ("great_expectations", "pyspark"), expectations_on_spark),
}
