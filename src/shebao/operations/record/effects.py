"""Effects: what an act does to the record, as frozen values. Nothing else changes a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from shebao.operations.record.rows import Owed, SubjectKind, Table
from shebao.operations.record.valid import Valid


@dataclass(frozen=True, slots=True)
class SubjectRegistered:
    """A person or an employer gets a record. The id was drawn before, so that other effects of the act can name it."""

    subject: int
    kind: SubjectKind


@dataclass(frozen=True, slots=True)
class FactStated:
    """A register of a subject has this value for these days, whatever was known about them before."""

    subject: int
    register: str
    value: str
    valid: Valid
    slot: str = ""


@dataclass(frozen=True, slots=True)
class FactEnded:
    """A register of a subject has no value from this day on."""

    subject: int
    register: str
    end: date
    slot: str = ""


@dataclass(frozen=True, slots=True)
class SpellStarted:
    """A person is enrolled in a line. The reason is the code of the change."""

    person: int
    line: str
    kind: str
    scheme_place: str
    office: int
    employer: int | None
    valid: Valid
    reason: str


@dataclass(frozen=True, slots=True)
class SpellRestated:
    """A spell has other bounds: ended, reopened, begun earlier. The reason is the code of the change."""

    person: int
    spell: int
    valid: Valid
    reason: str


@dataclass(frozen=True, slots=True)
class SpellChanged:
    """From a day on a spell is of another kind, place or office; what is None stays as it is."""

    person: int
    spell: int
    since: date
    reason: str
    kind: str | None = None
    scheme_place: str | None = None
    office: int | None = None


@dataclass(frozen=True, slots=True)
class SpellWithdrawn:
    """A spell was never: it had been entered by mistake."""

    person: int
    spell: int


@dataclass(frozen=True, slots=True)
class LiabilityStated:
    """For these months this is owed for a person in a line, whatever was known about them before."""

    person: int
    line: str
    employer: int | None
    valid: Valid
    owed: Owed


@dataclass(frozen=True, slots=True)
class LiabilityLifted:
    """For these months nothing is owed for a person in a line (at an employer, where the line has a stretch for each)."""

    person: int
    line: str
    employer: int | None
    valid: Valid


Effect: TypeAlias = (
    SubjectRegistered
    | FactStated
    | FactEnded
    | SpellStarted
    | SpellRestated
    | SpellChanged
    | SpellWithdrawn
    | LiabilityStated
    | LiabilityLifted
)


TABLES: Mapping[type[Effect], Table] = {
    SubjectRegistered: Table.SUBJECT,
    FactStated: Table.FACT,
    FactEnded: Table.FACT,
    SpellStarted: Table.SPELL,
    SpellRestated: Table.SPELL,
    SpellChanged: Table.SPELL,
    SpellWithdrawn: Table.SPELL,
    LiabilityStated: Table.LIABILITY,
    LiabilityLifted: Table.LIABILITY,
}
"""The table whose rows an effect changes, and of whose current rows it depends."""


def subject_of(effect: Effect) -> int:
    """Whose record an effect changes."""
    return effect.subject if isinstance(effect, SubjectRegistered | FactStated | FactEnded) else effect.person
