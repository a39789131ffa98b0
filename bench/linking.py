"""Linking of persons: people a second and memory, with precision and recall of what is told, on synthetic cities.

`python -m bench linking` takes 100,000 people; `--people 1000000` more. The city is another seed than the weights were
trained on.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.measure import measure

SEED, AS_OF, FAULTS = 5, 2025 * 12 + 11, 200
THREADS, MEMORY = 2, 4096


def main(arguments: list[str]) -> None:
    """Runs the suite and prints its table."""
    parser = argparse.ArgumentParser(prog="python -m bench linking")
    parser.add_argument("--data", type=Path, default=Path("build/bench"), help="where data and results are kept")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=2, help="runs, of which the best counts")
    options = parser.parse_args(arguments)
    city = made(options.data, options.people)
    run = measure(partial(linked, city, options.data / "linking-out"), options.repeat)
    people, pairs = run.result
    print(f"{'people':>12}{'pairs':>8}{'seconds':>9}{'people/s':>10}{'cpu s':>8}{'peak MB':>9}")
    print(f"{people:>12,}{pairs:>8,}{run.wall:>9.2f}{people / run.wall:>10,.0f}{run.processor:>8.2f}{run.megabytes:>9}")
    told(city, options.data / "linking-out")


def made(folder: Path, people: int) -> Path:
    """A city with second registrations, twins, families, namesakes."""
    from shebao.population.agency.writing import write_agency

    city = folder / f"city-{people}"
    if not (city / "likenesses.csv").exists():
        shutil.rmtree(city, ignore_errors=True)
        write_agency(people, SEED, city, AS_OF, FAULTS)
    return city


def linked(city: Path, output: Path) -> Callable[[], tuple[int, int]]:
    """Prepares a run; the call returns people and pairs."""
    from shebao.operations.linking import shipped_model
    from shebao.operations.linking.service import connected, link
    from shebao.operations.linking.training import people_of

    model = shipped_model()

    def call() -> tuple[int, int]:
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        with connected(output / "spill", MEMORY, THREADS) as connection:
            found = link(connection, people_of(city), output, model, lambda *_: None)
        return found.people, found.pairs

    return call


def told(city: Path, output: Path) -> None:
    """Precision and recall by threshold."""
    from shebao.operations.linking import shipped_model
    from shebao.operations.linking.measuring import quality

    for each in quality(city, output, shipped_model(), (-3, 0, 3, 6)):
        print(f"  score {each.threshold:>3.0f}: precision {each.precision:.2%}, recall {each.recall:.2%}")
