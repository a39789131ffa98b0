"""How a frozen roster is divided: ranges of personal numbers that follow from the numbers alone, not their order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

PART_ROWS = 262_144


@dataclass(frozen=True, slots=True)
class Part:
    """The persons from `low` to below `high`, open where None; the first part also takes rows without a person.

    `repeated` tells whether a person of the part occurs more than once, `shared` whether one of them has an identity
    number that somebody else of the roster has too.
    """

    number: int
    low: int | None
    high: int | None
    rows: int
    repeated: bool
    shared: bool = False

    @property
    def name(self) -> str:
        """The stem of the part's files."""
        return Part.stem(self.number)

    @staticmethod
    def stem(number: int) -> str:
        """The stem of the files of the part with that number."""
        return f"part-{number:05}"


@dataclass(frozen=True, slots=True)
class Keys:
    """The persons of a frozen roster, sorted, rows without one left out."""

    persons: NDArray[np.int64]
    rows: int


def read_keys(path: Path, column: str) -> Keys:
    """The persons of a Parquet file that is in their order."""
    values = pq.ParquetFile(path).read(columns=[column]).column(column)
    return Keys(values.drop_null().cast("int64").to_numpy(), len(values))


def in_order(path: Path, column: str) -> bool:
    """Whether a Parquet file has its rows in order of an integer column, rows without it first."""
    last: int | None = None
    for batch in pq.ParquetFile(path).iter_batches(columns=[column], batch_size=1 << 20):
        values = batch.column(0)
        if len(values) == 0:
            continue
        if values.null_count:
            return False
        numbers = values.to_numpy()
        if (last is not None and numbers[0] < last) or (numbers[1:] < numbers[:-1]).any():
            return False
        last = int(numbers[-1])
    return True


def divide(keys: Keys, part_rows: int, sharing: NDArray[np.int64]) -> tuple[Part, ...]:
    """Parts of about `part_rows` rows; all rows of one person are in one part. `sharing` are persons in order."""
    persons = keys.persons
    bounds = sorted({int(value) for value in persons[part_rows::part_rows]} - set(persons[:1].tolist()))
    starts: list[int] = np.searchsorted(persons, bounds).tolist()
    cuts = [0, *starts, len(persons)]
    edges: list[int | None] = [None, *bounds, None]
    spare = keys.rows - len(persons)
    parts = []
    for number, (start, end) in enumerate(pairwise(cuts)):
        here = persons[start:end]
        rows = len(here) + (spare if number == 0 else 0)
        repeated = bool((here[1:] == here[:-1]).any())
        shared = len(here) > 0 and bool(np.isin(sharing, here, assume_unique=False).any())
        parts.append(Part(number, edges[number], edges[number + 1], rows, repeated, shared))
    return tuple(parts)
