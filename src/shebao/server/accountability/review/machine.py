"""The cycle of a unit-year as one declared table: who may move it from which state to which, and what must hold first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shebao.server.accountability.unit_years.states import EDITABLE, State


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
    `editors` edited it since it was last published; `submitter` submitted what is under review.
    """

    state: State
    version: int
    examined_version: int | None = None
    errors: int = 0
    unexplained: int = 0
    editors: frozenset[int] = frozenset()
    submitter: int | None = None
    gate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: the version they saw, what they may do here, what they filled in."""

    person: int
    permissions: frozenset[str]
    seen_state: State | None
    seen_version: int
    today: date
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a transition did not happen: a code for programs, the input it is about ('' for none), words for people."""

    code: str
    message: str
    input: str = ""


Condition = Callable[[Situation, Request], "Refusal | None"]


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


def not_an_editor(situation: Situation, request: Request) -> Refusal | None:
    """Who prepared it does not accept or approve it (不相容岗位分离)."""
    if request.person not in situation.editors:
        return None
    return Refusal("edited_it", "您编辑过本单位本年度的内容，按不相容岗位分离的要求不能审核或批复；请由其他人办理")


def not_the_submitter(situation: Situation, request: Request) -> Refusal | None:
    """Who submitted it does not accept or approve it (不相容岗位分离)."""
    if request.person != situation.submitter:
        return None
    return Refusal("submitted_it", "本件由您提交，按不相容岗位分离的要求不能由您审核或批复；请由其他人办理")


def report_passes(situation: Situation, request: Request) -> Refusal | None:
    """The composed report must come out of its own audit without findings."""
    if not situation.gate:
        return None
    return Refusal("gate", "生成的决算公开报告还不能公开：" + "；".join(situation.gate))


def _needs(name: str, message: str, longest: int) -> Condition:
    def filled_in(situation: Situation, request: Request) -> Refusal | None:
        text = request.inputs.get(name, "").strip()
        if not text:
            return Refusal("missing", message, name)
        if len(text) > longest:
            return Refusal("too_long", f"最多 {longest} 个字，现有 {len(text)} 个", name)
        return None

    return filled_in


def approval_date(situation: Situation, request: Request) -> Refusal | None:
    """The date of the 批复: a real one, not in the future, not before this century."""
    text = request.inputs.get("approved_on", "").strip()
    if not text:
        return Refusal("missing", "请填写批复日期，20 日的公开期限从这一天起算", "approved_on")
    try:
        approved = date.fromisoformat(text)
    except ValueError:
        return Refusal("not_a_date", "批复日期应写作 2025-08-15 这样的年-月-日", "approved_on")
    if approved > request.today:
        return Refusal("future", "批复日期晚于今天，请核对", "approved_on")
    if approved.year < 2000:
        return Refusal("too_early", "批复日期过早，请核对年份", "approved_on")
    return None


reason_given = _needs("reason", "请写明原因，让对方知道要改什么", 2000)
document_number = _needs("document_number", "请填写批复文号", 100)


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; `inputs` are asked for in the form."""

    action: Action
    sources: frozenset[State]
    target: State
    permission: str
    conditions: tuple[Condition, ...] = ()
    inputs: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the button says."""
        return ACTION_LABELS[self.action]


_SEPARATED = (not_an_editor, not_the_submitter)
_READY = (examined, no_open_errors)

TRANSITIONS: Mapping[Action, Transition] = {
    row.action: row
    for row in (
        Transition(Action.CHECK, frozenset({State.DRAFT, State.RETURNED}), State.CHECKED, "check_unit_year", _READY),
        Transition(Action.SUBMIT, frozenset({State.CHECKED}), State.SUBMITTED, "submit", (*_READY, warnings_explained)),
        Transition(Action.RETURN, frozenset({State.SUBMITTED}), State.RETURNED, "review", (reason_given,), ("reason",)),
        Transition(Action.ACCEPT, frozenset({State.SUBMITTED}), State.ACCEPTED, "review", _SEPARATED),
        Transition(
            Action.SEND_BACK,
            frozenset({State.ACCEPTED, State.APPROVED}),
            State.RETURNED,
            "approve",
            (reason_given,),
            ("reason",),
        ),
        Transition(
            Action.APPROVE,
            frozenset({State.ACCEPTED}),
            State.APPROVED,
            "approve",
            (*_SEPARATED, approval_date, document_number),
            ("approved_on", "document_number"),
        ),
        Transition(Action.PUBLISH, frozenset({State.APPROVED}), State.PUBLISHED, "publish", (*_READY, report_passes)),
        Transition(Action.CORRECT, frozenset({State.PUBLISHED}), State.DRAFT, "submit", (reason_given,), ("reason",)),
    )
}


def after_edit(state: State) -> State | None:
    """The state of a unit-year once its content was changed; None where it may not be changed in that state."""
    return State.DRAFT if state in (State.DRAFT, State.CHECKED) else state if state in EDITABLE else None


def refusals(transition: Transition, situation: Situation, request: Request) -> tuple[Refusal, ...]:
    """Every reason against the transition; () where it may happen. Lacking the permission hides all other reasons."""
    if transition.permission not in request.permissions:
        return (Refusal("not_permitted", f"您没有“{transition.label}”的权限"),)
    if (request.seen_state, request.seen_version) != (situation.state, situation.version):
        return (Refusal("stale", "您打开页面之后内容或状态已有变化，没有办理；请看过最新内容后再决定"),)
    if situation.state not in transition.sources:
        return (Refusal("wrong_state", f"当前状态是“{situation.state.label}”，不能{transition.label}"),)
    found = (condition(situation, request) for condition in transition.conditions)
    return tuple(refusal for refusal in found if refusal is not None)


def offered(situation: Situation, permissions: frozenset[str]) -> tuple[Transition, ...]:
    """The transitions that someone with these permissions may try now."""
    return tuple(t for t in TRANSITIONS.values() if situation.state in t.sources and t.permission in permissions)
