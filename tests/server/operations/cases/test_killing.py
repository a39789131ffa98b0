"""The process is killed at every labelled point between submit and done: nothing is lost, nothing happens twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from server.operations.cases.made import SEEN, TEXTS, at, seen
from server.operations.conftest import Counter
from shebao.operations.casework.machine import Move
from shebao.server.operations.cases.doing import Refused, keep, move
from shebao.server.operations.cases.models import Case, CaseMaterial, Notice, Step
from shebao.server.operations.records.models import Act, Effect, Fact, Spell
from shebao.server.platform.decisions.models import Decision
from shebao.services.model import Service

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

_CASES = "shebao.server.operations.cases"
_EITHER = {
    "the case is locked": f"{_CASES}.moving.situation_of",
    "what it comes to is assessed": f"{_CASES}.preparing.assessed",
    "the decision is logged": f"{_CASES}.moving.record",
}
_ACCEPTED = {
    "materials are checked off": f"{_CASES}.accepting.check_off",
    "the step of acceptance is written": f"{_CASES}.accepting.step",
    "acceptance is told": f"{_CASES}.accepting.notify",
}
_DECIDED = {
    "the record is held": f"{_CASES}.carrying.alone",
    "the act is carried out": f"{_CASES}.carrying.apply",
    "rows are written": "shebao.server.operations.records.doing.write",
    "deadlines are set": f"{_CASES}.moving.settle",
    "the step is written": f"{_CASES}.moving.step",
    "completion is told": f"{_CASES}.moving.tell_completed",
}
COURSE: tuple[tuple[str, Move, dict[str, str], dict[str, str]], ...] = (
    ("clerk", Move.ACCEPT, SEEN, _EITHER | _ACCEPTED),
    ("reviewer", Move.REVIEW, {}, _EITHER | _DECIDED),
)


def killed(point: str, after: bool) -> Callable[..., Any]:
    """A function that does what is done at the point, and dies before or after it."""
    module, _dot, name = point.rpartition(".")
    original = getattr(__import__(module, fromlist=[name]), name)

    def dies(*args: Any, **kwargs: Any) -> Any:
        if after:
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies


def dies_in_a_process(work: Callable[[], object]) -> bool:
    """Whether a process that does the work is killed before it comes to its end."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def everything() -> list[int]:
    """How many rows there are of all that a case leaves behind."""
    return [model.objects.count() for model in (Step, Notice, CaseMaterial, Act, Effect, Fact, Spell, Decision)]


def test_a_kill_at_any_point_leaves_nothing_and_the_second_try_ends_it(counter: Counter, service: Service) -> None:
    people = {"clerk": counter.clerk, "reviewer": counter.reviewer}
    case = keep(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10), hand_in=True)
    for who, wanted, inputs, points in COURSE:
        once, before = seen(case) | inputs, everything()

        def work(killing: Callable[[], object] = lambda: None) -> None:
            move(people[who], case, wanted, once, at(11))  # noqa: B023
            killing()

        for label, point in points.items():
            for after in (False, True):
                with patch(point, killed(point, after)):
                    assert dies_in_a_process(work), label
                case.refresh_from_db()
                assert (seen(case).items() <= once.items(), everything()) == (True, before), (label, after)
        assert dies_in_a_process(lambda: work(lambda: os.kill(os.getpid(), signal.SIGKILL)))
        done = everything()
        with pytest.raises(Refused, match="最新内容"):  # the answer was lost; who asks again is told
            move(people[who], case, wanted, once, at(11))
        assert everything() == done
        case.refresh_from_db()
    assert (case.state, Case.objects.count(), Act.objects.filter(authority_id=case.number).count()) == ("done", 1, 1)
    assert [step.label for step in case.steps.all()] == ["收件", "受理", "复核同意"]
    assert [notice.kind for notice in case.notices.all()] == ["accepted", "completed"]
