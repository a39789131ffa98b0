"""Roles are data: which permissions a role gives, and what one person may not hold together.

The apps bring files of roles; an installation that has cut its posts otherwise names a file of its own (SHEBAO_ROLES) that
takes their place. A role may stand in several files: one gives its name, each adds permissions. What is held apart is
said by roles ("*" are all that the rule does not name) or by permissions:

    roles:
      preparer:
        label: 经办
        permissions: [view_unit_year, edit_unit_year]
    apart:
      - name: 系统管理与业务
        basis: 内部控制：不相容岗位分离
        roles: [[administrator], "*"]
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from shebao.fields.strict_yaml import Plain, YamlError
from shebao.fields.strict_yaml import load as load_yaml
from shebao.server.platform.declarations import Permission, collected

_EVERY_OTHER = "*"
_ROLE_KEYS = frozenset({"label", "permissions", "appointed_from_above"})
_RULE_KEYS = frozenset({"name", "basis", "roles", "permissions"})


class RolesError(Exception):
    """A file of roles that is wrong; the message names the file and the place, and what was expected."""


@dataclass(frozen=True)
class Role:
    """What a person is within an organisation."""

    key: str
    label: str
    permissions: frozenset[Permission]
    appointed_from_above: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Apart:
    """Groups of roles of which one person may hold those of one group only (不相容岗位分离), with the basis."""

    name: str
    basis: str
    groups: tuple[frozenset[str], ...]

    def conflict(self, held: Collection[str]) -> tuple[str, str] | None:
        """Two held roles of different groups; None where all are of one."""
        found = [min(held_of_it) for group in self.groups if (held_of_it := set(held) & group)]
        return (found[0], found[1]) if len(found) > 1 else None


@dataclass(frozen=True)
class Roles:
    """All roles of an installation, and what is to be held apart."""

    roles: Mapping[str, Role]
    apart: tuple[Apart, ...]

    def conflict(self, held: Collection[str]) -> tuple[Apart, str, str] | None:
        """The first rule that these roles, held by one person, break, and two roles that break it."""
        for rule in self.apart:
            pair = rule.conflict(held)
            if pair:
                return (rule, *pair)
        return None


def roles() -> Mapping[str, Role]:
    """The roles of this installation, in the order of their files. Raises RolesError."""
    return current().roles


def choices() -> list[tuple[str, str]]:
    """(key, name) of every role, for a form."""
    return [(key, role.label) for key, role in roles().items()]


def label(key: str) -> str:
    """The name of a role for people; the key itself of one that is no more."""
    role = roles().get(key)
    return role.label if role else key


def permissions_of(key: str) -> frozenset[Permission]:
    """What a role may do; nothing where no such role exists any more."""
    role = roles().get(key)
    return role.permissions if role else frozenset()


def with_permission(permission: str) -> frozenset[str]:
    """The roles that give a permission."""
    return frozenset(key for key, role in roles().items() if permission in role.permissions)


def current() -> Roles:
    """The roles of this installation. Raises RolesError."""
    declared = collected()
    own = settings.ROLES_FILE
    return load((own,) if own else declared.roles, tuple(declared.permissions.values()))


@lru_cache(maxsize=8)
def load(files: tuple[Path, ...], permissions: tuple[Permission, ...]) -> Roles:
    """The roles of some files, those named last first. Raises RolesError."""
    known = {str(permission): permission for permission in permissions}
    drafts: dict[str, _Draft] = {}
    rules: list[tuple[str, Plain]] = []
    for number, path in enumerate(files):
        document = _read(path)
        for position, (key, given) in enumerate(_mapping(document.get("roles") or {}, f"{path.name} roles").items()):
            drafts.setdefault(key, _Draft()).add(given, known, f"{path.name} roles.{key}", (-number, position))
        rules += [(f"{path.name} apart", rule) for rule in _list(document.get("apart"), f"{path.name} apart")]
    nameless = [key for key, draft in drafts.items() if not draft.label]
    if nameless:
        raise RolesError(f"角色 {'、'.join(nameless)} 没有名称；请在其中一个文件写上 label。")
    made = {key: draft.role(key) for key, draft in sorted(drafts.items(), key=lambda item: item[1].place)}
    return Roles(MappingProxyType(made), tuple(_apart(rule, made, known, where) for where, rule in rules))


@dataclass
class _Draft:
    """A role while its files are read; `place` is where its name stands."""

    label: str = ""
    permissions: set[Permission] = field(default_factory=set)
    appointed_from_above: set[str] = field(default_factory=set)
    place: tuple[int, int] = (0, 0)

    def add(self, given: Plain, known: Mapping[str, Permission], where: str, place: tuple[int, int]) -> None:
        """What one file says of the role. Raises RolesError."""
        said = _only(given, _ROLE_KEYS, where)
        if said.get("label"):
            if self.label:
                raise RolesError(f"{where}：名称已在别的文件写过（“{self.label}”）；只写一处。")
            self.label, self.place = str(said["label"]), place
        names = _list(said.get("permissions"), f"{where}.permissions")
        self.permissions |= {known[name] for name in _known(names, known, "权限", where)}
        self.appointed_from_above |= {str(kind) for kind in _list(said.get("appointed_from_above"), where)}

    def role(self, key: str) -> Role:
        """The role as all files together say it."""
        return Role(key, self.label, frozenset(self.permissions), frozenset(self.appointed_from_above))


def _apart(rule: Plain, known: Mapping[str, Role], permissions: Collection[str], where: str) -> Apart:
    """A rule, by roles. Raises RolesError where it names what does not exist, or where one role alone breaks it."""
    said = _only(rule, _RULE_KEYS, where)
    name, basis = str(said.get("name") or ""), str(said.get("basis") or "")
    where = f"{where}“{name}”"
    if "permissions" in said:
        wanted = [
            _known(_list(group, where), permissions, "权限", where) for group in _list(said["permissions"], where)
        ]
        groups = [frozenset(key for key, role in known.items() if role.permissions & set(group)) for group in wanted]
        both = sorted(key for key in known if sum(key in group for group in groups) > 1)
        if both:
            raise RolesError(f"{where}：角色 {'、'.join(both)} 一个就兼有应当分开的权限；请拆开这个角色。")
        return Apart(name, basis, tuple(groups))
    listed = _list(said.get("roles"), where)
    named = {
        key for group in listed if group != _EVERY_OTHER for key in _known(_list(group, where), known, "角色", where)
    }
    others = frozenset(known) - named
    return Apart(
        name, basis, tuple(others if g == _EVERY_OTHER else frozenset(map(str, _list(g, where))) for g in listed)
    )


def _read(path: Path) -> dict[str, Plain]:
    try:
        documents = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RolesError(f"{path}：读不了（{error}）。") from error
    except YamlError as error:
        raise RolesError(f"{path.name}：{error}。") from error
    return _only(documents[0] if len(documents) == 1 else None, frozenset({"roles", "apart"}), path.name)


def _only(given: Plain, keys: frozenset[str], where: str) -> dict[str, Plain]:
    found = _mapping(given, where)
    _known(list(found), keys, "", where)
    return found


def _known(names: Collection[Plain], known: Collection[str], what: str, where: str) -> list[str]:
    unknown = [str(name) for name in names if name not in known]
    if unknown:
        raise RolesError(f"{where}：没有{what}“{'、'.join(unknown)}”；可以写的有 {'、'.join(sorted(known))}。")
    return [str(name) for name in names]


def _mapping(given: Plain, where: str) -> dict[str, Plain]:
    if not isinstance(given, dict):
        raise RolesError(f"{where}：应为“键: 值”的结构。")
    return given


def _list(given: Plain, where: str) -> list[Plain]:
    if given is not None and not isinstance(given, list):
        raise RolesError(f"{where}：应为列表。")
    return given or []
