"""What the shipped checks find of faults that are planted in a synthetic city, and what they find where none are.

`python -m bench faults` takes 20,000 people and three faults of each kind; `--people 1000000 --faults 200 --engine spark`
more. Deterministic checks are to find every planted fault and, where none is planted, nothing. What they find besides is
printed: with hundreds of faults of each kind it is what these bring about (payments that were planted shift a month's
total, a number that was copied wrongly is by chance somebody else's). For persons registered twice precision and
recall are told, of the check and by score.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from shebao.fields.dates import Month

SEED, AS_OF = 7, Month(2025, 12)
BESIDES = 10
SCORES = (-3, 0, 3, 6)
MEMORY, THREADS = 2048, 2

Finding = tuple[str, str]
"""A check and whom it is about."""


def main(arguments: list[str]) -> None:
    """Runs the suite and prints what was planted, found, missed and found besides."""
    parser = argparse.ArgumentParser(prog="python -m bench faults")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="where data and results are kept")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--faults", type=int, default=3, help="faults of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--engine", default="duckdb", choices=("duckdb", "spark"))
    options = parser.parse_args(arguments)
    print(f"{'city':<22}{'checks':>7}{'planted':>9}{'found':>9}{'missed':>8}{'besides':>9}{'seconds':>9}")
    for faults in (0, options.faults):
        city = made(options, faults)
        started = time.perf_counter()
        found, probable = checked(city, options)
        seconds = time.perf_counter() - started
        planted = planted_in(city)
        exact = {each for each in planted if each[0] not in probable}
        told(
            f"{options.people:,}, {faults} of each", exact, {each for each in found if each[0] not in probable}, seconds
        )
        if faults:
            told("  probable duplicates", planted - exact, {each for each in found if each[0] in probable}, seconds)
            by_score(city, options.data)


def made(options: argparse.Namespace, faults: int) -> Path:
    """A city with so many faults of each kind, and its truth."""
    from shebao.population.agency.writing import write_agency

    city = options.data / f"faults-{options.people}-{options.seed}-{faults}"
    if not (city / "manifest.json").exists():
        shutil.rmtree(city, ignore_errors=True)
        write_agency(options.people, options.seed, city, AS_OF.ordinal, faults)
    return city


def planted_in(city: Path) -> set[Finding]:
    """The truth; nothing where no fault was planted."""
    path = city / "truth.csv"
    if not path.exists():
        return set()
    with path.open(encoding="utf-8") as stream:
        return {(row["check"], row["subject"]) for row in csv.DictReader(stream)}


def checked(city: Path, options: argparse.Namespace) -> tuple[set[Finding], set[str]]:
    """What the shipped set finds, whole, and which of its checks are probable."""
    from shebao.operations.governance import Settings, check_data, shipped_set
    from shebao.operations.governance.kinds.base import Linked

    output = options.data / "faults-out"
    shutil.rmtree(output, ignore_errors=True)
    settings = Settings(AS_OF, engine=options.engine, memory_megabytes=MEMORY, threads=THREADS)
    outcome = check_data(str(city), ["agency"], output, settings)
    if outcome.problems or any(each.capped or each.state != "done" for each in outcome.judgements):
        raise SystemExit(f"not everything was checked: {outcome.problems}")
    findings = pq.read_table(output / "work" / "findings.parquet", columns=["check", "subject"])
    probable = {check.id for check in shipped_set("agency").checks if isinstance(check.kind, Linked)}
    return set(zip(*(findings.column(name).to_pylist() for name in ("check", "subject")), strict=True)), probable


def told(name: str, planted: set[Finding], found: set[Finding], seconds: float) -> None:
    """A line of the table."""
    right = len(planted & found)
    print(
        f"{name:<22}{checks_of(planted):>7}{len(planted):>9}{right:>9}{len(planted) - right:>8}"
        f"{len(found - planted):>9}{seconds:>9.1f}",
        flush=True,
    )
    for check, subject in sorted(found - planted)[:BESIDES]:
        print(f"    besides: {check} {' '.join(subject.split())}")


def checks_of(findings: Iterable[Finding]) -> int:
    """How many checks are among findings."""
    return len({check for check, _ in findings})


def by_score(city: Path, folder: Path) -> None:
    """Precision and recall of second registrations by score, also of those that share a number."""
    from shebao.operations.linking import shipped_model
    from shebao.operations.linking.measuring import quality

    for each in quality(city, folder / "faults-linking", shipped_model(), SCORES):
        print(f"    score {each.threshold:>3.0f}: precision {each.precision:.2%}, recall {each.recall:.2%}")
