"""Repeatable random draws: a pure function of seed, field and person, so neither order nor chunks matter.

SplitMix64 (Steele, Lea and Flood 2014) in integers only: the same numbers on every machine and library version.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = (values ^ (values >> np.uint64(30))) * _FIRST
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
    return mixed ^ (mixed >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws for the persons (or employers) numbered `numbers`."""

    seed: int
    numbers: Integers

    def raw(self, field: str) -> NDArray[np.uint64]:
        """32 random bits for each number."""
        salt = np.array([self.seed * 0x1_0000_0001 + zlib.crc32(field.encode())], dtype=np.uint64)
        return _mix(self.numbers.astype(np.uint64) * _GOLDEN + _mix(salt)) >> np.uint64(32)

    def below(self, field: str, limit: int | Integers) -> Integers:
        """Integers from 0 to limit − 1, evenly; the limit is below 2^31."""
        bounded = self.raw(field) * np.asarray(limit, dtype=np.uint64)
        return (bounded >> np.uint64(32)).astype(np.int64)

    def between(self, field: str, low: int, high: int) -> Integers:
        """Integers from low to high, both included, evenly."""
        return low + self.below(field, high - low + 1)

    def around(self, field: str, centre: int, spread: int) -> Integers:
        """Integers heaped around the centre, at most twice the spread away (the sum of four even draws)."""
        total = sum((self.below(f"{field}/{part}", spread + 1) for part in range(4)), np.zeros_like(self.numbers))
        return centre + total - 2 * spread

    def chance(self, field: str, permille: int) -> Booleans:
        """True for about `permille` of a thousand."""
        return self.below(field, 1000) < permille

    def choice(self, field: str, weights: Sequence[int]) -> Integers:
        """Positions in `weights`, each as often as its weight says."""
        bounds = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(bounds, self.below(field, int(bounds[-1])), side="right").astype(np.int64)
