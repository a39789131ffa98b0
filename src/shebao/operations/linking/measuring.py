"""Measures the shipped model on a synthetic city: `python -m shebao.operations.linking.measuring CITY`.

Precision and recall by threshold, against every second registration that was planted (also those that never meet), and
what was missed by kind.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from shebao.operations.linking.model import Model, shipped_model
from shebao.operations.linking.preparation import prepare
from shebao.operations.linking.scoring import OnDuckDB, score
from shebao.operations.linking.training import likenesses_of, people_of


@dataclass(frozen=True, slots=True)
class Quality:
    """What a threshold finds: right pairs, wrong pairs, missed ones by kind."""

    threshold: float
    right: int
    wrong: int
    missed: Counter[str]

    @property
    def precision(self) -> float:
        """The share of right pairs among those told."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of planted pairs that are told."""
        return self.right / max(1, self.right + self.missed.total())


def scores_of(city: Path, work: Path, model: Model) -> dict[tuple[int, int], float]:
    """The score of each pair that meets."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        given, ready = prepare(connection, people_of(city), work)
        numbers = dict(connection.execute(f"SELECT \"row\", number::BIGINT FROM read_parquet('{given}')").fetchall())
        found = {}
        for part in score(OnDuckDB(connection), ready, len(numbers), model, lambda *_: None, None):
            rows = zip(*(part.column(name).to_pylist() for name in ("row_l", "row_r", "match_weight")), strict=True)
            for one, other, weight in rows:
                low, high = sorted((numbers[one], numbers[other]))
                found[low, high] = weight
        return found


def quality(city: Path, work: Path, model: Model, thresholds: Sequence[float]) -> Iterator[Quality]:
    """The quality at each threshold."""
    found, known = scores_of(city, work, model), likenesses_of(city)
    planted = {pair: name for pair, (same, name) in known.items() if same}
    for threshold in thresholds:
        told = {pair for pair, weight in found.items() if weight >= threshold}
        missed = Counter(name for pair, name in planted.items() if pair not in told)
        yield Quality(threshold, len(told & set(planted)), len(told - set(planted)), missed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m shebao.operations.linking.measuring")
    parser.add_argument("city", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build/linking"))
    options = parser.parse_args(arguments)
    print(f"{'score':>6}{'right':>9}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>9}")
    model = shipped_model()
    for each in quality(options.city, options.work, model, (-6, -3, 0, 3, 6, 10, 15)):
        print(
            f"{each.threshold:>6.0f}{each.right:>9}{each.wrong:>7}{each.missed.total():>8}"
            f"{each.precision:>11.2%}{each.recall:>9.2%}  {dict(each.missed)}"
        )


if __name__ == "__main__":
    main()
