"""Notices to the applicant, written as the case moves: accepted, to be corrected, not accepted, refused, completed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from shebao.server.operations.cases.models import Case, Notice
from shebao.services.stages import stages

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE = 12
_AGAINST = ("not_accepted", "refused", "undone")


def new_code() -> str:
    """A code that nobody guesses, in letters that nobody mistakes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE))


def notify(
    case: Case, kind: str, by: User, at: datetime, *, lines: Iterable[str] = (), reason: str = "",
    until: date | None = None, code: str = "",
) -> Notice:  # fmt: skip
    """Writes a notice; a decision against the applicant tells the remedy."""
    remedy = f"{stages().remedy.text}（{stages().remedy.basis}）" if kind in _AGAINST else ""
    found: Notice = Notice.objects.create(
        case=case, kind=kind, code=code or new_code(), at=at, by=by, lines=list(lines), reason=reason, remedy=remedy,
        until=until,
    )  # fmt: skip
    return found
