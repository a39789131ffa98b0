"""States of a case, who has it in each, and the words for them."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    REVIEW = "review"
    APPROVAL = "approval"
    RETURNED = "returned"
    OUTSIDE = "outside"
    SUSPENDED = "suspended"
    DECIDED = "decided"
    DONE = "done"
    NOT_ACCEPTED = "not_accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return WORDS[self.value][0]


WORDS = {
    "draft": ("草稿", "neutral"),
    "submitted": ("待受理", "attention"),
    "correcting": ("待申请人补正", "info"),
    "review": ("待复核", "attention"),
    "approval": ("待审批", "attention"),
    "returned": ("退回受理人", "info"),
    "outside": ("等待有权机关", "info"),
    "suspended": ("期限中止", "info"),
    "decided": ("已决定待送达", "attention"),
    "done": ("已办结", "good"),
    "not_accepted": ("不予受理", "bad"),
    "refused": ("不予办理", "bad"),
    "withdrawn": ("已撤回", "neutral"),
}
FINAL = (State.DONE, State.NOT_ACCEPTED, State.REFUSED, State.WITHDRAWN)
OPEN = tuple(state for state in State if state not in FINAL)
BEFORE_ACCEPTANCE = (State.DRAFT, State.SUBMITTED)
IN_HAND = (State.REVIEW, State.APPROVAL, State.RETURNED)
"""Accepted, and with somebody of the agency who can go on."""
STANDING_STILL = (State.CORRECTING, State.OUTSIDE, State.SUSPENDED)
"""The clock of an accepted case stands still."""
