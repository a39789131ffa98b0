"""Check sets over a history of contributions: rows a second, memory, growth; against one hand-written query and peers.

`python -m bench governance` takes 10 million rows; `--rows 100000000 --only ours --only sql` more, partitioned by person.
Peers (`bench/governance_peers.py`: pandera on polars and on Ibis, pointblank, Great Expectations on pandas and on Spark)
run the same ten checks where they are installed (`uv pip install --group peers`; they resolve with our pins but weigh
800 MB, so `make setup` leaves them out).

Where each ends: `--rows 1000000000 --only ours --only peers --repeat 1 --limit 4096 --seconds 900` gives everyone 4 GB, of
a process with its children and of memory that no file backs, and 900 seconds; who passes one is killed, and what it
passed is told instead of a time. `--peer pointblank` takes one of the peers.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.governance_peers import MEMORY, PEERS, THREADS, Peer
from bench.measure import EndedError, Limits, Measurement, measure
from shebao.fields.dates import Month

ROWS, PART_ROWS = 10_000_000, 4_800_000
"""A person has 120 rows, so parts of 4.8 million hold whole persons."""
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
    parser.add_argument("--peer", choices=PEERS, action="append", help="one of the peers; all where none is named")
    parser.add_argument(
        "--limit", type=int, metavar="MB", help="memory that each measurement may take before it is killed"
    )
    parser.add_argument("--seconds", type=float, default=3600, help="with --limit: seconds that each may take")
    options = parser.parse_args(arguments)
    wanted = options.only or PARTS
    data = history(options.data, options.rows)
    print(f"{'what':<28}{'rows':>14}{'seconds':>9}{'rows/s':>14}{'cpu s':>8}{'peak MB':>9}  counts")
    output = options.data / "governance-out"
    ours = attempted("shebao check", partial(check, data, output), options) if "ours" in wanted else None
    if ours:
        project(options.rows, ours)
    if "sql" in wanted:
        hand = attempted("one hand-written query", partial(hand_written, data), options)
        if ours and hand:
            same = "same counts" if hand.result == ours.result else "COUNTS DIFFER"
            print(f"  ratio to hand-written SQL: {hand.wall / ours.wall:.2f} ({same})")
    if "peers" in wanted:
        for peer in options.peer or PEERS:
            compare(PEERS[peer], data, options, ours)
    if "growth" in wanted:
        for part in (4, 2, 1):
            rows = options.rows // part
            smaller = history(options.data, rows)
            show(f"growth 1/{part}", rows, measure(partial(check, smaller, output), 1))


def attempted(
    name: str, prepare: Callable[[], Callable[[], list[int]]], options: argparse.Namespace
) -> Measurement | None:
    """A measurement within the limits, told as a line of the table; None where it came to no result, which is told."""
    limits = Limits(options.limit, options.seconds, options.data) if options.limit else None
    try:
        run = measure(prepare, options.repeat, limits)
    except EndedError as ended:
        print(f"{name:<28}{options.rows:>14,}  no result: {ended}", flush=True)
        return None
    show(name, options.rows, run)
    return run


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


def compare(peer: Peer, data: Path, options: argparse.Namespace, ours: Measurement | None) -> None:
    """One peer on the same checks, or why there is no figure of it."""
    if peer.missing:
        print(f"{peer.name:<28} 没有安装 {'、'.join(peer.missing)}（uv pip install --group peers），未比较")
        return
    try:
        run = attempted(peer.name, partial(peer.prepare, data), options)
    finally:
        shutil.rmtree(options.data / "spill", ignore_errors=True)
    if ours and run:
        same = "same counts" if sorted(run.result) == sorted(ours.result) else f"counts differ from {ours.result}"
        share = f"{ours.wall / run.wall:.2f} of its time, {ours.processor / run.processor:.2f} of its processor"
        print(f"  ours takes {share} ({same})", flush=True)
