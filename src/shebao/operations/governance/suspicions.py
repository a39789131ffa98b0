"""Suspicions: findings with an identity that stays the same from month to month, and what became of them.

Pure functions, so that a server can store what they return.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

_LENGTH = 20


class Course(Enum):
    """What became of a suspicion since the run before."""

    NEW = "new"
    REMAINING = "remaining"
    RETURNED = "returned"
    GONE = "gone"

    @property
    def title(self) -> str:
        """The Chinese word."""
        return {"new": "新增", "remaining": "仍在", "returned": "复现", "gone": "已消除"}[self.value]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A finding about a subject, with the runs in which it was first and last seen."""

    identity: str
    check: str
    subject: str
    rows: int
    first_run: int
    last_run: int
    course: Course


def identity(check: str, subject: str) -> str:
    """The identity of a suspicion: what is suspected, of whom. Neither evidence nor month nor engine enter it."""
    plain = unicodedata.normalize("NFC", f"{check}\n{subject.strip()}")
    return hashlib.sha256(plain.encode()).hexdigest()[:_LENGTH].upper()


def followed(
    earlier: Mapping[str, Suspicion], found: Iterable[tuple[str, str, int]], run: int, judged: Iterable[str]
) -> dict[str, Suspicion]:
    """The suspicions after a run: found now, or known before.

    `judged` are the checks that ran completely: only their suspicions can be gone; others stay as they were.
    """
    now: dict[str, Suspicion] = {}
    for check, subject, rows in found:
        key = identity(check, subject)
        before = earlier.get(key)
        if before is None:
            now[key] = Suspicion(key, check, subject, rows, run, run, Course.NEW)
        else:
            course = Course.RETURNED if before.course is Course.GONE else Course.REMAINING
            now[key] = Suspicion(key, check, subject, rows, before.first_run, run, course)
    complete = set(judged)
    for key, before in earlier.items():
        if key not in now:
            gone = before.check in complete
            course = Course.GONE if gone else before.course
            now[key] = Suspicion(
                key, before.check, before.subject, before.rows, before.first_run, before.last_run, course
            )
    return now
