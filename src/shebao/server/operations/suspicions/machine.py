"""The course of a suspicion and of a ruling as declared tables: who may do what in which state. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from shebao import workflow
from shebao.fields import values
from shebao.fields.problem import Wrong
from shebao.server.operations.suspicions.declares import CHECK_RULINGS, MANAGE_SUSPICIONS, WORK_SUSPICIONS
from shebao.server.operations.suspicions.states import SETTLED, RulingState, State
from shebao.workflow import Refusal, Request, none_of, text_given

LONGEST_REASON = 2000


class Act(StrEnum):
    """What people do to a suspicion, and what runs do (FOUND and after)."""

    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    EXPLAIN = "explain"
    CONFIRM = "confirm"
    CORRECT = "correct"
    RECOVER = "recover"
    HAND_OVER = "hand_over"
    REOPEN = "reopen"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    FOUND = "found"
    RETURNED = "returned"
    GONE = "gone"
    VERIFIED = "verified"
    FAILED = "failed"
    MISSED = "missed"
    KEPT = "kept"

    @property
    def label(self) -> str:
        """The Chinese name that people read."""
        return LABELS[self]


LABELS = {
    Act.TAKE: "领取",
    Act.RELEASE: "放回",
    Act.ASSIGN: "分派",
    Act.EXPLAIN: "有合理解释",
    Act.CONFIRM: "认定属实",
    Act.CORRECT: "更正",
    Act.RECOVER: "追回",
    Act.HAND_OVER: "移交",
    Act.REOPEN: "重新核查",
    Act.APPROVE: "复核同意",
    Act.REJECT: "复核退回",
    Act.WITHDRAW: "撤回",
    Act.FOUND: "发现",
    Act.RETURNED: "复现",
    Act.GONE: "已消除",
    Act.VERIFIED: "更正已核实",
    Act.FAILED: "更正未见效",
    Act.MISSED: "未再发现，待确认",
    Act.KEPT: "不予消除",
}
OUTCOMES = {
    Act.EXPLAIN: State.EXPLAINED,
    Act.CONFIRM: State.CONFIRMED,
    Act.CORRECT: State.CORRECTED,
    Act.RECOVER: State.RECOVERING,
    Act.HAND_OVER: State.HANDED_OVER,
}
IN_BULK = (Act.EXPLAIN, Act.CONFIRM, Act.CORRECT, Act.HAND_OVER)
"""Rulings that one reason can carry for many; what is to be recovered is found out person by person."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an act on a suspicion depends on. `money`: deciding it moves money."""

    state: State
    version: int
    money: bool


@dataclass(frozen=True, slots=True)
class RulingSituation:
    """What checking a ruling depends on."""

    state: RulingState
    version: int
    proposer: int


Transition: TypeAlias = workflow.Transition[Situation]
Condition: TypeAlias = workflow.Condition[Situation]


def needs_second(situation: Situation, act: Act) -> bool:
    """Whether the ruling takes effect only when another person agrees: it moves money, asks for money back or ends that."""
    return situation.money or act is Act.RECOVER or situation.state is State.RECOVERING


def amount_given(situation: Situation, request: Request) -> Refusal | None:
    """The amount to be recovered, in 元, more than nothing."""
    text = request.inputs.get("amount", "").strip()
    if not text:
        return Refusal("missing", "请填写应追回的金额（元）", "amount")
    try:
        fen = values.money(text)
    except Wrong as problem:
        return Refusal("not_money", str(problem), "amount")
    return None if fen else Refusal("not_money", "应追回的金额应大于 0", "amount")


_REASON: Condition = text_given("reason", "请写明核查情况和依据", LONGEST_REASON)
_VALUE: Condition = text_given("value", "请填写更正后的值", 200)
_COLUMN: Condition = text_given("column", "请选择更正哪一项", 100)
_ADDRESSEE: Condition = text_given("addressee", "请填写移交给哪个部门", 100)
_BEFORE_RULING = frozenset({State.NEW, State.CHECKING})
_AFTER_CONFIRMING = _BEFORE_RULING | {State.CONFIRMED}


def _ruling(
    act: Act, sources: frozenset[State], conditions: tuple[Condition, ...], inputs: tuple[str, ...]
) -> Transition:
    return workflow.Transition(
        act,
        LABELS[act],
        frozenset(map(str, sources)),
        OUTCOMES[act],
        WORK_SUSPICIONS,
        (_REASON, *conditions),
        ("reason", *inputs),
    )


def _move(act: Act, sources: frozenset[State], target: State, permission: str, *conditions: Condition) -> Transition:
    inputs = ("reason",) if conditions else ()
    return workflow.Transition(act, LABELS[act], frozenset(map(str, sources)), target, permission, conditions, inputs)


TRANSITIONS: Mapping[Act, Transition] = MappingProxyType(
    {
        Act(row.action): row
        for row in (
            _move(Act.TAKE, frozenset({State.NEW}), State.CHECKING, WORK_SUSPICIONS),
            _move(Act.RELEASE, frozenset({State.CHECKING}), State.NEW, WORK_SUSPICIONS),
            _ruling(Act.EXPLAIN, _BEFORE_RULING, (), ()),
            _ruling(Act.CONFIRM, _BEFORE_RULING, (), ()),
            _ruling(Act.CORRECT, _AFTER_CONFIRMING | {State.RECOVERING}, (_COLUMN, _VALUE), ("column", "value")),
            _ruling(Act.RECOVER, _AFTER_CONFIRMING, (amount_given,), ("amount",)),
            _ruling(Act.HAND_OVER, _AFTER_CONFIRMING, (_ADDRESSEE,), ("addressee",)),
            _move(Act.REOPEN, SETTLED - {State.RECOVERING}, State.CHECKING, MANAGE_SUSPICIONS, _REASON),
        )
    }
)


def target(act: Act, situation: Situation) -> State:
    """The state that an act leads to: what moves money waits for the second person first."""
    if act in OUTCOMES and needs_second(situation, act):
        return State.PROPOSED
    return State(TRANSITIONS[act].target)


_ANOTHER: workflow.Condition[RulingSituation] = none_of(
    lambda now: frozenset({now.proposer}),
    "own",
    "本决定由您提出，按不相容岗位分离的要求不能由您复核；请由其他人办理",
)
_WHY: workflow.Condition[RulingSituation] = text_given("reason", "请写明退回的原因", LONGEST_REASON)


def _own(now: RulingSituation, request: Request) -> Refusal | None:
    return None if request.person == now.proposer else Refusal("not_own", "只有提出人可以撤回")


def _of_ruling(
    act: Act, leads_to: RulingState, permission: str, *conditions: workflow.Condition[RulingSituation]
) -> workflow.Transition[RulingSituation]:
    inputs = ("reason",) if _WHY in conditions else ()
    return workflow.Transition(
        act, LABELS[act], frozenset({RulingState.WAITING}), leads_to, permission, conditions, inputs
    )


RULING_TRANSITIONS: Mapping[Act, workflow.Transition[RulingSituation]] = MappingProxyType(
    {
        Act(row.action): row
        for row in (
            _of_ruling(Act.APPROVE, RulingState.APPROVED, CHECK_RULINGS, _ANOTHER),
            _of_ruling(Act.REJECT, RulingState.REJECTED, CHECK_RULINGS, _ANOTHER, _WHY),
            _of_ruling(Act.WITHDRAW, RulingState.WITHDRAWN, WORK_SUSPICIONS, _own),
        )
    }
)
