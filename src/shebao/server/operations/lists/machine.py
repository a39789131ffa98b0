"""The course of a staff list as declared rows: who may do what in which state. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES
from shebao.server.operations.lists.states import State
from shebao.workflow import Condition, Refusal, Request, Transition, none_of, text_given

LONGEST_REASON = 1000


class Move(StrEnum):
    """What people do to a list."""

    CHECK = "check"
    SUBMIT = "submit"
    SUBMIT_REST = "submit_rest"
    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CARRY_ON = "carry_on"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a move depends on: `good` rows can be done, `against` cannot."""

    state: State
    version: int
    clerk: int
    good: int
    against: int


def _own(standing: Standing) -> frozenset[int]:
    return frozenset({standing.clerk})


def _by_its_clerk(standing: Standing, request: Request) -> Refusal | None:
    return None if request.person == standing.clerk else Refusal("not_the_clerk", "由上传这份名册的人办理")


def _somebody_left(standing: Standing, request: Request) -> Refusal | None:
    return None if standing.good else Refusal("nobody_left", "没有能办理的人员；请更正名册后重新上传")


_OTHERS = none_of(_own, "own_list", "自己上传的名册由别人复核")
_REASON: Condition[Standing] = text_given("reason", "请写明原因", LONGEST_REASON)
_MINE = (_by_its_clerk,)

TRANSITIONS: dict[Move, Transition[Standing]] = {
    Move.CHECK: Transition(
        Move.CHECK, "重新核对", frozenset({State.CHECKING, State.HELD, State.READY}), State.CHECKING, START_CASES, _MINE
    ),
    Move.SUBMIT: Transition(Move.SUBMIT, "提交复核", frozenset({State.READY}), State.REVIEW, START_CASES, _MINE),
    Move.SUBMIT_REST: Transition(
        Move.SUBMIT_REST, "除去不能办理的，提交其余人员", frozenset({State.HELD}), State.REVIEW, START_CASES,
        (_by_its_clerk, _somebody_left),
    ),
    Move.APPROVE: Transition(
        Move.APPROVE, "复核同意", frozenset({State.REVIEW}), State.APPLYING, REVIEW_CASES, (_OTHERS,)
    ),
    Move.RETURN: Transition(
        Move.RETURN, "退回", frozenset({State.REVIEW}), State.CHECKING, REVIEW_CASES, (_OTHERS, _REASON), ("reason",)
    ),
    Move.REFUSE: Transition(
        Move.REFUSE, "不予办理", frozenset({State.REVIEW}), State.REFUSED, REVIEW_CASES, (_OTHERS, _REASON), ("reason",)
    ),
    Move.WITHDRAW: Transition(
        Move.WITHDRAW, "撤回", frozenset({State.CHECKING, State.HELD, State.READY, State.REVIEW}), State.WITHDRAWN,
        START_CASES, _MINE,
    ),
    Move.CARRY_ON: Transition(
        Move.CARRY_ON, "继续写入", frozenset({State.APPLYING}), State.APPLYING, REVIEW_CASES, (_OTHERS,)
    ),
}  # fmt: skip
