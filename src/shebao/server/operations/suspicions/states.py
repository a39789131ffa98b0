"""The states of a suspicion and of a ruling: the one place where they are named, for programs and for people, with their tone."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a suspicion stands."""

    NEW = "new"
    CHECKING = "checking"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    EXPLAINED = "explained"
    CORRECTED = "corrected"
    RECOVERING = "recovering"
    HANDED_OVER = "handed_over"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return WORDS[self][0]


WORDS = {
    State.NEW: ("待核查", "attention"),
    State.CHECKING: ("核查中", "info"),
    State.PROPOSED: ("待复核", "attention"),
    State.CONFIRMED: ("属实", "bad"),
    State.EXPLAINED: ("有合理解释", "good"),
    State.CORRECTED: ("已更正", "good"),
    State.RECOVERING: ("追回中", "bad"),
    State.HANDED_OVER: ("已移交", "neutral"),
}
GONE = "gone"
"""How a suspicion stands that nobody decided before a run found it no more."""
STANDINGS = {**{state.value: words for state, words in WORDS.items()}, GONE: ("已消除", "neutral")}
CHOICES = tuple((state.value, state.label) for state in State)
OPEN = frozenset({State.NEW, State.CHECKING, State.PROPOSED})
SETTLED = frozenset(State) - OPEN


def in_backlog(state: str, present: bool) -> bool:
    """Whether somebody still has to decide: it waits for the second person, or is found now and not decided."""
    return state == State.PROPOSED or (present and state in OPEN)


class RulingState(StrEnum):
    """Where a ruling stands: alone decided, waiting for the second person, or what that person said."""

    DIRECT = "direct"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return RULING_WORDS[self][0]


RULING_WORDS = {
    RulingState.DIRECT: ("已生效", "good"),
    RulingState.WAITING: ("待复核", "attention"),
    RulingState.APPROVED: ("复核同意", "good"),
    RulingState.REJECTED: ("复核退回", "bad"),
    RulingState.WITHDRAWN: ("已撤回", "neutral"),
}
RULING_CHOICES = tuple((state.value, state.label) for state in RulingState)


class AbsenceState(StrEnum):
    """Where it stands that suspicions about money were found no more: waiting for the second person, what that person said, or
    asked anew because a later run did not find them either or found them again."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    OVERTAKEN = "overtaken"


ABSENCE_WORDS = {
    AbsenceState.WAITING: ("待确认", "attention"),
    AbsenceState.APPROVED: ("已确认消除", "good"),
    AbsenceState.REJECTED: ("不予消除", "bad"),
    AbsenceState.OVERTAKEN: ("已由后一次核查代替", "neutral"),
}
ABSENCE_CHOICES = tuple((state.value, words[0]) for state, words in ABSENCE_WORDS.items())
