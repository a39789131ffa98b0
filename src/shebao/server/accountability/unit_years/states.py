"""The states of a unit-year: the one place where they are named, for programs and for people, with their tone."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a unit-year stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return WORDS[self][0]


WORDS = {
    State.DRAFT: ("编制中", "neutral"),
    State.CHECKED: ("已核对", "info"),
    State.SUBMITTED: ("已提交", "info"),
    State.RETURNED: ("已退回", "attention"),
    State.ACCEPTED: ("已审核", "good"),
    State.APPROVED: ("已批复", "good"),
    State.PUBLISHED: ("已公开", "good"),
}
CHOICES = tuple((state.value, state.label) for state in State)
EDITABLE = frozenset({State.DRAFT, State.CHECKED, State.RETURNED})


def after_edit(state: str) -> State | None:
    """The state of a unit-year once its content was changed; None where it may not be changed in that state."""
    if state not in EDITABLE:
        return None
    return State.DRAFT if state == State.CHECKED else State(state)
