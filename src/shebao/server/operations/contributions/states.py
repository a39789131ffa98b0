"""States of a month's run, and the words for them."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a run stands."""

    COMPUTING = "computing"
    FAULTY = "faulty"
    REVIEW = "review"
    APPLYING = "applying"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return WORDS[self.value][0]


WORDS = {
    "computing": ("计算中", "info"),
    "faulty": ("不能核定", "bad"),
    "review": ("待复核", "attention"),
    "applying": ("写入中", "info"),
    "done": ("已核定", "good"),
    "refused": ("复核不同意", "bad"),
    "withdrawn": ("已撤回", "neutral"),
}
FINAL = (State.FAULTY, State.DONE, State.REFUSED, State.WITHDRAWN)
OPEN = tuple(state for state in State if state not in FINAL)
