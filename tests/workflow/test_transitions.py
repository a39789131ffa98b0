"""A machine of any matter: refusals in order, separation of duties, what must be given, what is offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from shebao.workflow import Condition, Request, Transition, date_given, none_of, offered, refusals, text_given


@dataclass(frozen=True)
class Claim:
    """A claim that somebody entered."""

    state: str
    version: int
    by: frozenset[int]


separated: Condition[Claim] = none_of(lambda claim: claim.by, "entered_it", "您录入了本件，不能复核")
DECIDE: Transition[Claim] = Transition(
    "decide",
    "复核",
    frozenset({"open"}),
    "decided",
    "review",
    (separated, text_given("reason", "请写明理由", 10), date_given("on", "日期", "请填写日期", date(2020, 1, 1))),
    ("reason", "on"),
)
CLAIM = Claim("open", 3, frozenset({7}))


def ask(person: int = 1, permissions: str = "review", version: int = 3, **inputs: str) -> Request:
    return Request(person, frozenset({permissions}), "open", version, date(2025, 1, 31), inputs)


@pytest.mark.parametrize(
    ("request_", "codes"),
    [
        (ask(reason="符合", on="2025-01-30"), []),
        (ask(permissions="look"), ["not_permitted"]),
        (ask(version=2), ["stale"]),
        (ask(7), ["entered_it", "missing", "missing"]),
        (ask(reason="字" * 11, on="今天"), ["too_long", "not_a_date"]),
        (ask(reason=" ", on="2025-02-01"), ["missing", "future"]),
        (ask(reason="符合", on="2019-12-31"), ["too_early"]),
    ],
)
def test_every_reason_against_it(request_: Request, codes: list[str]) -> None:
    assert [refusal.code for refusal in refusals(DECIDE, CLAIM, request_)] == codes


def test_a_decided_matter_is_not_decided_again() -> None:
    done = Claim("decided", 3, frozenset())
    request = Request(1, frozenset({"review"}), "decided", 3, date(2025, 1, 31))
    (refusal,) = refusals(DECIDE, done, request)
    assert refusal.code == "wrong_state"
    assert "复核" in refusal.message
    assert offered([DECIDE], done, frozenset({"review"})) == ()
    assert offered([DECIDE], CLAIM, frozenset({"review"})) == (DECIDE,)
    assert offered([DECIDE], CLAIM, frozenset({"look"})) == ()
