"""What every page's template gets."""

from __future__ import annotations

import re

from django.http import HttpRequest

from shebao.server.platform.declarations import Menu, collected


def page(request: HttpRequest) -> dict[str, object]:
    """`menu`: the entries of the main menu that this person may use, as (address, caption, current)."""
    return {"menu": _menu(request)}


def _menu(request: HttpRequest) -> list[tuple[str, str, bool]]:
    entries = collected().menu
    current = _current(request.path, entries)
    user = getattr(request, "user", None)
    return [(entry.address, entry.caption, entry is current) for entry in entries if _may_use(user, entry.access)]


def _may_use(user: object, access: str) -> bool:
    if access == "public":
        return True
    if user is None or not user.is_authenticated:  # type: ignore[attr-defined]
        return False
    return access == "signed_in" or bool(user.has_permission(access))  # type: ignore[attr-defined]


def _current(path: str, entries: tuple[Menu, ...]) -> Menu | None:
    """The entry whose page this is: the one that covers the address by its pattern, or whose own address begins it."""
    for entry in entries:
        if entry.covers and re.match(entry.covers, path):
            return entry
    found = [
        entry for entry in entries if path == entry.address or (entry.address != "/" and path.startswith(entry.address))
    ]
    return max(found, key=lambda entry: len(entry.address), default=None)
