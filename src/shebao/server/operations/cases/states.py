"""States of a case, and the words for them."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    REVIEW = "review"
    APPROVAL = "approval"
    RETURNED = "returned"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return WORDS[self.value][0]


WORDS = {
    "review": ("待复核", "attention"),
    "approval": ("待审批", "attention"),
    "returned": ("退回补正", "info"),
    "done": ("已办结", "good"),
    "refused": ("不予办理", "bad"),
    "withdrawn": ("已撤回", "neutral"),
}
OPEN = (State.REVIEW, State.APPROVAL, State.RETURNED)
FINAL = (State.DONE, State.REFUSED, State.WITHDRAWN)
