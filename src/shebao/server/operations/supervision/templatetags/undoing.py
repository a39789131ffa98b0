"""On the page of a case: whether its decision was taken back, and the form for who may do so today."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext
from django.utils import timezone

from shebao.server.operations.cases.models import Case
from shebao.server.operations.supervision.doing import may_undo
from shebao.server.operations.supervision.reading import undoing_of as found_of
from shebao.server.platform.web.templatetags.web import badge

register = template.Library()


@register.inclusion_tag("supervision/undoing.html", takes_context=True)
def undoing_of(context: RequestContext, case: Case, user: Any) -> dict[str, Any]:
    """How it was taken back, or the form."""
    return {
        "case": case,
        "undone": found_of(case),
        "may_undo": may_undo(user, case, timezone.now()),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def undone_badge(case: Case) -> str:
    """A badge where it was taken back."""
    return badge("已撤销", "bad") if found_of(case) else ""
