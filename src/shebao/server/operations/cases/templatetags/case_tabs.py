"""Which tabs of the counter somebody has."""

from __future__ import annotations

from typing import Any

from django import template

from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES, SUPERVISE_CASES

register = template.Library()


@register.simple_tag
def case_powers(user: Any) -> dict[str, bool]:
    """Whether they accept, review, supervise."""
    return {
        "starts": user.has_permission(START_CASES),
        "reviews": user.has_permission(REVIEW_CASES),
        "supervises": user.has_permission(SUPERVISE_CASES),
    }
