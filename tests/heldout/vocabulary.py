"""What a seed may draw from: every third word, style and layout belongs to sealed seeds alone."""

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIRST_SEALED = 100_000
SIBLINGS = range(50_000, 60_000)  # told in the words of siblings.yaml alone


@cache
def data(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text("utf-8"))


class Draw:
    """Random choices of one seed, repeatable, from the pools that are open to it."""

    def __init__(self, seed: int, *purpose: str) -> None:
        self.seed, self.sealed = seed, seed >= FIRST_SEALED
        self.random = random.Random("/".join([str(seed), *purpose]))

    def of(self, pool: Any) -> Any:
        """A choice from a list, or from `{open, sealed}`: sealed seeds mostly draw what tuning never sees."""
        if isinstance(pool, list):
            return self.random.choice(pool)
        hidden = self.sealed and self.random.random() < 0.7
        return self.random.choice(pool["sealed" if hidden else "open"])

    def split(self, pool: list[Any]) -> Any:
        """A choice from a list whose last third is sealed."""
        cut = len(pool) - max(1, len(pool) // 3) if len(pool) > 1 else 1
        return self.of({"open": pool[:cut], "sealed": pool[cut:] or pool})

    def told(self, name: str, pool: list[Any]) -> Any:
        """A choice of wording: from `pool`, or for a sibling from the words of that name in siblings.yaml."""
        if self.seed not in SIBLINGS:
            return self.split(pool)
        own = data("siblings")
        return self.random.choice(own["phrases"].get(name) or own[name])

    def word(self, name: str) -> Any:
        return self.of(data("vocabulary")[name])

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, low: int, high: int) -> int:
        return self.random.randint(low, max(low, high))
