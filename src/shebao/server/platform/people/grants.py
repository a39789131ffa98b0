"""A grant is asked for, reviewed by internal control and approved by the head: the declared steps. Pure: no database.

Law: 社会保险基金 internal control asks for separate posts and for permissions that are approved and checked every year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from shebao import workflow
from shebao.server.platform.people.declares import APPROVE_GRANTS, MANAGE_PEOPLE, REVIEW_GRANTS
from shebao.workflow import Transition, none_of, text_given


class State(StrEnum):
    """Where a request for a role stands."""

    ASKED = "asked"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What is done to a request."""

    REVIEW = "review"
    DECLINE = "decline"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Situation:
    """What a step depends on: the state, who asked, who reviewed (None: nobody yet), whose role it would be."""

    state: State
    asked_by: int
    reviewed_by: int | None
    concerned: int
    version: int = 1


Condition: TypeAlias = workflow.Condition[Situation]


def _asked_or_concerned(now: Situation) -> frozenset[int]:
    return frozenset({now.asked_by, now.concerned})


def _reviewed(now: Situation) -> frozenset[int]:
    return frozenset() if now.reviewed_by is None else frozenset({now.reviewed_by})


_OTHERS: Condition = none_of(
    _asked_or_concerned,
    "own",
    "申请人和被授权人不能审查或批准自己的申请（不相容岗位分离）；请由其他人办理",
)
_NOT_THE_REVIEWER: Condition = none_of(
    _reviewed,
    "reviewed",
    "您已作内控审查，不能再由您批准（不相容岗位分离）；请由负责人办理",
)
_REASON: Condition = text_given("words", "请写明原因", 500)

TRANSITIONS: Mapping[Act, Transition[Situation]] = MappingProxyType(
    {
        Act(row.action): row
        for row in (
            Transition(Act.REVIEW, "审查通过", frozenset({State.ASKED}), State.REVIEWED, REVIEW_GRANTS, (_OTHERS,)),
            Transition(
                Act.DECLINE,
                "审查不通过",
                frozenset({State.ASKED}),
                State.REFUSED,
                REVIEW_GRANTS,
                (_OTHERS, _REASON),
                ("words",),
            ),
            Transition(
                Act.APPROVE,
                "批准",
                frozenset({State.REVIEWED}),
                State.APPROVED,
                APPROVE_GRANTS,
                (_OTHERS, _NOT_THE_REVIEWER),
            ),
            Transition(
                Act.REFUSE,
                "不批准",
                frozenset({State.REVIEWED}),
                State.REFUSED,
                APPROVE_GRANTS,
                (_OTHERS, _REASON),
                ("words",),
            ),
            Transition(Act.WITHDRAW, "撤回", frozenset({State.ASKED, State.REVIEWED}), State.WITHDRAWN, MANAGE_PEOPLE),
        )
    }
)
