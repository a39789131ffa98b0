"""Planted faults: a person or row chosen for each, what is changed, and every finding that must follow from it.

A person bears one fault at most, so that what follows is known. Checks are named as the shipped set names them; a fault
says what is wrong in words of the field, and the list of findings is what a clerk would expect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shebao.population.agency.changes import Changes, Person

Follow = list[tuple[str, str]]
"""The findings that must follow: check and subject."""


@dataclass(slots=True)
class Planted:
    """What has been planted so far: the truth, the employers that must be changed, how often each kind."""

    seed: int
    as_of: int
    each: int
    truth: list[tuple[str, str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    closed_employers: list[int] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    pensioners: list[int] = field(default_factory=list)
    lent: dict[int, int] = field(default_factory=dict)
    registered: list[dict[str, Any]] = field(default_factory=list)
    """Rows of persons that are added after all others."""
    likenesses: list[tuple[int, int, bool, str]] = field(default_factory=list)
    """Person, second registration, whether both are the same person, how they resemble."""

    def month(self, back: int) -> int:
        """The month so many months before the last, YYYYMM."""
        ordinal = self.as_of - back
        return ordinal // 12 * 100 + ordinal % 12 + 1

    def used_account(self, person: Person) -> int:
        """Another pensioner whose account a person may use: one that bears no fault."""
        others = [each for each in self.pensioners if each not in self.used or each == self.lent.get(person.number)]
        if person.number not in self.lent:
            self.lent[person.number] = others[0]
            self.used.add(others[0])
        return self.lent[person.number]

    def note(self, fault: str, follow: Follow) -> None:
        """Keeps what must be found."""
        self.truth.extend((fault, check, subject) for check, subject in follow)


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault: whom it befalls, and what it does."""

    name: str
    who: str
    plant: Callable[[Changes, Person, Planted], Follow | None]


FAULTS: list[Fault] = []


def fault(name: str, who: str) -> Callable[[Any], Any]:
    """Registers a kind of fault; `who` is worker, pensioner, resident or anyone."""

    def register(function: Any) -> Any:
        FAULTS.append(Fault(name, who, function))
        return function

    return register
