"""What every page's template gets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from shebao.server.platform.declarations import Menu, collected, may_use
from shebao.server.platform.web.site import is_here


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the main menu as a page shows it; `badge` is a number beside it, 0 where there is nothing to
    tell, None where the page has to ask for it (at the address with badge/)."""

    address: str
    caption: str
    current: bool
    badge: int | None = 0


def page(request: HttpRequest) -> dict[str, object]:
    """`menu`: the entries of the main menu that this person may use; made only where a template shows it. `signs_in`: whether
    one can sign in on this site."""
    return {"menu": SimpleLazyObject(lambda: _menu(request)), "signs_in": not settings.PORTAL_ONLY}


def _menu(request: HttpRequest) -> list[Entry]:
    entries = collected().menu
    current = _current(request.path, entries)
    user = getattr(request, "user", None)
    return [
        Entry(entry.address, entry.caption, entry is current, _badge(entry, request))
        for entry in entries
        if may_use(user, entry.access) and is_here(entry.address)
    ]


def _badge(entry: Menu, request: HttpRequest) -> int | None:
    found: int | None = import_string(entry.badge.replace(":", "."))(request) if entry.badge else 0
    return found


def _current(path: str, entries: tuple[Menu, ...]) -> Menu | None:
    """The entry whose page this is: the one that covers the address by its pattern, or whose own address begins it."""
    for entry in entries:
        if entry.covers and re.match(entry.covers, path):
            return entry
    found = [
        entry for entry in entries if path == entry.address or (entry.address != "/" and path.startswith(entry.address))
    ]
    return max(found, key=lambda entry: len(entry.address), default=None)
