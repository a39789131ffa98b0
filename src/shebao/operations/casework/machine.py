"""The course of a case as declared rows: who may do what in which state. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shebao.operations.casework.corrections import Round, items_named
from shebao.operations.casework.posts import Post
from shebao.operations.casework.states import IN_HAND, State
from shebao.services.flows import OUTSIDE, Flow
from shebao.services.stages import stages
from shebao.workflow import Condition, Refusal, Request, Transition, none_of, text_given

LONGEST_REASON = 1000


class Move(StrEnum):
    """What people do to a case."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    NOT_ACCEPT = "not_accept"
    ASK = "ask"
    ANSWER = "answer"
    LAPSE = "lapse"
    REVIEW = "review"
    APPROVE = "approve"
    RETURN = "return"
    RETURN_FROM_APPROVAL = "return_from_approval"
    REFUSE = "refuse"
    REFUSE_IN_APPROVAL = "refuse_in_approval"
    RESUBMIT = "resubmit"
    FINDING = "finding"
    SUSPEND = "suspend"
    EXTEND = "extend"
    RESUME = "resume"
    SERVE = "serve"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"


@dataclass(frozen=True, slots=True)
class Situation:
    """What a move depends on. `course` are the states after acceptance until the decision, in order; where the flow `serves`,
    the decision is then handed over. `hands` is everybody who worked on the case as its clerk, `acting` who acts for the
    clerk now; `act_by` is the last day of the present state, `back_to` where a pause leads back to. `rounds` are what the
    applicant was asked for, `known` what can be asked for."""

    state: State
    version: int
    clerk: int | None
    reviewer: int | None
    course: tuple[State, ...]
    serves: bool = False
    hands: frozenset[int] = frozenset()
    acting: frozenset[int] = frozenset()
    act_by: date | None = None
    back_to: State | None = None
    accepted: bool = True
    rounds: tuple[Round, ...] = ()
    known: frozenset[str] = frozenset()


_STATES = {"reviewer": State.REVIEW, "approver": State.APPROVAL, OUTSIDE: State.OUTSIDE}


def course(flow: Flow) -> tuple[State, ...]:
    """The states that a case of this flow passes after it was accepted, until it is decided."""
    return tuple(_STATES[step.role] for step in flow.steps[1:])


def _own(situation: Situation) -> frozenset[int]:
    return situation.hands | frozenset({situation.clerk} - {None})  # type: ignore[arg-type]


def _before(situation: Situation) -> frozenset[int]:
    return _own(situation) | frozenset({situation.reviewer} - {None})  # type: ignore[arg-type]


def _by_its_clerk(situation: Situation, request: Request) -> Refusal | None:
    if situation.clerk in (None, request.person) or request.person in situation.acting:
        return None
    return Refusal("not_the_clerk", "由受理这件的人办理；他不在岗的，由主管转给别人接办")


def _time_is_over(situation: Situation, request: Request) -> Refusal | None:
    if situation.act_by is None or request.today > situation.act_by:
        return None
    return Refusal("not_yet", f"期限到 {situation.act_by} 为止；过了才能按撤回处理")


def _asks_once(situation: Situation, request: Request) -> Refusal | None:
    return items_named(request.inputs, situation.rounds, situation.known)


def _pause_named(situation: Situation, request: Request) -> Refusal | None:
    known = stages().pauses
    if request.inputs.get("pause", "") in set(known) - {"correction"}:
        return None
    return Refusal(
        "missing", f"请选中止的情形：{'、'.join(known[k].label for k in known if k != 'correction')}", "pause"
    )


_OTHERS = none_of(_own, "own_case", "自己受理的办件由别人复核")
_NEW_EYES = none_of(_before, "own_case", "受理和复核过的人不再审批")
_REASON: Condition[Situation] = text_given("reason", "请写明原因", LONGEST_REASON)
_FINDING: Condition[Situation] = text_given("reason", "请写明有权机关的决定、文号和日期", LONGEST_REASON)
_AWAY = (State.CORRECTING, *IN_HAND, State.OUTSIDE, State.SUSPENDED)


def _row(
    move: Move,
    label: str,
    sources: tuple[State, ...],
    target: State,
    permission: str,
    *conditions: Condition[Situation],
) -> Transition[Situation]:
    asks = _REASON in conditions or _FINDING in conditions
    return Transition(move, label, frozenset(sources), target, permission, conditions, ("reason",) if asks else ())


_ROWS = (
    _row(Move.SUBMIT, "提交", (State.DRAFT,), State.SUBMITTED, Post.CLERK),
    _row(Move.ACCEPT, "受理", (State.SUBMITTED,), State.REVIEW, Post.CLERK),
    _row(Move.ASK, "告知补正", (State.SUBMITTED, State.RETURNED), State.CORRECTING, Post.CLERK, _by_its_clerk, _asks_once),
    _row(Move.ANSWER, "已补正", (State.CORRECTING,), State.REVIEW, Post.CLERK, _by_its_clerk),
    _row(Move.NOT_ACCEPT, "不予受理", (State.SUBMITTED,), State.NOT_ACCEPTED, Post.CLERK, _REASON),
    _row(Move.LAPSE, "逾期按撤回处理", (State.DRAFT, State.CORRECTING), State.WITHDRAWN, Post.CLERK, _time_is_over),
    _row(Move.REVIEW, "复核同意", (State.REVIEW,), State.DONE, Post.REVIEWER, _OTHERS),
    _row(Move.RETURN, "退回受理人", (State.REVIEW,), State.RETURNED, Post.REVIEWER, _OTHERS, _REASON),
    _row(Move.REFUSE, "不予办理", (State.REVIEW,), State.REFUSED, Post.REVIEWER, _OTHERS, _REASON),
    _row(Move.APPROVE, "审批同意", (State.APPROVAL,), State.DONE, Post.APPROVER, _NEW_EYES),
    _row(
        Move.RETURN_FROM_APPROVAL, "退回受理人", (State.APPROVAL,), State.RETURNED, Post.APPROVER, _NEW_EYES, _REASON
    ),
    _row(Move.REFUSE_IN_APPROVAL, "不予办理", (State.APPROVAL,), State.REFUSED, Post.APPROVER, _NEW_EYES, _REASON),
    _row(Move.RESUBMIT, "重新提交", (State.RETURNED,), State.REVIEW, Post.CLERK, _by_its_clerk),
    _row(Move.FINDING, "登记有权机关的决定", (State.OUTSIDE,), State.REVIEW, Post.CLERK, _by_its_clerk, _FINDING),
    _row(Move.SUSPEND, "中止期限", IN_HAND, State.SUSPENDED, Post.CLERK, _by_its_clerk, _pause_named, _REASON),
    _row(Move.EXTEND, "继续等待", (State.SUSPENDED,), State.SUSPENDED, Post.CLERK, _by_its_clerk, _time_is_over, _REASON),
    _row(Move.RESUME, "恢复办理", (State.SUSPENDED,), State.REVIEW, Post.CLERK, _by_its_clerk),
    _row(Move.SERVE, "已送达", (State.DECIDED,), State.DONE, Post.CLERK, _by_its_clerk),
    _row(Move.WITHDRAW, "撤回", (State.DRAFT, State.SUBMITTED, *_AWAY), State.WITHDRAWN, Post.CLERK, _by_its_clerk),
    _row(Move.REASSIGN, "转给别人办理", (*_AWAY, State.DECIDED), State.REVIEW, Post.SUPERVISOR, _REASON),
)  # fmt: skip
TRANSITIONS: Mapping[Move, Transition[Situation]] = {Move(row.action): row for row in _ROWS}
_CLERKS = frozenset(move for move, row in TRANSITIONS.items() if row.permission == Post.CLERK)


def by_clerk(move: Move) -> bool:
    """Whether who does this works on the case as its clerk, and so never reviews or approves it."""
    return move in _CLERKS


def target(move: Move, situation: Situation) -> State:
    """The state after a move."""
    match move:
        case Move.ACCEPT:
            return _first(situation, situation.course)
        case Move.ANSWER if not situation.accepted:
            return State.SUBMITTED
        case Move.ANSWER | Move.RESUBMIT:
            return _first(situation, tuple(each for each in situation.course if each is not State.OUTSIDE))
        case Move.FINDING | Move.REVIEW | Move.APPROVE:
            return _first(situation, situation.course[situation.course.index(situation.state) + 1 :])
        case Move.RESUME:
            return situation.back_to or State.RETURNED
        case Move.REASSIGN:
            return situation.state
        case _:
            return State(TRANSITIONS[move].target)


def _first(situation: Situation, left: tuple[State, ...]) -> State:
    """The next state of the course; where nothing of it is left, the case is decided."""
    if left:
        return left[0]
    return State.DECIDED if situation.serves else State.DONE
