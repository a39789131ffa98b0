"""Roles as data: read strictly, put together from several files, and what one person may not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from shebao.server.platform.declarations import Permission
from shebao.server.platform.people import roles
from shebao.server.platform.people.roles import RolesError, load

PERMISSIONS = tuple(Permission(key, key) for key in ("manage_people", "prepare", "approve", "pay", "audit"))
TWO = """
roles:
  preparer: {label: 经办, permissions: [prepare]}
  cashier: {label: 出纳, permissions: [pay]}
"""


def written(tmp_path: Path, *texts: str) -> tuple[Path, ...]:
    paths = [tmp_path / f"{number}.yaml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return tuple(paths)


def test_a_role_is_put_together_from_the_files_that_name_it(tmp_path: Path) -> None:
    more = "roles: {preparer: {permissions: [audit]}, manager: {label: 管理, permissions: [manage_people]}}"
    found = load(written(tmp_path, TWO, more), PERMISSIONS).roles
    assert found["preparer"].permissions == {"prepare", "audit"}
    assert found["preparer"].label == "经办"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("roles: {x: {label: 甲, permissions: [fly]}}", "没有权限“fly”"),
        ("roles: {x: {permissions: [pay]}}", "没有名称"),
        ("roles: {x: {label: 甲, may: [pay]}}", "没有“may”"),
        ("roles: {x: [pay]}", "键: 值"),
        ("roles: {x: {label: 甲, permissions: pay}}", "应为列表"),
        ("roles: {x: {label: 甲}, x: {label: 乙}}", "重复"),
        ("posts: {}", "没有“posts”"),
        ("", "键: 值"),
        ("roles: {x: {label: 甲}}\napart: [{name: 分, roles: [[y], [x]]}]", "没有角色“y”"),
        (
            "roles: {x: {label: 甲, permissions: [pay, audit]}}\napart: [{name: 分, permissions: [[pay], [audit]]}]",
            "一个就兼有",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_place_and_what_was_expected(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RolesError, match=message) as refusal:
        load(written(tmp_path, text), PERMISSIONS)
    assert "0.yaml" in str(refusal.value) or "没有名称" in str(refusal.value)


def test_two_names_for_one_role_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RolesError, match="只写一处"):
        load(written(tmp_path, TWO, "roles: {preparer: {label: 编制}}"), PERMISSIONS)


def test_what_is_apart_by_permission_is_apart_for_every_role_that_gives_it(tmp_path: Path) -> None:
    rule = "apart: [{name: 分, basis: 内部控制, permissions: [[prepare], [pay]]}]"
    more = "roles: {helper: {label: 助理, permissions: [prepare]}, auditor: {label: 审计, permissions: [audit]}}"
    found = load(written(tmp_path, TWO, f"{more}\n{rule}"), PERMISSIONS)
    for one in ("preparer", "helper"):
        conflict = found.conflict({one, "cashier", "auditor"})
        assert conflict is not None
        assert set(conflict[1:]) == {one, "cashier"}
    assert found.conflict({"preparer", "helper", "auditor"}) is None


def test_a_star_is_every_role_that_the_rule_does_not_name(tmp_path: Path) -> None:
    found = load(written(tmp_path, TWO + '\napart: [{name: 分, roles: [[cashier], "*"]}]'), PERMISSIONS)
    assert found.conflict({"cashier", "preparer"}) is not None
    assert found.conflict({"cashier"}) is None


def test_an_installation_that_cut_its_posts_otherwise_has_only_its_own(tmp_path: Path, settings) -> None:
    text = "roles: {boss: {label: 主任, permissions: [manage_people, view_log, approve, submit]}}"
    (settings.ROLES_FILE,) = written(tmp_path, text)
    assert roles.choices() == [("boss", "主任")]
    assert roles.with_permission("manage_people") == {"boss"}
    assert roles.permissions_of("preparer") == frozenset()
    assert roles.label("preparer") == "preparer"


def test_the_shipped_roles_break_none_of_their_own_rules() -> None:
    shipped = roles.current()
    assert all(shipped.conflict({key}) is None for key in shipped.roles)
    assert all(shipped.conflict({key, "administrator"}) for key in shipped.roles if key != "administrator")
