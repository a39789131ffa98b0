"""The course of a run as declared rows: who may do what in which state. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shebao.server.operations.contributions.declares import ASSESS, REVIEW_ASSESSMENTS
from shebao.server.operations.contributions.states import State
from shebao.workflow import Condition, Refusal, Request, Transition, none_of, text_given

LONGEST_REASON = 1000


class Move(StrEnum):
    """What people do to a run."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CARRY_ON = "carry_on"
    COMPUTE = "compute"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a move depends on."""

    state: State
    version: int
    maker: int


def _own(standing: Standing) -> frozenset[int]:
    return frozenset({standing.maker})


def _by_its_maker(standing: Standing, request: Request) -> Refusal | None:
    return None if request.person == standing.maker else Refusal("not_the_maker", "由发起这次核定的人办理")


_OTHERS = none_of(_own, "own_run", "自己发起的核定由别人复核")
_REASON: Condition[Standing] = text_given("reason", "请写明原因", LONGEST_REASON)

TRANSITIONS: dict[Move, Transition[Standing]] = {
    Move.APPROVE: Transition(
        Move.APPROVE, "复核同意并写入", frozenset({State.REVIEW}), State.APPLYING, REVIEW_ASSESSMENTS, (_OTHERS,)
    ),
    Move.REFUSE: Transition(
        Move.REFUSE, "不同意", frozenset({State.REVIEW}), State.REFUSED, REVIEW_ASSESSMENTS, (_OTHERS, _REASON), ("reason",)
    ),
    Move.WITHDRAW: Transition(
        Move.WITHDRAW, "撤回", frozenset({State.COMPUTING, State.REVIEW}), State.WITHDRAWN, ASSESS, (_by_its_maker,)
    ),
    Move.COMPUTE: Transition(
        Move.COMPUTE, "重新计算", frozenset({State.COMPUTING}), State.COMPUTING, ASSESS, (_by_its_maker,)
    ),
    Move.CARRY_ON: Transition(
        Move.CARRY_ON, "继续写入", frozenset({State.APPLYING}), State.APPLYING, REVIEW_ASSESSMENTS, (_OTHERS,)
    ),
}  # fmt: skip
