"""Amounts of a unit and its persons side by side, in fen, and what a sum is owed for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from shebao.fields.dates import Month


class Owing(NamedTuple):
    """What is paid for: payer (an employer, else the person), line of insurance, month."""

    payer: int
    line: str
    month: Month


@dataclass(frozen=True, slots=True)
class Amounts:
    """The unit's and the persons' part; one never pays for the other."""

    unit: int = 0
    person: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(self.unit + other.unit, self.person + other.person)

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(self.unit - other.unit, self.person - other.person)

    def __bool__(self) -> bool:
        return bool(self.unit or self.person)

    @property
    def total(self) -> int:
        """Both together."""
        return self.unit + self.person

    def covers(self, other: Amounts) -> bool:
        """Whether each part is at least the other's."""
        return self.unit >= other.unit and self.person >= other.person

    def within(self, other: Amounts) -> Amounts:
        """So much of each part as the other has, nothing below zero."""
        return Amounts(max(min(self.unit, other.unit), 0), max(min(self.person, other.person), 0))


NOTHING = Amounts()
