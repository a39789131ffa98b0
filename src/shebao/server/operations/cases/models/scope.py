"""How far somebody sees what is about a service: the organisation, and the insurance lines that they are limited to."""

from __future__ import annotations

from typing import Any, Self

from shebao.operations.casework.lines import barred
from shebao.server.platform.scope import InScope
from shebao.services.listing import catalogue
from shebao.services.model import Service


def lines_allowed(user: Any) -> tuple[str, ...] | None:
    """The lines that somebody is limited to; None where they are not. Asked once for as long as a user is at hand."""
    if not hasattr(user, "_lines_allowed"):
        limit = user.line_limits.order_by("-pk").first() if user.is_authenticated and user.pk else None
        user._lines_allowed = tuple(limit.lines) if limit and limit.lines else None
    found: tuple[str, ...] | None = user._lines_allowed
    return found


def _every_service() -> list[Service]:
    return [versions[-1] for versions in catalogue().versions.values()]


class InScopeOfLines(InScope):
    """`InScope` for what is about a `service`: the scope of who is limited to some lines ends with them."""

    def in_scope(self, user: Any, permission: str) -> Self:
        """The rows at or below an organisation where somebody has the permission, of the lines that they may act on."""
        return super().in_scope(user, permission).of_lines(user)

    def of_lines(self, user: Any) -> Self:
        """The rows of the lines that somebody may act on."""
        allowed = lines_allowed(user)
        closed = () if allowed is None else barred(_every_service(), allowed)
        return self.exclude(service__in=closed) if closed else self  # type: ignore[attr-defined]
