"""Who may call what: each app's tests have a module `matrix` with its views; here they are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from shebao.server.platform.organisations.models import Organisation

PUBLIC, SIGNED_IN = "public", "signed_in"
_TESTS = Path(__file__).parents[1]


@dataclass(frozen=True)
class View:
    """Who may call a view; the maker of the object that its address names (None: it is about no one object); whether that
    object is made whole, so that whoever may see it gets a page and not 404; whether it belongs to no one organisation
    but to all that have the permission (a person's record), so that each look is logged instead."""

    access: str
    about: str | None = None
    whole: bool = True
    agency_wide: bool = False


Maker = Callable[[Organisation], Mapping[str, Any]]


def views(
    app: str, access: str, names: str, about: str | None = None, whole: bool = True, agency_wide: bool = False
) -> dict[str, View]:
    """Several views of an app with the same access; the names are separated by spaces."""
    return {f"{app}:{name}": View(access, about, whole, agency_wide) for name in names.split()}


def tables(below: str = "server") -> tuple[dict[str, View], dict[str, Maker], set[str]]:
    """(views, makers of their objects, apps whose other views are open to all) of every module `matrix`; none names one twice."""
    found: tuple[dict[str, View], dict[str, Maker], set[str]] = ({}, {}, set())
    for path in sorted((_TESTS / below).rglob("matrix.py")):
        module = import_module(".".join(path.relative_to(_TESTS).with_suffix("").parts))
        for into, name in ((found[0], "VIEWS"), (found[1], "OBJECTS")):
            more = getattr(module, name, {})
            assert not set(into) & set(more), f"{path}: {set(into) & set(more)} stand in another table already"
            into.update(more)
        found[2].update(getattr(module, "OPEN_TO_ALL", ()))
    return found
