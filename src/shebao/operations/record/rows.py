"""The rows of the record. A row is never changed but for `known_to`, which is set once, when it is superseded or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from shebao.operations.record.valid import Valid


class SubjectKind(StrEnum):
    """Whose record it is."""

    PERSON = "person"
    EMPLOYER = "employer"


class Table(StrEnum):
    """The tables that effects write to, as exports name them."""

    SUBJECT = "subject"
    FACT = "fact"
    SPELL = "spell"
    LIABILITY = "liability"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or an employer: a number of the agency's own (个人编号, 单位编号), known since an act."""

    id: int
    kind: SubjectKind
    known_from: datetime
    act: int


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of a register of a subject for a span of days, as known from `known_from` to `known_to`.

    `slot` tells several values of one register apart (the accounts of several benefits); the value is the text that the
    register's field writes.
    """

    id: int
    subject: int
    register: str
    slot: str
    value: str
    valid: Valid
    known_from: datetime
    known_to: datetime | None
    act: int
    supersedes: int | None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of enrolment (参保时段) of a person in a line, open until something changes.

    `scheme_place` is the division whose rules apply, `office` the organisation that keeps it; flexible workers and
    residents have no employer. `reason` is the code of the change that gave the row its bounds.
    """

    id: int
    person: int
    line: str
    kind: str
    scheme_place: str
    office: int
    employer: int | None
    valid: Valid
    reason: str
    known_from: datetime
    known_to: datetime | None
    act: int
    supersedes: int | None


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed for each month of a stretch: base and amounts in fen, rates in millionths.

    `kind` is regular, flexible, resident, project, backpay; `policy` names the dated policy that changed base, rate or share
    (阶段性降费、减免), '' where none did.
    """

    kind: str
    base: int
    unit_rate: int
    person_rate: int
    unit: int
    person_share: int
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Liability:
    """A stretch of whole months for which the same is owed for a person in a line (应缴), open until something changes.

    The employer pays the unit's share; who has none pays alone. Two stretches that touch and say the same are one.
    """

    id: int
    person: int
    line: str
    employer: int | None
    owed: Owed
    valid: Valid
    known_from: datetime
    known_to: datetime | None
    act: int
    supersedes: int | None


Row: TypeAlias = Fact | Spell
"""What a record is read by."""
AnyRow: TypeAlias = Row | Liability
"""What acts write beside subjects."""


def known(row: AnyRow, at: datetime) -> bool:
    """Whether a row was what the agency knew at an instant."""
    return row.known_from <= at and (row.known_to is None or at < row.known_to)


def holds(row: AnyRow, day: date) -> bool:
    """Whether a row says something about a day."""
    return day in row.valid
