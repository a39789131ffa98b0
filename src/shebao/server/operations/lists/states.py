"""States of a staff list, and the words for them."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a list stands."""

    CHECKING = "checking"
    FAULTY = "faulty"
    HELD = "held"
    READY = "ready"
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
    "checking": ("核对中", "info"),
    "faulty": ("文件有错误", "bad"),
    "held": ("有人员不能办理", "attention"),
    "ready": ("待提交", "attention"),
    "review": ("待复核", "attention"),
    "applying": ("写入中", "info"),
    "done": ("已办结", "good"),
    "refused": ("不予办理", "bad"),
    "withdrawn": ("已撤回", "neutral"),
}
FINAL = (State.FAULTY, State.DONE, State.REFUSED, State.WITHDRAWN)
OPEN = tuple(state for state in State if state not in FINAL)
