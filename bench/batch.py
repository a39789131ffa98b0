"""The batch: rows a second, peak memory, growth; ratios to hand-written SQL and OpenFisca; DuckDB against Spark.

`python -m bench batch --scale 0.1` measures a tenth of the rows, `--growth 20000000` lets the rosters grow to 20 million.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.measure import Measurement, measure
from shebao.fields.dates import Month

MONTH = Month(2025, 12)
THREADS = 2
MEMORY = 1024
PENSIONERS, INSURED, SPARK_ROWS, OPENFISCA_CASES, FEW = 2_000_000, 5_000_000, 200_000, 3_000, 1_000
PARTS = ("jobs", "sql", "openfisca", "spark", "growth")
JOBS = {"payroll": "pensioners", "adjust": "pensioners", "recalculate": "recalculations", "assess": "insured"}


def main(arguments: list[str]) -> None:
    """Runs the suite and prints its tables."""
    parser = argparse.ArgumentParser(prog="python -m bench batch")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="where rosters and results are kept")
    parser.add_argument("--scale", type=float, default=1, help="share of the default numbers of rows")
    parser.add_argument("--growth", type=int, default=PENSIONERS, help="the largest roster of the growth table")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each measurement, of which the best counts")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of the suite; all where none is named")
    options = parser.parse_args(arguments)
    pensioners = int(PENSIONERS * options.scale)
    wanted = options.only or PARTS
    if "jobs" in wanted:
        measure_jobs(options, pensioners, int(INSURED * options.scale))
    if {"sql", "openfisca"} & set(wanted):
        payroll = measure_job(options, "payroll", pensioners)
    if "sql" in wanted:
        compare_sql(options, pensioners, payroll)
    if "openfisca" in wanted:
        compare_openfisca(options, pensioners, payroll)
    if "spark" in wanted:
        compare_spark(options, int(SPARK_ROWS * options.scale))
    if "growth" in wanted:
        measure_growth(options)


def roster(data: Path, name: str, rows: int) -> Path:
    """A folder with a synthetic roster of about that many rows, made when it is not there yet."""
    from shebao.population.proportions import wuhan
    from shebao.population.write import DEFAULT_AS_OF, write_population

    folder = data / f"{name}-{rows}"
    if not (folder / "manifest.json").exists():
        words = {"insured": "worker", "pensioners": "retired", "recalculations": "enterprise_retired"}
        base = wuhan()
        groups = {group: weight if words[name] in group else 0 for group, weight in base.groups.items()}
        chosen = replace(base, groups=groups, permille=base.permille | {"recalculated": 1000})
        wanted = {name, "payments"} if name == "recalculations" else {name}
        write_population(rows, 1, folder, DEFAULT_AS_OF, chosen, wanted)
    return folder


def run_job(job: str, source: Path, few: Path, output: Path, engine: str) -> Any:
    """Prepares a job and starts everything up on a few rows; the call computes it into an empty folder."""
    from shebao.batch import run_batch
    from shebao.batch.tasks.adjust import adjust
    from shebao.batch.tasks.assess import assess
    from shebao.batch.tasks.payroll import payroll
    from shebao.batch.tasks.recalculate import recalculate
    from shebao.policy.adjustments.reading import read_notice
    from shebao.policy.parameters import law

    place = law("wuhan")
    make = {
        "payroll": lambda: payroll(place, MONTH),
        "adjust": lambda: adjust(place, read_notice(source / "adjustment.yaml").rule),
        "recalculate": lambda: recalculate(place),
        "assess": lambda: assess(place, MONTH),
    }[job]

    def compute(folder: Path) -> tuple[dict[str, int], int]:
        shutil.rmtree(output, ignore_errors=True)
        outcome = run_batch(make(), str(folder), output, engine, THREADS, MEMORY)
        return outcome.totals.overall, outcome.rejected

    compute(few)
    return partial(compute, source)


def measure_job(options: Any, job: str, rows: int, engine: str = "duckdb") -> Measurement:
    """One job on a roster of about that many rows."""
    source, few = (roster(options.data, JOBS[job], count) for count in (rows, FEW))
    output = options.data / f"out-{job}-{engine}"
    return measure(partial(run_job, job, source, few, output, engine), options.repeat)


def measure_jobs(options: Any, pensioners: int, insured: int) -> None:
    """The four jobs at full size."""
    print_heading()
    for job in JOBS:
        print_job(job, measure_job(options, job, insured if job == "assess" else pensioners))


def print_heading() -> None:
    """The heading of a table of jobs."""
    print(f"{'job':<14}{'rows':>12}{'seconds':>10}{'rows/s':>12}{'cpu s':>8}{'peak MB':>9}{'rejected':>10}")


def print_job(label: str, run: Measurement) -> None:
    """A row of the table of jobs."""
    totals, rejected = run.result
    speed = totals["count"] / run.wall
    print(
        f"{label:<14}{totals['count']:>12,}{run.wall:>10.2f}{speed:>12,.0f}{run.processor:>8.2f}{run.megabytes:>9}"
        f"{rejected:>10}",
        flush=True,
    )


def hand_written(source: Path, output: Path, order: str) -> Any:
    """Prepares bench/payroll.sql; the call returns the totals it has written."""
    import duckdb

    text = Path(__file__).with_name("payroll.sql").read_text(encoding="utf-8")
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    for key, value in (("input", source / "pensioners.parquet"), ("output", output), ("order", order)):
        text = text.replace("{" + key + "}", str(value))

    def call() -> tuple[int, int]:
        with duckdb.connect() as connection:
            connection.execute(
                f"SET threads = {THREADS}; SET memory_limit = '{MEMORY}MB'; SET enable_progress_bar = false"
            )
            for statement in text.split(";"):
                connection.execute(statement)
            results = f"read_parquet('{output}/results.parquet')"
            return connection.execute(f"SELECT count(*), sum(payment)::BIGINT FROM {results}").fetchall()[0]

    return call


def compare_sql(options: Any, rows: int, ours: Measurement) -> None:
    """The payroll against hand-written SQL, with and without its own sorting; both must pay the same."""
    print("\npayroll against hand-written DuckDB SQL")
    source, output = roster(options.data, "pensioners", rows), options.data / "out-sql"
    for label, order in (("as the file is", ""), ("sorted", "ORDER BY person")):
        hand = measure(partial(hand_written, source, output, order), options.repeat)
        assert hand.result == (ours.result[0]["count"], ours.result[0]["payment"]), "the payrolls differ"
        print(
            f"  {label:<16}{hand.wall:>7.2f} s{hand.processor:>7.2f} cpu s   "
            f"ratio {ours.wall / hand.wall:.2f} (cpu {ours.processor / hand.processor:.2f})",
            flush=True,
        )


def compare_openfisca(options: Any, rows: int, ours: Measurement) -> None:
    """The payroll, and its formula alone, against OpenFisca-core on the same formula."""
    print("\npension formula against OpenFisca-core")
    if importlib.util.find_spec("openfisca_core") is None:
        print("  OpenFisca-core is not installed: pip install openfisca-core==46.0.1")
        return
    from bench import openfisca_pension

    source = roster(options.data, "pensioners", rows) / "pensioners.parquet"
    formula = measure(partial(openfisca_pension.formula_alone, source, THREADS), options.repeat)
    arrays = measure(partial(openfisca_pension.from_arrays, source), options.repeat)
    cases = measure(partial(openfisca_pension.from_cases, source, OPENFISCA_CASES), 1)
    count, payroll = formula.result, ours.result[0]["count"] / ours.wall
    by_case, by_array, by_formula = OPENFISCA_CASES / cases.wall, count / arrays.wall, count / formula.wall
    print(
        f"  OpenFisca, people as cases    {by_case:>14,.0f} rows/s   payroll is {payroll / by_case:,.0f} times as fast"
    )
    print(
        f"  OpenFisca, columns as arrays  {by_array:>14,.0f} rows/s   payroll is {payroll / by_array:.2f} times as fast"
    )
    print(
        f"  formula alone on DuckDB       {by_formula:>14,.0f} rows/s   {by_formula / by_array:.2f} times OpenFisca on arrays"
    )
    wrong, computed = arrays.result
    print(f"  OpenFisca's 32-bit floats are wrong by a fen or more for {wrong:,} of {computed:,} pensions", flush=True)


def compare_spark(options: Any, rows: int) -> None:
    """Every job on DuckDB and on Spark: the same bytes."""
    print("\nDuckDB against Spark")
    if importlib.util.find_spec("pyspark") is None or not shutil.which("java"):
        print("  Spark or Java is not installed")
        return
    once = argparse.Namespace(**(vars(options) | {"repeat": 1}))
    for job in JOBS:
        runs = {engine: measure_job(once, job, rows, engine) for engine in ("duckdb", "spark")}
        folders = [options.data / f"out-{job}-{engine}" for engine in runs]
        same = contents(folders[0]) == contents(folders[1])
        print(
            f"  {job:<14}{runs['duckdb'].wall:>7.2f} s DuckDB {runs['spark'].wall:>7.2f} s Spark   "
            f"{'same bytes' if same else 'DIFFERENT'}",
            flush=True,
        )
        assert same, f"{job}: the engines differ"


def contents(folder: Path) -> dict[str, bytes]:
    """What a run has written, by name."""
    files = [*sorted((folder / "results").glob("*.parquet")), folder / "rejects.csv", folder / "manifest.json"]
    return {file.name: file.read_bytes() for file in files}


def measure_growth(options: Any) -> None:
    """The payroll from a hundred thousand rows up."""
    print("\ngrowth of the payroll")
    print_heading()
    rows = 100_000
    while rows <= options.growth:
        print_job("payroll", measure_job(options, "payroll", rows))
        rows = min(rows * 5, options.growth) if rows < options.growth else rows + 1
