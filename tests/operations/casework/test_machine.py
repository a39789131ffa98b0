"""The course of a case as a model: every state that any flow can reach has an owner, a deadline and a way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shebao.operations.casework import clocks
from shebao.operations.casework.corrections import Item, Round
from shebao.operations.casework.machine import TRANSITIONS, Move, Situation, by_clerk, course, target
from shebao.operations.casework.states import FINAL, OPEN, STANDING_STILL, State
from shebao.server.operations.cases.declares import APPROVE_CASES, REVIEW_CASES, START_CASES, SUPERVISE_CASES
from shebao.services.flows import Flow, flows
from shebao.services.limits import due
from shebao.services.model import ServiceLimit
from shebao.workflow import Request, Suspension, refusals

TODAY = date(2026, 3, 10)
CLERK, REVIEWER, APPROVER, OTHER_CLERK, SUPERVISOR = range(1, 6)
PEOPLE = {
    CLERK: START_CASES,
    OTHER_CLERK: START_CASES,
    REVIEWER: REVIEW_CASES,
    APPROVER: APPROVE_CASES,
    SUPERVISOR: SUPERVISE_CASES,
}
EVERYTHING = frozenset(PEOPLE.values())
KNOWN = frozenset({"m1", "f.name"})
FILLED = {"reason": "原因", "pause": "court", "item:m1": "请补", "to": "4"}


def request(person: int, situation: Situation, permissions: frozenset[str], today: date = TODAY) -> Request:
    return Request(person, permissions, situation.state, situation.version, today, FILLED)


def moved(flow: Flow, situation: Situation, move: Move, person: int) -> Situation:
    """The situation after a move, as `moving` brings it about."""
    state = target(move, situation)
    after = replace(situation, state=state, version=0, act_by=TODAY)
    if by_clerk(move):
        after = replace(after, hands=after.hands | {person})
    if move is Move.ACCEPT:
        after = replace(after, clerk=person, accepted=True)
    if move is Move.SUBMIT:
        after = replace(after, clerk=None)
    if move is Move.ASK:
        after = replace(after, rounds=(Round(1, (Item("m1", "请补"),)),), clerk=situation.clerk or person)
    if move is Move.SUSPEND:
        after = replace(after, back_to=situation.state)
    if move is Move.RESUME:
        after = replace(after, back_to=None)
    if move in (Move.ANSWER, Move.RESUBMIT):
        after = replace(after, reviewer=None)
    if move is Move.REVIEW:
        after = replace(after, reviewer=person)
    if move is Move.REASSIGN:
        after = replace(after, clerk=OTHER_CLERK)
    return after


def begun(flow: Flow) -> Situation:
    return Situation(State.DRAFT, 0, CLERK, None, course(flow), flow.serves, act_by=TODAY, accepted=False, known=KNOWN)


def exits(situation: Situation, today: date) -> list[tuple[Move, int]]:
    """What each person with only their own post may do."""
    return [
        (move, person)
        for move, transition in TRANSITIONS.items()
        for person, permission in PEOPLE.items()
        if not refusals(transition, situation, request(person, situation, frozenset({permission}), today))
    ]


def reached(flow: Flow) -> dict[Situation, list[tuple[Move, int]]]:
    """Every situation that a flow comes to, on the last day of its stage and on the day after, with what can be done."""
    found: dict[Situation, list[tuple[Move, int]]] = {}
    left = [begun(flow)]
    while left:
        situation = left.pop()
        if situation in found:
            continue
        possible = list(dict.fromkeys(exits(situation, TODAY) + exits(situation, TODAY + timedelta(days=1))))
        found[situation] = possible
        left += [moved(flow, situation, move, person) for move, person in possible]
    return found


def leading_to(walked: dict[Situation, list[tuple[Move, int]]], flow: Flow, ends: tuple[State, ...]) -> set[Situation]:
    """The situations from which people can come to one of the ends."""
    found = {situation for situation in walked if situation.state in ends}
    while more := {
        situation
        for situation, possible in walked.items()
        if situation not in found and any(moved(flow, situation, *each) in found for each in possible)
    }:
        found |= more
    return found


@pytest.mark.parametrize("flow", flows().values(), ids=list(flows()))
def test_nothing_is_stuck(flow: Flow) -> None:
    walked = reached(flow)
    states = {situation.state for situation in walked}
    assert states >= {*course(flow), State.DRAFT, State.SUBMITTED, State.CORRECTING, State.DONE, State.WITHDRAWN}
    assert (State.DECIDED in states) == flow.serves
    assert set(walked) == leading_to(walked, flow, FINAL)
    assert {each for each in walked if each.state in OPEN} <= leading_to(walked, flow, (State.DONE,))
    for situation, possible in walked.items():
        assert bool(possible) == (situation.state in OPEN), situation


@pytest.mark.parametrize("flow", flows().values(), ids=list(flows()))
def test_who_had_a_hand_in_a_case_never_decides_it(flow: Flow) -> None:
    for situation in reached(flow):
        deciders = [Move.REVIEW, Move.APPROVE, Move.REFUSE, Move.REFUSE_IN_APPROVAL, Move.RETURN]
        for person in situation.hands | ({situation.clerk} - {None}):
            for move in deciders:
                assert refusals(TRANSITIONS[move], situation, request(person, situation, EVERYTHING)), (move, situation)


def test_every_open_state_has_a_deadline() -> None:
    limit = ServiceLimit()
    for state in OPEN:
        pauses = [Suspension("court", TODAY)] if state in STANDING_STILL else []
        found = due(limit, TODAY, pauses)
        if state is not State.SUSPENDED:  # a pause has its own
            assert clocks.act_by(state, TODAY, found) is not None, state


def test_a_second_time_asks_only_for_what_the_first_named_or_its_answer_brought_up() -> None:
    first = Round(1, (Item("m1", "请补"),))
    situation = replace(begun(flows()["two_eyes"]), state=State.SUBMITTED, rounds=(first,))
    row = TRANSITIONS[Move.ASK]

    def asked(**inputs: str) -> list[str]:
        sent = Request(CLERK, frozenset({START_CASES}), State.SUBMITTED, 0, TODAY, inputs)
        return [one.code for one in refusals(row, situation, sent)]

    assert asked(**{"item:m1": "仍不清楚"}) == []
    assert asked(**{"item:f.name": "写错"}) == ["asked_again"]
    assert asked(**{"item:f.name": "写错", "because:f.name": "m1"}) == []
    assert asked(**{"item:m9": "没有这一项"}) == ["unknown_item"]
    assert asked() == ["missing"]
