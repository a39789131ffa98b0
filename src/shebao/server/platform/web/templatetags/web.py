"""Tags and filters that every template has (they are built in): money, dates, states, icons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.templatetags.i18n import do_translate
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shebao import money
from shebao.server.platform.declarations import collected

register = template.Library()

# tones: neutral, info, good, attention, bad
JOB_TONES = {"waiting": "neutral", "running": "info", "done": "good", "failed": "bad", "cancelled": "attention"}
SEVERITIES = {"error": ("错误", "bad"), "warning": ("警告", "attention"), "info": ("提示", "neutral")}


class _Constant(template.Node):
    """A translated literal, looked up once a language: pages have hundreds, and they never change."""

    def __init__(self, translated: Any) -> None:
        self._translated = translated
        self._by_language: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        """The literal in the current language."""
        language = get_language()
        if language not in self._by_language:
            self._by_language[language] = self._translated.render(context)
        return self._by_language[language]


@register.tag("translate")
def translate(parser: Any, token: Any) -> template.Node:
    """Django's `translate`; for a bare literal without calling gettext at each rendering."""
    node: Any = do_translate(parser, token)
    expression = node.filter_expression
    is_bare = getattr(expression.var, "literal", None) is not None and not expression.filters
    return _Constant(node) if is_bare and not node.asvar and not node.message_context else node


@register.filter
def wan(amount_fen: int | None) -> str:
    """Integer fen as 万元 with two decimals; nothing as an empty cell."""
    return "" if amount_fen is None else money.format_amount(money.wan(int(amount_fen)), 2)


@register.filter
def yuan(amount_fen: int | None) -> str:
    """Integer fen as 元 with two decimals."""
    return "" if amount_fen is None else money.yuan_text(int(amount_fen))


@register.filter
def chinese_date(value: date | datetime | None) -> str:
    """2024年8月15日."""
    if value is None:
        return ""
    day = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """2024-08-15 09:30 in local time."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"


@register.simple_tag
def badge(caption: str, tone: str = "neutral") -> SafeString:
    """A small coloured word; tone: neutral, info, good, attention, bad."""
    return _badge(str(caption), tone)


@lru_cache(maxsize=4096)
def _badge(caption: str, tone: str) -> SafeString:
    return format_html('<span class="badge badge-{}">{}</span>', tone, caption)


@register.simple_tag
def state_badge(of: str, state: str) -> SafeString:
    """The state of something whose states an app declares: {% state_badge "unit_year" row.state %}."""
    return badge(*collected().states[of].get(state, (state, "neutral")))


@register.simple_tag
def severity_badge(severity: str) -> SafeString:
    """The severity of a finding."""
    return badge(*SEVERITIES.get(str(severity), (str(severity), "neutral")))


@register.simple_tag
def job_badge(job: Any) -> SafeString:
    """The state of a background job."""
    return badge(job.get_state_display(), JOB_TONES[job.state])


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object = "") -> SafeString:
    """The options of a select: (value, caption) of each; the chosen one is selected."""
    wanted = str(chosen)
    return mark_safe(
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if str(value) == wanted else ""}>{escape(str(caption))}</option>'
            for value, caption in choices
        )
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite `web/icons.svg`."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("web/icons.svg"), name)
