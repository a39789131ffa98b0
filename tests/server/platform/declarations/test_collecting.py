"""What the apps declare, together: nothing twice, and nothing that names what is not there."""

from __future__ import annotations

from importlib import import_module

import pytest

from shebao.server.platform.declarations import Action, Declarations, DeclaredTwice, Detail, Menu, Permission, collected
from shebao.server.platform.declarations.collecting import together

A, B = Permission("a", "甲"), Permission("a", "乙")


@pytest.mark.parametrize(
    ("what", "one", "other"),
    [
        ("权限“a”", Declarations(permissions=(A,)), Declarations(permissions=(B,))),
        ("事项“x”", Declarations(actions=(Action("x", "甲"),)), Declarations(actions=(Action("x", "乙"),))),
        ("对象“m.n”", Declarations(subjects={"m.n": "甲"}), Declarations(subjects={"m.n": "甲"})),
        ("内容“d”", Declarations(details=(Detail("d", "甲"),)), Declarations(details=(Detail("d", "乙"),))),
        ("状态“s”", Declarations(states={"s": {}}), Declarations(states={"s": {}})),
        ("菜单“/m/”", Declarations(menu=(Menu("/m/", "甲", A, 1),)), Declarations(menu=(Menu("/m/", "乙", A, 2),))),
        ("健康检查“h”", Declarations(health={"h": "x:y"}), Declarations(health={"h": "x:z"})),
    ],
)
def test_what_two_apps_declare_is_refused_and_both_are_named(what: str, one: Declarations, other: Declarations) -> None:
    together({"first.app": one})
    with pytest.raises(DeclaredTwice, match=what) as refusal:
        together({"first.app": one, "second.app": other})
    assert "first.app" in str(refusal.value)
    assert "second.app" in str(refusal.value)


def test_the_menu_is_in_the_order_of_the_ranks_whatever_the_order_of_the_apps() -> None:
    first, second = Menu("/b/", "乙", "public", rank=1), Menu("/a/", "甲", "public", rank=2)
    menu = together({"x": Declarations(menu=(second,)), "y": Declarations(menu=(first,))}).menu
    assert menu == (first, second)


def test_what_the_installed_apps_name_is_there() -> None:
    declared = collected()
    for entry in declared.menu:
        assert entry.access in {"public", "signed_in", "worker", *declared.permissions}, entry
    for name in declared.demo:
        assert callable(import_module(name).load)
    for function in declared.health.values():
        module, _separator, name = function.partition(":")
        assert callable(getattr(import_module(module), name))
    assert all(path.is_file() for path in declared.roles)


def test_every_action_that_the_log_is_given_has_words_for_people() -> None:
    from shebao.server.accountability.review.machine import ACTION_LABELS

    assert {action.value for action in ACTION_LABELS} <= set(collected().actions)
    assert all(action.label for action in collected().actions.values())
