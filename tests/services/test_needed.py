"""Materials: which are needed, how each may be covered, and everything that is lacking told at once."""

from __future__ import annotations

from dataclasses import replace

from shebao.services.listing import catalogue
from shebao.services.model import Material
from shebao.services.needed import Held, How, all_seen, asked_for, lacking, ways
from shebao.services.promises import promisable

PROMISED = next(iter(promisable()))
SERVICE = replace(
    catalogue().versions["SI-REG-005"][-1],
    materials=(
        Material("登记表", ("名册",)),
        Material("执照", shared=True),
        Material("聘任文件", when="staff = established"),
        Material("分包合同", when="有此情形的"),
        Material(PROMISED),
    ),
)
EMPLOYEE = {"staff": "employee"}


def told(held: list[Held], texts: dict[str, str] = EMPLOYEE, may_promise: bool = True) -> list[int]:
    return [lack.number for lack in lacking(SERVICE, texts, held, may_promise)]


def test_everything_that_is_lacking_is_told_at_once() -> None:
    assert told([]) == [1, 2, 4, 5]
    assert told([], {"staff": "established"}) == [1, 2, 3, 4, 5]
    assert told(list(all_seen(SERVICE, EMPLOYEE))) == []


def test_each_material_is_covered_only_in_its_own_ways() -> None:
    rest = list(all_seen(SERVICE, EMPLOYEE))

    def with_first(number: int, how: How, instead: str = "") -> list[int]:
        return told([Held(number, how, instead), *(one for one in rest if one.number != number)])

    assert with_first(1, How.INSTEAD, "名册") == []
    assert with_first(1, How.INSTEAD, "口头说明") == [1]
    assert with_first(1, How.SHARED) == [1]
    assert with_first(1, How.NOT_NEEDED) == [1]
    assert with_first(2, How.SHARED) == []
    assert with_first(4, How.NOT_NEEDED) == []
    assert with_first(5, How.PROMISED) == []
    assert with_first(1, How.PROMISED) == [1]


def test_who_broke_a_promise_brings_the_certificate() -> None:
    rest = [one for one in all_seen(SERVICE, EMPLOYEE) if one.number != 5]
    assert told([*rest, Held(5, How.PROMISED)], may_promise=False) == [5]
    assert How.PROMISED not in ways(SERVICE.materials[4], EMPLOYEE, may_promise=False)


def test_a_condition_on_the_form_is_judged_and_words_are_left_to_people() -> None:
    only = Material("x", when="staff != employee")
    assert asked_for(only, {"staff": "established"}) is True
    assert asked_for(only, EMPLOYEE) is False
    assert asked_for(Material("x", when="有此情形的"), EMPLOYEE) is None
    assert asked_for(Material("x"), EMPLOYEE) is True
