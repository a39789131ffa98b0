"""All declarations of the installed apps together; what two of them declare is refused when the server starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from django.apps import apps

from shebao.server.platform.declarations.shapes import Action, Declarations, Detail, Inbox, Menu, Permission

T = TypeVar("T")


class DeclaredTwice(Exception):
    """Two apps declare the same; the message names both."""


@dataclass(frozen=True)
class Collected:
    """What all apps declare, by its name."""

    permissions: Mapping[str, Permission]
    actions: Mapping[str, Action]
    subjects: Mapping[str, str]
    details: Mapping[str, Detail]
    states: Mapping[str, Mapping[str, tuple[str, str]]]
    menu: tuple[Menu, ...]
    roles: tuple[Path, ...]
    demo: tuple[str, ...]
    health: Mapping[str, str]
    inbox: Mapping[str, Inbox]


def collected() -> Collected:
    """The declarations of the apps that are installed now. Raises DeclaredTwice."""
    return _collected(tuple(apps.app_configs))


@lru_cache(maxsize=4)
def _collected(labels: tuple[str, ...]) -> Collected:
    return together(dict(_declared(tuple(apps.app_configs[label].name for label in labels))))


def together(declared: Mapping[str, Declarations]) -> Collected:
    """The declarations of some apps, by the name of the app, as one. Raises DeclaredTwice."""
    return Collected(
        permissions=_once("权限", ((app, str(p), p) for app, d in declared.items() for p in d.permissions)),
        actions=_once("事项", ((app, str(a), a) for app, d in declared.items() for a in d.actions)),
        subjects=_once("对象", ((app, *pair) for app, d in declared.items() for pair in d.subjects.items())),
        details=_once("内容", ((app, one.name, one) for app, d in declared.items() for one in d.details)),
        states=_once("状态", ((app, *pair) for app, d in declared.items() for pair in d.states.items())),
        menu=_menu(declared),
        roles=tuple(path for d in declared.values() for path in d.roles),
        demo=tuple(d.demo for d in declared.values() if d.demo),
        health=_once("健康检查", ((app, *pair) for app, d in declared.items() for pair in d.health.items())),
        inbox=_once("待办", ((app, one.name, one) for app, d in declared.items() for one in d.inbox)),
    )


def _declared(names: Iterable[str]) -> Iterator[tuple[str, Declarations]]:
    for name in names:
        module = f"{name}.declares"
        if find_spec(module):
            yield name, import_module(module).DECLARATIONS


def _once(what: str, declared: Iterable[tuple[str, str, T]]) -> Mapping[str, T]:
    """By name. Raises DeclaredTwice, naming both apps."""
    found: dict[str, T] = {}
    owners: dict[str, str] = {}
    for app, name, value in declared:
        if name in owners:
            raise DeclaredTwice(f"{what}“{name}”由 {owners[name]} 和 {app} 两处声明；请改名，或只留一处。")
        owners[name], found[name] = app, value
    return MappingProxyType(found)


def _menu(declared: Mapping[str, Declarations]) -> tuple[Menu, ...]:
    entries = _once("菜单", ((app, one.address, one) for app, d in declared.items() for one in d.menu))
    return tuple(sorted(entries.values(), key=lambda entry: (entry.rank, entry.address)))
