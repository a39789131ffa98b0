"""What a list comes to for each it names: so, not so with what to do, or not to be told from the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Standing(StrEnum):
    """Whether it is so; `open` where the record cannot say."""

    REACHED = "reached"
    GAP = "gap"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return {"reached": "已落实", "gap": "未落实", "open": "不能判断"}[self]


class Kind(StrEnum):
    """What is counted."""

    INSURED = "insured"
    PAID = "paid"
    DRAWING = "drawing"
    REGISTERED = "registered"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The Chinese words."""
        return kinds()[self]


@cache
def kinds() -> Mapping[str, str]:
    """The words of every kind."""
    return {
        "insured": "应保尽保",
        "paid": "应代尽代",
        "drawing": "应享尽享",
        "registered": "单位已参保登记",
        "staff": "有工资的人在本单位参保",
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind for one row; `told` says why it is not so and what to do, `district` whose work it is."""

    kind: Kind
    standing: Standing
    told: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a kind concerns, and of how many it is so, is not, or cannot be told."""

    reached: int
    gap: int
    open: int

    @property
    def should(self) -> int:
        """All of them."""
        return self.reached + self.gap + self.open


def counted(found: Iterable[Finding]) -> dict[Kind, Counted]:
    """The counts by kind, in the order of the kinds."""
    numbers: dict[Kind, dict[Standing, int]] = {}
    for each in found:
        own = numbers.setdefault(each.kind, dict.fromkeys(Standing, 0))
        own[each.standing] += 1
    return {kind: Counted(*(numbers[kind][standing] for standing in Standing)) for kind in Kind if kind in numbers}
