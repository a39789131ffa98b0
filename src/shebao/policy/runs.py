"""Months gathered into runs of like months, so that an explanation says once what holds for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from shebao.fields.dates import Month

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """Months in a row that share something."""

    first: Month
    last: Month
    shared: T

    @property
    def months(self) -> int:
        """How many months."""
        return self.last.since(self.first) + 1

    @property
    def text(self) -> str:
        """The months in words."""
        return str(self.first) if self.months == 1 else f"{self.first}至{self.last}（{self.months}个月）"


def runs(items: Iterable[tuple[Month, T]]) -> Iterator[Run[T]]:
    """Months with equal companions gathered into runs of consecutive months."""
    numbered = enumerate(items)
    for _, group in groupby(numbered, key=lambda item: (item[1][0].ordinal - item[0], item[1][1])):
        alike = [item for _, item in group]
        yield Run(alike[0][0], alike[-1][0], alike[0][1])
