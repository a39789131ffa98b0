"""The course of a case as declared rows: who may do what in which state. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shebao.server.operations.cases.declares import APPROVE_CASES, REVIEW_CASES, START_CASES
from shebao.server.operations.cases.states import State
from shebao.workflow import Condition, Refusal, Request, Transition, none_of, text_given

LONGEST_REASON = 1000


class Move(StrEnum):
    """What people do to a case that was accepted."""

    REVIEW = "review"
    APPROVE = "approve"
    RETURN = "return"
    RETURN_FROM_APPROVAL = "return_from_approval"
    REFUSE = "refuse"
    REFUSE_IN_APPROVAL = "refuse_in_approval"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Situation:
    """What a move depends on."""

    state: State
    version: int
    clerk: int
    reviewer: int | None
    eyes: int


def _own(situation: Situation) -> frozenset[int]:
    return frozenset({situation.clerk})


def _before(situation: Situation) -> frozenset[int]:
    return frozenset({situation.clerk, situation.reviewer} - {None})  # type: ignore[arg-type]


def _by_its_clerk(situation: Situation, request: Request) -> Refusal | None:
    return None if request.person == situation.clerk else Refusal("not_the_clerk", "由受理这件的人办理")


_OTHERS = none_of(_own, "own_case", "自己受理的办件由别人复核")
_NEW_EYES = none_of(_before, "own_case", "受理和复核过的人不再审批")
_REASON: Condition[Situation] = text_given("reason", "请写明原因", LONGEST_REASON)
_OPEN = frozenset({State.REVIEW, State.RETURNED})

TRANSITIONS: dict[Move, Transition[Situation]] = {
    Move.REVIEW: Transition(Move.REVIEW, "复核同意", frozenset({State.REVIEW}), State.DONE, REVIEW_CASES, (_OTHERS,)),
    Move.RETURN: Transition(
        Move.RETURN, "退回补正", frozenset({State.REVIEW}), State.RETURNED, REVIEW_CASES, (_OTHERS, _REASON), ("reason",)
    ),
    Move.REFUSE: Transition(
        Move.REFUSE, "不予办理", frozenset({State.REVIEW}), State.REFUSED, REVIEW_CASES, (_OTHERS, _REASON), ("reason",)
    ),
    Move.APPROVE: Transition(
        Move.APPROVE, "审批同意", frozenset({State.APPROVAL}), State.DONE, APPROVE_CASES, (_NEW_EYES,)
    ),
    Move.RETURN_FROM_APPROVAL: Transition(
        Move.RETURN_FROM_APPROVAL, "退回补正", frozenset({State.APPROVAL}), State.RETURNED, APPROVE_CASES,
        (_NEW_EYES, _REASON), ("reason",),
    ),
    Move.REFUSE_IN_APPROVAL: Transition(
        Move.REFUSE_IN_APPROVAL, "不予办理", frozenset({State.APPROVAL}), State.REFUSED, APPROVE_CASES,
        (_NEW_EYES, _REASON), ("reason",),
    ),
    Move.RESUBMIT: Transition(
        Move.RESUBMIT, "重新提交", frozenset({State.RETURNED}), State.REVIEW, START_CASES, (_by_its_clerk,)
    ),
    Move.WITHDRAW: Transition(Move.WITHDRAW, "撤回", _OPEN, State.WITHDRAWN, START_CASES, (_by_its_clerk,)),
}  # fmt: skip


def target(move: Move, situation: Situation) -> State:
    """The state after a move: what three people decide goes from review to approval."""
    if move is Move.REVIEW and situation.eyes >= 3:
        return State.APPROVAL
    return State(TRANSITIONS[move].target)
