"""The cycle's table of transitions: who, from where, under which conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shebao.server.accountability.review.machine import (
    TRANSITIONS,
    Action,
    Situation,
    offered,
)
from shebao.server.accountability.unit_years.states import State, after_edit
from shebao.server.platform.declarations import collected
from shebao.server.platform.people import roles
from shebao.workflow import Request, refusals

ROLES = roles.roles()

TODAY = date(2025, 9, 1)
FILLED = {"reason": "数字与决算批复不一致", "approved_on": "2025-08-20", "document_number": "财决批〔2025〕12号"}
READY = Situation(State.DRAFT, 7, examined_version=7)
ALLOWED = {
    "preparer": {Action.CHECK},
    "unit_head": {Action.CHECK, Action.SUBMIT, Action.CORRECT},
    "department_reviewer": {Action.RETURN, Action.ACCEPT},
    "finance_reviewer": {Action.RETURN, Action.ACCEPT, Action.SEND_BACK, Action.APPROVE},
    "publisher": {Action.PUBLISH},
    "auditor": set(),
    "administrator": set(),
}
MOVES = {
    (State.DRAFT, Action.CHECK): State.CHECKED,
    (State.RETURNED, Action.CHECK): State.CHECKED,
    (State.CHECKED, Action.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Action.RETURN): State.RETURNED,
    (State.SUBMITTED, Action.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Action.SEND_BACK): State.RETURNED,
    (State.APPROVED, Action.SEND_BACK): State.RETURNED,
    (State.ACCEPTED, Action.APPROVE): State.APPROVED,
    (State.APPROVED, Action.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Action.CORRECT): State.DRAFT,
}


def ask(situation: Situation, permissions: frozenset[str], person: int = 1, **changes: object) -> Request:
    request = Request(person, permissions, situation.state, situation.version, TODAY, FILLED)
    return replace(request, **changes)


def codes(action: Action, situation: Situation, request: Request) -> list[str]:
    return [refusal.code for refusal in refusals(TRANSITIONS[action], situation, request)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_action_in_every_state_for_every_role(action: Action, state: State, role: str) -> None:
    situation = replace(READY, state=state)
    permissions = frozenset(str(permission) for permission in ROLES[role].permissions)
    found = codes(action, situation, ask(situation, permissions))
    if action not in ALLOWED.get(role, ()):
        assert found == ["not_permitted"]
    elif (state, action) not in MOVES:
        assert found == ["wrong_state"]
    else:
        assert found == []
        assert TRANSITIONS[action].target == MOVES[state, action]
    assert (TRANSITIONS[action] in offered(situation, permissions)) == (
        action in ALLOWED.get(role, ()) and (state, action) in MOVES
    )


def test_every_permission_of_the_table_is_a_declared_one() -> None:
    assert {row.permission for row in TRANSITIONS.values()} <= set(collected().permissions)


@pytest.mark.parametrize(
    ("action", "changes", "expected"),
    [
        (Action.SUBMIT, {"errors": 2}, "open_errors"),
        (Action.SUBMIT, {"unexplained": 1}, "unexplained_warnings"),
        (Action.SUBMIT, {"examined_version": 6}, "not_examined"),
        (Action.SUBMIT, {"examined_version": None}, "not_examined"),
        (Action.CHECK, {"errors": 1}, "open_errors"),
        (Action.ACCEPT, {"editors": frozenset({1})}, "edited_it"),
        (Action.ACCEPT, {"submitter": 1}, "submitted_it"),
        (Action.APPROVE, {"editors": frozenset({1})}, "edited_it"),
        (Action.APPROVE, {"submitter": 1}, "submitted_it"),
        (Action.ACCEPT, {"opinions": 1}, "open_opinions"),
        (Action.APPROVE, {"opinions": 1}, "open_opinions"),
        (Action.PUBLISH, {"unexplained": 1}, "unexplained_warnings"),
        (Action.PUBLISH, {"gate": ("表05 与表06 不符",)}, "gate"),
        (Action.PUBLISH, {"errors": 1}, "open_errors"),
    ],
)
def test_a_condition_that_fails_is_named(action: Action, changes: dict[str, object], expected: str) -> None:
    transition = TRANSITIONS[action]
    situation = replace(READY, state=min(transition.sources), **changes)
    request = ask(situation, frozenset({transition.permission}))
    found = refusals(transition, situation, request)
    assert [refusal.code for refusal in found] == [expected]
    assert found[0].message


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"document_number": "1"}, [("missing", "approved_on")]),
        ({"approved_on": "2025-08-20"}, [("missing", "document_number")]),
        ({"approved_on": "昨天", "document_number": "1"}, [("not_a_date", "approved_on")]),
        ({"approved_on": "2025-02-30", "document_number": "1"}, [("not_a_date", "approved_on")]),
        ({"approved_on": "2025-09-02", "document_number": "1"}, [("future", "approved_on")]),
        ({"approved_on": "1925-08-20", "document_number": "1"}, [("too_early", "approved_on")]),
        ({"approved_on": "2025-08-20", "document_number": "号" * 101}, [("too_long", "document_number")]),
    ],
)
def test_an_approval_needs_its_date_and_number(inputs: dict[str, str], expected: list[tuple[str, str]]) -> None:
    situation = replace(READY, state=State.ACCEPTED)
    found = refusals(TRANSITIONS[Action.APPROVE], situation, ask(situation, frozenset({"approve"}), inputs=inputs))
    assert [(refusal.code, refusal.input) for refusal in found] == expected


@pytest.mark.parametrize("action", [Action.RETURN, Action.SEND_BACK, Action.CORRECT])
@pytest.mark.parametrize("reason", ["", "   ", "字" * 2001])
def test_going_back_needs_a_reason(action: Action, reason: str) -> None:
    transition = TRANSITIONS[action]
    situation = replace(READY, state=min(transition.sources))
    found = refusals(
        transition, situation, ask(situation, frozenset({transition.permission}), inputs={"reason": reason})
    )
    assert [refusal.input for refusal in found] == ["reason"]


@given(st.sampled_from(Action), st.sampled_from(State), st.integers(1, 9), st.integers(1, 9))
def test_what_was_seen_must_be_what_is(action: Action, seen: State, seen_version: int, version: int) -> None:
    transition = TRANSITIONS[action]
    situation = replace(READY, state=min(transition.sources), version=version, examined_version=version)
    request = ask(situation, frozenset({transition.permission}), seen_state=seen, seen_version=seen_version)
    current = seen == situation.state and seen_version == version
    assert codes(action, situation, request) == ([] if current else ["stale"])


def test_only_open_states_can_be_edited() -> None:
    assert {state: after_edit(state) for state in State} == {
        State.DRAFT: State.DRAFT,
        State.CHECKED: State.DRAFT,
        State.RETURNED: State.RETURNED,
        State.SUBMITTED: None,
        State.ACCEPTED: None,
        State.APPROVED: None,
        State.PUBLISHED: None,
    }


class Cycle(RuleBasedStateMachine):
    """Whatever people try in whatever order, nothing is published that an editor or the submitter approved."""

    def __init__(self) -> None:
        super().__init__()
        self.now = replace(READY, version=1, examined_version=1)
        self.approver: int | None = None

    @rule(
        action=st.sampled_from(Action),
        person=st.integers(1, 5),
        roles=st.sets(st.sampled_from(list(ROLES)), max_size=3),
    )
    def act(self, action: Action, person: int, roles: set[str]) -> None:
        permissions = frozenset(str(p) for role in roles for p in ROLES[role].permissions)
        if refusals(TRANSITIONS[action], self.now, ask(self.now, permissions, person)):
            return
        self.now = replace(self.now, state=TRANSITIONS[action].target)
        if action is Action.SUBMIT:
            self.now = replace(self.now, submitter=person)
        if action is Action.APPROVE:
            self.approver = person
        if action is Action.CORRECT:
            self.now = replace(self.now, editors=frozenset(), submitter=None)

    @rule(person=st.integers(1, 5), good=st.booleans())
    def edit(self, person: int, good: bool) -> None:
        state = after_edit(self.now.state)
        if state is None:
            return
        version = self.now.version + 1
        self.now = replace(
            self.now,
            state=state,
            version=version,
            examined_version=version,
            errors=0 if good else 1,
            editors=self.now.editors | {person},
        )

    @invariant()
    def what_went_on_is_clean_and_separated(self) -> None:
        if self.now.state in (State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.PUBLISHED):
            assert self.now.errors == 0
            assert self.now.submitter is not None
        if self.now.state in (State.APPROVED, State.PUBLISHED):
            assert self.approver is not None
            assert self.approver not in self.now.editors
            assert self.approver != self.now.submitter


TestCycle = Cycle.TestCase
