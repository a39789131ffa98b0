"""Tags of the examination's templates."""

from __future__ import annotations

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_TONES = {
    "waiting": "neutral",
    "running": "info",
    "done": "good",
    "failed": "bad",
    "refused": "bad",
    "cancelled": "neutral",
}
_VIEW_NAMES = {"pages": "原件页面", "text": "文字", "tables": "决算表", "rest": "核对情况"}


@register.filter
def state_tone(state: str) -> str:
    """The tone of the badge of an examination's state."""
    return _TONES.get(state, "neutral")


@register.filter
def view_name(view: str) -> str:
    """What a view of the report is called."""
    return _VIEW_NAMES.get(view, view)


@register.filter
def percent_of(part: int, whole: int) -> int:
    """part / whole in whole percent, rounded down; 0 where there is nothing."""
    return part * 100 // whole if whole else 0


@register.filter
def escaped_by_renderer(body: str) -> SafeString:
    """HTML of `rendering.html`, whose templates escaped everything that comes from the report."""
    return mark_safe(body)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """The query of this address with some values changed; empty ones vanish."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}"
