"""Who may use an entry of the menu."""

from __future__ import annotations

from typing import Any

from shebao.server.platform.declarations.collecting import collected


def may_use(user: Any, access: str) -> bool:
    """Whether an entry with this `access` is for that person (None: somebody who has not signed in)."""
    if access == "public":
        return True
    if user is None or not user.is_authenticated:
        return False
    if access == "worker":
        return any(user.has_permission(each) for inbox in collected().inbox.values() for each in inbox.access)
    return access == "signed_in" or bool(user.has_permission(access))
