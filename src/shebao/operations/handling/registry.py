"""The effects that services name: functions (situation, form) → outcome, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, TypeAlias

from shebao.operations.handling.outcome import Outcome
from shebao.operations.handling.situation import Situation

Form: TypeAlias = Mapping[str, Any]
Function: TypeAlias = Callable[[Situation, Form], Outcome]
_PACKAGES = (
    "shebao.operations.enrolment",
    "shebao.operations.upkeep",
    "shebao.operations.certificates",
    "shebao.operations.contributions.declaring",
    "shebao.operations.contributions.relief.deferring",
    "shebao.operations.contributions.residents.choosing",
    "shebao.operations.coverage.confirming",
)


class Party(StrEnum):
    """Whether a service is about a person or employer: about nobody, about one with a record, about one who gets a record
    where they have none, about one where there is one."""

    NOBODY = ""
    KNOWN = "known"
    NEW = "new"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Declared:
    """An effect: its name in service files, what people call it, the form fields it reads (name → kind, of a choice with the
    code lists that it understands) and its basis.

    A person is found by the field `identity_number`; an employer is the one that the counter has before it, a new one is
    found by the field `credit_code`.
    """

    name: str
    label: str
    asks: Mapping[str, str]
    optional: frozenset[str]
    basis: str
    function: Function
    person: Party = Party.NEW
    employer: Party = Party.KNOWN


_declared: dict[str, Declared] = {}


class DeclaredTwice(Exception):
    """Two functions declare the same effect."""


def effect(
    name: str,
    label: str,
    *,
    asks: Mapping[str, str],
    optional: frozenset[str] = frozenset(),
    basis: str,
    person: Party = Party.NEW,
    employer: Party = Party.KNOWN,
) -> Callable[[Function], Function]:
    """Declares a function as the effect that service files call `name`. Raises DeclaredTwice."""

    def declare(function: Function) -> Function:
        known = _declared.get(name)
        if known is not None and known.function is not function:
            raise DeclaredTwice(f"{name} 由 {known.function.__module__} 和 {function.__module__} 两处声明")
        _declared[name] = Declared(name, label, dict(asks), optional, basis, function, person, employer)
        return function

    return declare


def effects() -> Mapping[str, Declared]:
    """All effects by name."""
    for package in _PACKAGES:
        import_module(package)
    return _declared
