"""Work that waits, as apps give it to the inbox: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

SHOWN = 200
"""How much work of one kind an app gives at most; what is left over it counts in `Waiting.more`."""
SOON = 7


class Pressing(StrEnum):
    """How pressing something is that has a last day."""

    CALM = "calm"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that waits for somebody: what is to be done (`task`) with what (`subject`), and where that is done.

    `until` is the last day, None where there is none; `note` says more in one sentence; `holder` is who has it, where it is
    somebody else; `number` counts the things behind it, where one line stands for many.
    """

    task: str
    subject: str
    address: str
    since: datetime
    until: date | None = None
    note: str = ""
    holder: str = ""
    number: int = 1

    def days_left(self, today: date) -> int | None:
        """Days until the last day, negative after it; None where there is none."""
        return None if self.until is None else (self.until - today).days

    def pressing(self, today: date) -> Pressing:
        """How pressing it is: late after its last day, soon within a week."""
        left = self.days_left(today)
        if left is None or left > SOON:
            return Pressing.CALM
        return Pressing.LATE if left < 0 else Pressing.SOON


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, and what they wait for at others; `more` counts what waits for them and is not listed."""

    mine: tuple[Work, ...] = ()
    others: tuple[Work, ...] = ()
    more: int = 0

    @property
    def number(self) -> int:
        """How many things wait for the person."""
        return sum(work.number for work in self.mine) + self.more
