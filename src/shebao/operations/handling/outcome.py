"""What a service comes to: every condition with its law, the facts it read and how it was assessed, and the effects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shebao.fields.dates import Month
from shebao.operations.handling.papers import Paper
from shebao.operations.record.effects import Effect


class Result(StrEnum):
    """How a condition was assessed."""

    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    EXCEPTION = "exception"


RESULT_LABELS = {Result.FULFILLED: "符合", Result.NOT_FULFILLED: "不符合", Result.EXCEPTION: "例外"}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One legal condition: `facts` are what it read as (name, value), `told` says in words what was found and, where it is
    not fulfilled, what to do; `field` is the field of the form that it is about."""

    condition: str
    label: str
    basis: str
    result: Result
    told: str
    facts: tuple[tuple[str, str], ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """Months that have passed and that a decision changes: of a line, from `first` to `last`, `told` in words."""

    line: str
    first: Month
    last: Month
    told: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All assessments, what everybody should know before deciding, and the effects; none where a condition is not fulfilled.

    `consequences` are months of the past that it changes, `corrects` the act whose rows it corrects, `papers` the documents
    that it gives.
    """

    assessments: tuple[Assessment, ...]
    effects: tuple[Effect, ...] = ()
    notices: tuple[str, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    corrects: int | None = None
    papers: tuple[Paper, ...] = ()

    @property
    def against(self) -> tuple[Assessment, ...]:
        """The conditions that are not fulfilled."""
        return tuple(one for one in self.assessments if one.result is Result.NOT_FULFILLED)


def outcome(
    assessments: Iterable[Assessment],
    effects: Iterable[Effect],
    notices: Iterable[str] = (),
    consequences: Iterable[Consequence] = (),
    corrects: int | None = None,
    papers: Iterable[Paper] = (),
) -> Outcome:
    """An outcome whose effects, consequences and papers are there only where nothing stands against them."""
    assessed = tuple(assessments)
    if any(one.result is Result.NOT_FULFILLED for one in assessed):
        return Outcome(assessed, (), tuple(notices))
    return Outcome(assessed, tuple(effects), tuple(notices), tuple(consequences), corrects, tuple(papers))


def assessed(
    condition: str, label: str, basis: str, holds: bool, told: str, field: str = "", **facts: object
) -> Assessment:
    """A condition that is fulfilled or not."""
    return judged(condition, label, basis, Result.FULFILLED if holds else Result.NOT_FULFILLED, told, field, **facts)


def judged(
    condition: str, label: str, basis: str, result: Result, told: str, field: str = "", **facts: object
) -> Assessment:
    """A condition with how it was assessed."""
    return Assessment(
        condition, label, basis, result, told, tuple((name, str(value)) for name, value in facts.items()), field
    )
