"""Trains the weights on synthetic truth: `python -m shebao.operations.linking.training CITY… --output weights.json`.

A city is what `shebao population --faults N` writes. Properties of people who resemble (twins share birth, telephone,
address, surname and most digits) are not independent, so the weights of the levels are fitted together, by logistic
regression over the pairs that meet, and written in Splink's form: u is the share of a level among others who meet, m ∝
u · 2^weight, and the prior takes up the scale. The score of a pair stays the same by this.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from shebao.operations.linking.model import Model, Weights, structure
from shebao.operations.linking.preparation import prepare
from shebao.operations.linking.scoring import OnDuckDB, score

Floats = NDArray[np.float64]

RIDGE = 2.0
"""How strongly the weights are held to what each level says by itself (log m/u): the fit corrects dependence only."""
STEPS = 60
_MOST_SHARE = 0.999
PEOPLE_ONCE_TOO_OFTEN = 0.005
"""The share of people registered twice that the prior is for; training has more of them, so that every kind occurs."""


@dataclass(frozen=True)
class Examples:
    """Pairs that meet: the level of each comparison (−1 missing), and whether both are the same person."""

    gammas: NDArray[np.int64]
    same: NDArray[np.bool_]
    people: int
    likeness: tuple[str, ...]


def people_of(city: Path) -> str:
    """The people of a synthetic city as a relation."""
    return (
        "SELECT '' AS source, CAST(AAC001 AS VARCHAR) AS number, AAC003 AS name, AAC002 AS identity, AAC004 AS sex, "
        f"AAC006 AS birth, AAE005 AS phone, AAE006 AS address FROM read_parquet('{city}/persons/*.parquet')"
    )


def likenesses_of(city: Path) -> dict[tuple[int, int], tuple[bool, str]]:
    """Who is registered twice, and who only resembles whom."""
    with (city / "likenesses.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {(int(row["person"]), int(row["second"])): (row["same"] == "True", row["likeness"]) for row in rows}


def examples(city: Path, work: Path, model: Model) -> Examples:
    """The pairs of a city that meet, with the truth."""
    known = likenesses_of(city)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        given, ready = prepare(connection, people_of(city), work)
        numbers = dict(connection.execute(f"SELECT \"row\", number::BIGINT FROM read_parquet('{given}')").fetchall())
        found = list(score(OnDuckDB(connection), ready, len(numbers), model, lambda *_: None, None))
    names = [f"gamma_{each.id}" for each in model.comparisons]
    gammas = np.concatenate(
        [np.stack([part.column(name).to_numpy() for name in names], axis=1).astype(np.int64) for part in found]
    )
    pairs = [
        tuple(sorted((numbers[one], numbers[other])))
        for part in found
        for one, other in zip(part.column("row_l").to_pylist(), part.column("row_r").to_pylist(), strict=True)
    ]
    told = [known.get((one, other), (False, "")) for one, other in pairs]
    return Examples(gammas, np.array([same for same, _ in told]), len(numbers), tuple(name for _, name in told))


def fitted(model: Model, seen: Examples) -> tuple[float, list[Floats]]:
    """The intercept and the weight of each level, in natural logarithms, most alike first."""
    columns, places = _columns(model, seen.gammas)
    target = seen.same.astype(np.float64)
    alone = _alone(columns, seen.same)
    weights = alone.copy()
    ridge = np.full(len(weights), RIDGE)
    ridge[0] = 1e-6
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights, -40, 40)))
        slope = columns.T @ (chance - target) + ridge * (weights - alone)
        curve = (columns * (chance * (1 - chance) + 1e-9)[:, None]).T @ columns + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return float(weights[0]), [weights[first:last] for first, last in places]


def _alone(columns: Floats, same: NDArray[np.bool_]) -> Floats:
    """The logarithm of m/u of each level by itself, as if properties were independent; 0 for the intercept."""
    m, u = (columns[chosen].sum(axis=0) + 1 for chosen in (same, ~same))
    found = np.log(m / (same.sum() + 1)) - np.log(u / ((~same).sum() + 1))
    found[0] = 0
    return np.asarray(found)


def _columns(model: Model, gammas: NDArray[np.int64]) -> tuple[Floats, list[tuple[int, int]]]:
    """One column a level, 1 where a pair is on it; missing is on none."""
    columns, places = [np.ones(len(gammas))], []
    for number, comparison in enumerate(model.comparisons):
        first = len(columns)
        for place in range(len(comparison.levels)):
            columns.append((gammas[:, number] == len(comparison.levels) - 1 - place).astype(np.float64))
        places.append((first, len(columns)))
    return np.stack(columns, axis=1), places


def weights(model: Model, seen: Examples) -> Weights:
    """The weights in Splink's form."""
    intercept, fits = fitted(model, seen)
    intercept += np.log(PEOPLE_ONCE_TOO_OFTEN * seen.people / max(1, int(seen.same.sum())))
    m: dict[str, tuple[float, ...]] = {}
    u: dict[str, tuple[float, ...]] = {}
    for number, (comparison, fit) in enumerate(zip(model.comparisons, fits, strict=True)):
        among = seen.gammas[~seen.same, number]
        top = len(comparison.levels) - 1
        counts = np.array([(among == top - place).sum() for place in range(top + 1)], dtype=np.float64) + 1
        shares = counts / counts.sum()
        alike = shares * np.exp(fit)
        scale = alike.sum()
        intercept += np.log(scale)
        m[comparison.id] = tuple(float(f"{each:.9g}") for each in alike / scale)
        u[comparison.id] = tuple(float(f"{each:.9g}") for each in shares)
    return Weights(float(f"{1 / (1 + np.exp(-intercept)):.9g}"), m, u)


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains and writes."""
    parser = argparse.ArgumentParser(prog="python -m shebao.operations.linking.training")
    parser.add_argument("cities", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/linking"))
    options = parser.parse_args(arguments)
    model = structure()
    seen = [examples(city, options.work, model) for city in options.cities]
    together = Examples(
        np.concatenate([each.gammas for each in seen]),
        np.concatenate([each.same for each in seen]),
        sum(each.people for each in seen),
        tuple(name for each in seen for name in each.likeness),
    )
    found = weights(model, together)
    told: dict[str, Any] = {
        "trained": {
            "cities": [json.loads((city / "manifest.json").read_text(encoding="utf-8")) for city in options.cities],
            "pairs": len(together.same),
            "same": int(together.same.sum()),
        },
        "prior": found.prior,
        "m": found.m,
        "u": found.u,
    }
    options.output.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for comparison in model.comparisons:
        for level in comparison.levels:
            print(f"{comparison.title}  {level.title}: {found.bits(comparison, level):+.1f}")
    print(f"起点: {np.log2(found.prior / (1 - found.prior)):+.1f}")


if __name__ == "__main__":
    main()
