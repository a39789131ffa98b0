"""Acts: who changed the record, when, and on which authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuthorityKind(StrEnum):
    """What an act rests on."""

    CASE = "case"
    RUN = "run"
    MESSAGE = "message"
    CORRECTION = "correction"


AUTHORITY_LABELS = {
    AuthorityKind.CASE: "办件",
    AuthorityKind.RUN: "批量办理",
    AuthorityKind.MESSAGE: "部门共享数据",
    AuthorityKind.CORRECTION: "更正",
}


@dataclass(frozen=True, slots=True)
class Authority:
    """The case, run, message or correction that an act carries out; `number` tells several acts of one apart."""

    kind: AuthorityKind
    id: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `by`, `checked_by` and `approved_by` are accounts of the agency's people (None: nobody, 0 never).

    `corrects` is the act that this one corrects; a correction names one. Raises ValueError where a person checks or
    approves what is their own, or a correction names nothing.
    """

    id: int
    at: datetime
    by: int | None
    authority: Authority
    service: str = ""
    service_version: str = ""
    checked_by: int | None = None
    approved_by: int | None = None
    corrects: int | None = None

    def __post_init__(self) -> None:
        people = [person for person in (self.by, self.checked_by, self.approved_by) if person is not None]
        if len(set(people)) != len(people):
            raise ValueError("经办、复核、审批应是不同的人")
        if self.authority.kind is AuthorityKind.CORRECTION and self.corrects is None:
            raise ValueError("更正应写明更正的是哪一次办理")
