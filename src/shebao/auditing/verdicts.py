"""What a rule says: a relation holds, is violated, or cannot be decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shebao.report.provenance import Figure, Source


class Severity(StrEnum):
    """error: arithmetically or logically false, or legally required and absent; warning: contradicts itself in words or
    is template residue; info: form."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand of a relation: what it is called, its value as printed or derived, and where it was read."""

    name: str
    value: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """A relation that the printed figures satisfy; `figures` are those it touches. `weak` where
    nearly any figures would: ≤, a word of direction."""

    source: Source
    figures: tuple[Figure, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """A relation that could not be decided, and why (Chinese): an operand is unreadable or ambiguous."""

    source: Source
    reason: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Violated:
    """A relation that no true values behind the printed figures satisfy, or a form that is wrong.

    `suspect` is the figure most likely wrong, where one can be named; `figures` all that the relation touches; `explains`
    further figures that are wrong for the same reason, so that violations of theirs follow from this one; `severity` overrides the rule's own; `key` separates several findings at one source that are not duplicates.
    """

    source: Source
    message: str
    stated: str = ""
    expected: str = ""
    operands: tuple[Operand, ...] = ()
    figures: tuple[Figure, ...] = ()
    suspect: Figure | None = None
    explains: tuple[Figure, ...] = ()
    severity: Severity | None = None
    key: str = ""


Verdict = Holds | Undecided | Violated
