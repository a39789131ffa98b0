"""How many of the cases that one person decided alone are reviewed afterwards, and which: drawn so that anybody can draw them
again. Data in sampling.yaml. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from shebao.fields.data_files import DataFileError, load_data, mapping

_FILE = "sampling.yaml"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of a hundred since a day, and at least so many a drawing."""

    since: date
    percent: int
    least: int

    def of(self, number: int) -> int:
        """How many of that many."""
        return min(number, max(self.least, -(-number * self.percent // 100)))


@cache
def _rates() -> tuple[Rate, ...]:
    values = mapping(_FILE, load_data(__package__, _FILE), ("basis", "confidence", "rates"))
    found = []
    for number, entry in enumerate(values["rates"], 1):
        one = mapping(f"{_FILE}：rates[{number}]", entry, ("from", "percent", "least"))
        if type(one["percent"]) is not int or not 0 <= one["percent"] <= 100 or type(one["least"]) is not int:
            raise DataFileError(f"{_FILE}：rates[{number}]：percent 应是 0 至 100 的整数，least 应是整数")
        found.append(Rate(one["from"], one["percent"], one["least"]))
    return tuple(sorted(found, key=lambda rate: rate.since))


def rate_on(day: date) -> Rate:
    """The rate in force on a day. Raises DataFileError before the first."""
    begun = [rate for rate in _rates() if rate.since <= day]
    if not begun:
        raise DataFileError(f"{_FILE}：{day} 还没有抽查比例")
    return begun[-1]


def drawn(numbers: Iterable[str], seed: str, count: int) -> list[str]:
    """So many of the case numbers: those whose digest with the seed is smallest. The same seed draws the same."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())[:count]
