"""A machine of states as declared rows: who may move a matter from which state to which, and what must hold first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar


class Situated(Protocol):
    """What every decision depends on: the state of the matter and the version of its content."""

    @property
    def state(self) -> str:
        """The state; its `label`, where it has one, is what people read."""

    @property
    def version(self) -> int:
        """The version of the content."""


S = TypeVar("S", bound=Situated)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for: the state and version they saw, what they may do here, what they filled in."""

    person: int
    permissions: frozenset[str]
    seen_state: str | None
    seen_version: int
    today: date
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a transition did not happen: a code for programs, the input it is about ('' for none), words for people."""

    code: str
    message: str
    input: str = ""


Condition = Callable[[S, Request], "Refusal | None"]


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """One row of a machine: `label` is what the button says, `inputs` are asked for in the form."""

    action: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    conditions: tuple[Condition[S], ...] = ()
    inputs: tuple[str, ...] = ()


def refusals(transition: Transition[S], situation: S, request: Request) -> tuple[Refusal, ...]:
    """Every reason against the transition; () where it may happen. Lacking the permission hides all other reasons."""
    if transition.permission not in request.permissions:
        return (Refusal("not_permitted", f"您没有“{transition.label}”的权限"),)
    if (request.seen_state, request.seen_version) != (situation.state, situation.version):
        return (Refusal("stale", "您打开页面之后内容或状态已有变化，没有办理；请看过最新内容后再决定"),)
    if situation.state not in transition.sources:
        label = getattr(situation.state, "label", situation.state)
        return (Refusal("wrong_state", f"当前状态是“{label}”，不能{transition.label}"),)
    found = (condition(situation, request) for condition in transition.conditions)
    return tuple(refusal for refusal in found if refusal is not None)


def offered(
    transitions: Iterable[Transition[S]], situation: S, permissions: frozenset[str]
) -> tuple[Transition[S], ...]:
    """The transitions that someone with these permissions may try now."""
    return tuple(t for t in transitions if situation.state in t.sources and t.permission in permissions)
