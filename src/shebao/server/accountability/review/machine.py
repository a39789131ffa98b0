"""The cycle of a unit-year as one declared table: who may move it from which state to which, and what must hold first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shebao import workflow
from shebao.server.accountability.unit_years.states import State
from shebao.workflow import Refusal, Request, date_given, none_of, text_given


class Action(StrEnum):
    """What people do to a unit-year."""

    CHECK = "check"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"


ACTION_LABELS = {
    Action.CHECK: "完成自查",
    Action.SUBMIT: "提交审核",
    Action.RETURN: "退回修改",
    Action.ACCEPT: "审核通过",
    Action.SEND_BACK: "财政部门退回",
    Action.APPROVE: "批复决算",
    Action.PUBLISH: "向社会公开",
    Action.CORRECT: "更正已公开的报告",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What a decision about a unit-year depends on.

    `examined_version` is the version whose findings are known (None: never examined); `errors` and `unexplained` count
    its open errors and the warnings nobody explained; `gate` are the reasons why the composed report cannot be published.
    `editors` edited it since it was last published; `submitter` submitted what is under review. `opinions` counts the
    comments that nobody settled.
    """

    state: State
    version: int
    examined_version: int | None = None
    errors: int = 0
    unexplained: int = 0
    editors: frozenset[int] = frozenset()
    submitter: int | None = None
    gate: tuple[str, ...] = ()
    opinions: int = 0


Condition: TypeAlias = workflow.Condition[Situation]


def examined(situation: Situation, request: Request) -> Refusal | None:
    """The findings must be those of the present content."""
    if situation.examined_version == situation.version:
        return None
    return Refusal("not_examined", "当前内容还没有核对完毕；请等后台核对结束后再试")


def no_open_errors(situation: Situation, request: Request) -> Refusal | None:
    """No error finding may be open."""
    if not situation.errors:
        return None
    return Refusal("open_errors", f"还有 {situation.errors} 个错误没有改正；请在“问题”中逐条改正后再试")


def warnings_explained(situation: Situation, request: Request) -> Refusal | None:
    """Every warning needs an explanation."""
    if not situation.unexplained:
        return None
    return Refusal("unexplained_warnings", f"还有 {situation.unexplained} 个警告没有说明；请逐条改正或写明原因")


def opinions_settled(situation: Situation, request: Request) -> Refusal | None:
    """No comment may be left open when somebody agrees."""
    if not situation.opinions:
        return None
    words = f"还有 {situation.opinions} 条意见没有解决；请看过答复后标为已解决，或退回修改"
    return Refusal("open_opinions", words)


def report_passes(situation: Situation, request: Request) -> Refusal | None:
    """The composed report must come out of its own audit without findings."""
    if not situation.gate:
        return None
    return Refusal("gate", "生成的决算公开报告还不能公开：" + "；".join(situation.gate))


not_an_editor: Condition = none_of(
    lambda situation: situation.editors,
    "edited_it",
    "您编辑过本单位本年度的内容，按不相容岗位分离的要求不能审核或批复；请由其他人办理",
)
not_the_submitter: Condition = none_of(
    lambda situation: frozenset() if situation.submitter is None else frozenset({situation.submitter}),
    "submitted_it",
    "本件由您提交，按不相容岗位分离的要求不能由您审核或批复；请由其他人办理",
)
reason_given: Condition = text_given("reason", "请写明原因，让对方知道要改什么", 2000)
document_number: Condition = text_given("document_number", "请填写批复文号", 100)
approval_date: Condition = date_given(
    "approved_on", "批复日期", "请填写批复日期，20 日的公开期限从这一天起算", date(2000, 1, 1)
)
Transition: TypeAlias = workflow.Transition[Situation]


def _row(
    action: Action,
    sources: set[State],
    target: State,
    permission: str,
    conditions: tuple[Condition, ...],
    inputs: tuple[str, ...] = (),
) -> Transition:
    label = ACTION_LABELS[action]
    return workflow.Transition(action, label, frozenset(sources), target, permission, conditions, inputs)


_SEPARATED = (not_an_editor, not_the_submitter)
_READY = (examined, no_open_errors)

TRANSITIONS: Mapping[Action, Transition] = {
    Action(row.action): row
    for row in (
        _row(Action.CHECK, {State.DRAFT, State.RETURNED}, State.CHECKED, "check_unit_year", _READY),
        _row(Action.SUBMIT, {State.CHECKED}, State.SUBMITTED, "submit", (*_READY, warnings_explained)),
        _row(Action.RETURN, {State.SUBMITTED}, State.RETURNED, "review", (reason_given,), ("reason",)),
        _row(Action.ACCEPT, {State.SUBMITTED}, State.ACCEPTED, "review", (*_SEPARATED, opinions_settled)),
        _row(
            Action.SEND_BACK,
            {State.ACCEPTED, State.APPROVED},
            State.RETURNED,
            "approve",
            (reason_given,),
            ("reason",),
        ),
        _row(
            Action.APPROVE,
            {State.ACCEPTED},
            State.APPROVED,
            "approve",
            (*_SEPARATED, opinions_settled, approval_date, document_number),
            ("approved_on", "document_number"),
        ),
        _row(
            Action.PUBLISH, {State.APPROVED}, State.PUBLISHED, "publish", (*_READY, warnings_explained, report_passes)
        ),
        _row(Action.CORRECT, {State.PUBLISHED}, State.DRAFT, "submit", (reason_given,), ("reason",)),
    )
}


def offered(situation: Situation, permissions: frozenset[str]) -> tuple[Transition, ...]:
    """The transitions that someone with these permissions may try now."""
    return workflow.offered(TRANSITIONS.values(), situation, permissions)
