"""The things that an app declares. All are plain values: a module `declares` imports no models, so that anybody may import it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


class _Labelled(str):
    """A word for programs that knows the words for people; as text it is the word for programs."""

    label: str

    def __new__(cls, key: str, label: str) -> Self:
        made = super().__new__(cls, key)
        made.label = label
        return made


class Permission(_Labelled):
    """One thing that a view asks for, named as internal control reads it.

    Whoever holds one that `decides` (reviews, approves, pays, administers) gets password or second factor reset by two people only.
    """

    decides: bool

    def __new__(cls, key: str, label: str, *, decides: bool = False) -> Self:
        made = super().__new__(cls, key, label)
        made.decides = decides
        return made


class Action(_Labelled):
    """What the log of decisions knows by name. Other words may be recorded; these have a label for people.

    Records stand in the chain of their root organisation unless the action has a `chain` of its own.
    """

    chain: str

    def __new__(cls, key: str, label: str, chain: str = "") -> Self:
        made = super().__new__(cls, key, label)
        made.chain = chain
        return made


def _unchanged(value: str) -> str:
    return value


@dataclass(frozen=True)
class Detail:
    """A detail of a record of the log: what it is called, and how a value of it reads (None: as it is)."""

    name: str
    label: str
    reads: Callable[[str], str | None] = _unchanged


@dataclass(frozen=True)
class Menu:
    """An entry of the main menu. `access` is "public", "signed_in", "worker" (whom some inbox is for) or a permission;
    `rank` orders the entries.

    `covers` is a pattern of addresses that belong to the entry beside those that begin with its own; `home` (1 before 2)
    makes it the first page of those who may use it, after signing in. `badge` names a function (`module:function`) that
    gives the number shown beside the caption for a request, None where the page is to ask for it at the address with badge/.
    """

    address: str
    caption: str
    access: str
    rank: int
    covers: str = ""
    home: int | None = None
    badge: str = ""


@dataclass(frozen=True)
class Inbox:
    """Where the work of an app waits: `gives` names a function (`module:function`) of a person and a day that gives an
    `inbox.work.Waiting`; it is asked for people with one of the permissions `access`, for everybody where there are none."""

    name: str
    access: tuple[Permission, ...]
    gives: str


@dataclass(frozen=True)
class Declarations:
    """Everything that one app declares; the module `declares` of the app calls it DECLARATIONS.

    `subjects` names models (`app.model`) as the log writes them for people. `states` has the words and tones of the
    states of something, by its name: {"unit_year": {"draft": ("编制中", "neutral")}}. `roles` are YAML files of roles.
    `demo` names a module whose `load()` makes demo data and does nothing the second time; it runs in the order of
    INSTALLED_APPS. `health` names functions (`module:function`) that give what is wrong, "" when all is well, by the
    name under which it is reported.
    """

    permissions: tuple[Permission, ...] = ()
    actions: tuple[Action, ...] = ()
    subjects: Mapping[str, str] = field(default_factory=dict)
    details: tuple[Detail, ...] = ()
    states: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    menu: tuple[Menu, ...] = ()
    roles: tuple[Path, ...] = ()
    demo: str = ""
    health: Mapping[str, str] = field(default_factory=dict)
    inbox: tuple[Inbox, ...] = ()
