"""Check sets over a history of contributions: rows a second, memory, growth; against one hand-written query and peers.

`python -m bench governance` takes 10 million rows; `--rows 100000000 --only ours --only sql` more, partitioned by person.
Peers (pandera on polars, pointblank, Great Expectations) run the same ten checks where they are installed
(`uv pip install --group peers`; they resolve with our pins but weigh 800 MB, so `make setup` leaves them out). Of a key
that occurs twice they count both rows, which is halved.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import Measurement, measure
from shebao.fields.dates import Month

ROWS, PART_ROWS = 10_000_000, 4_800_000
"""A person has 120 rows, so parts of 4.8 million hold whole persons."""
THREADS, MEMORY = 2, 2048
PARTS = ("ours", "sql", "peers", "growth")
ROWS_ON_CLUSTER, CORES_ON_CLUSTER = 19_000_000_000, 200

SET = Path(__file__).with_name("governance.yaml")
SQL = Path(__file__).with_name("governance.sql")


def main(arguments: list[str]) -> None:
    """Runs the suite and prints its tables."""
    parser = argparse.ArgumentParser(prog="python -m bench governance")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="where data and results are kept")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each measurement, of which the best counts")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of the suite; all where none is named")
    options = parser.parse_args(arguments)
    wanted = options.only or PARTS
    data = history(options.data, options.rows)
    print(f"{'what':<28}{'rows':>14}{'seconds':>9}{'rows/s':>14}{'cpu s':>8}{'peak MB':>9}  counts")
    ours = measure(partial(check, data, options.data / "governance-out"), options.repeat) if "ours" in wanted else None
    if ours:
        show("shebao check", options.rows, ours)
        project(options.rows, ours)
    if "sql" in wanted:
        hand = measure(partial(hand_written, data), options.repeat)
        show("one hand-written query", options.rows, hand)
        if ours:
            same = "same counts" if hand.result == ours.result else "COUNTS DIFFER"
            print(f"  ratio to hand-written SQL: {hand.wall / ours.wall:.2f} ({same})")
    if "peers" in wanted:
        for name, prepare in PEERS.items():
            compare(name, prepare, data, options, ours)
    if "growth" in wanted:
        for part in (4, 2, 1):
            rows = options.rows // part
            smaller = history(options.data, rows)
            show(f"growth 1/{part}", rows, measure(partial(check, smaller, options.data / "governance-out"), 1))


def show(name: str, rows: int, run: Measurement) -> None:
    """A line of the table."""
    print(
        f"{name:<28}{rows:>14,}{run.wall:>9.2f}{rows / run.wall:>14,.0f}{run.processor:>8.2f}{run.megabytes:>9}"
        f"  {' '.join(map(str, run.result))}",
        flush=True,
    )


def project(rows: int, run: Measurement) -> None:
    """What 19 billion rows take at this speed: linear in rows, and in cores where partitions are independent."""
    seconds = run.wall * ROWS_ON_CLUSTER / rows
    cluster = seconds * THREADS / CORES_ON_CLUSTER
    print(
        f"  19 billion rows = {run.wall:.2f} s × {ROWS_ON_CLUSTER / rows:,.0f} = {seconds / 60:.0f} min on this machine's "
        f"{THREADS} cores; ÷ {CORES_ON_CLUSTER // THREADS} = {cluster / 60:.1f} min on {CORES_ON_CLUSTER} cores, "
        "reading and start apart"
    )


def history(folder: Path, rows: int) -> Path:
    """A history of contributions of that many rows in files by person, one row in 100,000 wrong in each of ten ways."""
    import duckdb

    target = folder / f"governance-{rows}"
    if (target / "done").exists():
        return target
    shutil.rmtree(target, ignore_errors=True)
    (target / "history").mkdir(parents=True)
    text = SQL.read_text(encoding="utf-8").split("-- query")[0]
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}MB'")
        for number, first in enumerate(range(0, rows, PART_ROWS)):
            last = min(first + PART_ROWS, rows)
            statement = text.replace("{first}", str(first)).replace("{last}", str(last))
            connection.execute(f"COPY ({statement}) TO '{target}/history/{number:05}.parquet' (FORMAT parquet)")
    (target / "done").touch()
    return target


def check(data: Path, output: Path) -> Callable[[], list[int]]:
    """Prepares a run of the ten checks; the call returns their counts."""
    from shebao.operations.governance import Settings, check_data

    settings = Settings(Month(2025, 12), memory_megabytes=MEMORY, threads=THREADS)
    check_data(str(history(data.parent, 1000)), [str(SET)], output / "warm", settings)

    def call() -> list[int]:
        shutil.rmtree(output, ignore_errors=True)
        outcome = check_data(str(data), [str(SET)], output, settings)
        return [each.broken for each in outcome.judgements]

    return call


def hand_written(data: Path) -> Callable[[], list[int]]:
    """Prepares the query of governance.sql; the call returns its counts."""
    import duckdb

    query = SQL.read_text(encoding="utf-8").split("-- query")[1].replace("{history}", f"{data}/history/*.parquet")

    def call() -> list[int]:
        with duckdb.connect() as connection:
            connection.execute(f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}MB'")
            connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
            return list(connection.execute(query).fetchone() or ())

    return call


def compare(name: str, prepare: Any, data: Path, options: Any, ours: Measurement | None) -> None:
    """One peer on the same checks, or why it was not run."""
    package = prepare.__name__.removeprefix("with_")
    if importlib.util.find_spec(package) is None:
        print(f"{name:<28} 没有安装（uv pip install --group peers），未比较")
        return
    try:
        run = measure(partial(prepare, data), options.repeat)
    except EOFError:
        print(f"{name:<28} 进程中止（内存不足）")
        return
    show(name, options.rows, run)
    if ours:
        same = "same counts" if run.result == ours.result else f"counts differ from {ours.result}"
        print(f"  ours takes {ours.wall / run.wall:.2f} of its time ({same})")


def with_pandera(data: Path) -> Callable[[], list[int]]:
    """pandera on polars: the ten checks as a schema, lazily validated, all failures collected."""
    import pandera.polars as pa
    import polars as pl

    def share(frame: Any) -> Any:
        due = (pl.col("base") * 160_000 + 1_000_000) // 2_000_000
        return frame.lazyframe.select((pl.col("own") - due).abs() <= 1)

    schema = pa.DataFrameSchema(
        {
            "arrived": pa.Column(pl.Int64, nullable=False),
            "scheme": pa.Column(pl.String, pa.Check.isin(["110", "120", "210", "410"])),
            "kind": pa.Column(pl.String, pa.Check.isin(["1", "2", "3", "4", "11", "12"])),
            "flag": pa.Column(pl.String, pa.Check.isin(["1", "2", "7", "8"])),
            "month": pa.Column(
                pl.Int64,
                [
                    pa.Check.in_range(199201, 202512),
                    pa.Check(lambda each: each.lazyframe.select(pl.col("month") % 100 <= 12), name="month"),
                ],
            ),
            "base": pa.Column(pl.Int64, pa.Check.in_range(400_000, 2_500_000)),
            "total": pa.Column(pl.Int64, pa.Check.ge(0)),
        },
        checks=[
            pa.Check(lambda each: each.lazyframe.select(pl.col("total") == pl.col("mine") + pl.col("own")), name="sum"),
            pa.Check(share, name="share"),
        ],
        unique=["person", "scheme", "month"],
    )

    def call() -> list[int]:
        frame = pl.scan_parquet(f"{data}/history/*.parquet").collect()
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            counts = error.failure_cases.group_by("column", "check").len().rows()
            return [rows // (2 if "uniq" in check else 1) for _, check, rows in counts]
        return []

    return call


def with_pointblank(data: Path) -> Callable[[], list[int]]:
    """pointblank on DuckDB through Ibis: the ten checks as steps."""
    import ibis
    import pointblank as pb

    def call() -> list[int]:
        connection = ibis.duckdb.connect(threads=THREADS, memory_limit=f"{MEMORY}MB")
        table = connection.read_parquet(f"{data}/history/*.parquet")
        steps = (
            pb.Validate(table)
            .col_vals_not_null("arrived")
            .col_vals_in_set("scheme", ["110", "120", "210", "410"])
            .col_vals_in_set("kind", ["1", "2", "3", "4", "11", "12"])
            .col_vals_in_set("flag", ["1", "2", "7", "8"])
            .col_vals_between("month", 199201, 202512)
            .col_vals_expr(lambda each: each.month % 100 <= 12)
            .col_vals_between("base", 400_000, 2_500_000)
            .col_vals_expr(lambda each: each.total == each.mine + each.own)
            .col_vals_expr(lambda each: (each.own - (each.base * 160_000 + 1_000_000) // 2_000_000).abs() <= 1)
            .rows_distinct(["person", "scheme", "month"])
            .interrogate(collect_extracts=False)
        )
        *counts, repeated = [int(steps.n_failed(i=step, scalar=True) or 0) for step in range(1, 11)]
        return [*counts, repeated // 2]

    return call


def with_great_expectations(data: Path) -> Callable[[], list[int]]:
    """Great Expectations on pandas, its in-process engine for files: the checks that it has as expectations."""
    os.environ["TQDM_DISABLE"] = "1"
    import great_expectations as gx
    import pandas as pd

    def call() -> list[int]:
        frame = pd.read_parquet(data / "history")
        frame["month_part"] = frame["month"] % 100
        frame["parts"] = frame["mine"] + frame["own"]
        frame["off"] = (frame["own"] - (frame["base"] * 160_000 + 1_000_000) // 2_000_000).abs()
        batch = gx.get_context(mode="ephemeral").data_sources.pandas_default.read_dataframe(frame)
        expect = gx.expectations
        wanted = [
            expect.ExpectColumnValuesToNotBeNull(column="arrived"),
            expect.ExpectColumnValuesToBeInSet(column="scheme", value_set=["110", "120", "210", "410"]),
            expect.ExpectColumnValuesToBeInSet(column="kind", value_set=["1", "2", "3", "4", "11", "12"]),
            expect.ExpectColumnValuesToBeInSet(column="flag", value_set=["1", "2", "7", "8"]),
            expect.ExpectColumnValuesToBeBetween(column="month", min_value=199201, max_value=202512),
            expect.ExpectColumnValuesToBeBetween(column="month_part", min_value=1, max_value=12),
            expect.ExpectColumnValuesToBeBetween(column="base", min_value=400_000, max_value=2_500_000),
            expect.ExpectColumnPairValuesToBeEqual(column_A="total", column_B="parts"),
            expect.ExpectColumnValuesToBeBetween(column="off", max_value=1),
            expect.ExpectCompoundColumnsToBeUnique(column_list=["person", "scheme", "month"]),
        ]
        *counts, repeated = [int(batch.validate(each).result["unexpected_count"]) for each in wanted]
        return [*counts, repeated // 2]

    return call


PEERS = {
    "pandera (polars)": with_pandera,
    "pointblank (DuckDB)": with_pointblank,
    "Great Expectations (pandas)": with_great_expectations,
}
