"""How much time a unit-year has left to be published."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.web.templatetags.web import chinese_date

register = template.Library()
_SOON_DAYS = 5


@register.simple_tag
def countdown(unit_year: UnitYear) -> SafeString:
    """The last day to publish, with the days until it or since it while the unit-year is not published."""
    due = unit_year.due_on
    if due is None:
        return format_html('<span class="muted">{}</span>', _("批复后 20 日内"))
    if unit_year.state == State.PUBLISHED:
        return format_html('<span class="muted">{}</span>', chinese_date(due))
    left = unit_year.days_left or 0
    tone = "bad" if left < 0 else "attention" if left <= _SOON_DAYS else "info"
    words = _("已过期 %(n)s 天") % {"n": -left} if left < 0 else _("还有 %(n)s 天") % {"n": left}
    return format_html(
        '<span class="badge badge-{}">{}</span> <span class="small muted">{}</span>', tone, words, chinese_date(due)
    )
