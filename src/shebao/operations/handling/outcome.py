"""What a service comes to: every condition with its law, the facts it read and how it was assessed, and the effects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

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
class Outcome:
    """All assessments, what everybody should know before deciding, and the effects; none where a condition is not fulfilled."""

    assessments: tuple[Assessment, ...]
    effects: tuple[Effect, ...] = ()
    notices: tuple[str, ...] = field(default=())

    @property
    def against(self) -> tuple[Assessment, ...]:
        """The conditions that are not fulfilled."""
        return tuple(one for one in self.assessments if one.result is Result.NOT_FULFILLED)


def outcome(assessments: Iterable[Assessment], effects: Iterable[Effect], notices: Iterable[str] = ()) -> Outcome:
    """An outcome whose effects are there only where nothing stands against them."""
    assessed = tuple(assessments)
    refused = any(one.result is Result.NOT_FULFILLED for one in assessed)
    return Outcome(assessed, () if refused else tuple(effects), tuple(notices))
