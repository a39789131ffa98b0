"""The rows of the desk's list. A page has fifty, each with badges and links, and is read all day: they are written here, not by a
template."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shebao.server.accountability.desk.states import SOON_DAYS
from shebao.server.platform.web.templatetags.web import badge, moment, state_badge


class UnitRows:
    """Writes the rows of a page; where the person may review, each has its box to tick."""

    def __init__(self, *, may_review: bool) -> None:
        self._may_review = may_review
        self._work = reverse("unit_years:index")
        self._choose = escape(_("选择 %(name)s"))

    def write(self, row: Mapping[str, Any]) -> SafeString:
        """The row of a unit: name, state, findings, days left, last change, superior."""
        name = escape(row["name"])
        linked = f'<a href="{self._work}{row["unit_year_id"]}/">{name}</a>' if row["unit_year_id"] else name
        state = state_badge("unit_year", row["state"]) if row["state"] else badge(_("未建账"))
        return mark_safe(
            f'<tr>{self._box(row, name)}<td class="unit">{linked}</td><td class="nowrap">{state}</td>'
            f'<td class="money">{_count(row["errors"], "bad")}</td><td class="money">{_count(row["warnings"], "attention")}</td>'
            f'<td class="nowrap">{_left(row["days_left"])}</td><td class="nowrap">{moment(row["edited_at"])}</td>'
            f'<td class="unit muted">{escape(row["superior"] or "")}</td></tr>'
        )

    def _box(self, row: Mapping[str, Any], name: str) -> str:
        if not self._may_review:
            return ""
        if not row["decidable"]:
            return "<td></td>"
        value = escape(f"{row['unit_year_id']}:{row['state']}:{row['revision']}")
        label = self._choose % {"name": name}
        return f'<td><input type="checkbox" name="choice" value="{value}" aria-label="{label}"></td>'


def _count(number: int | None, tone: str) -> str:
    if not number:
        return "" if number is None else "0"
    return badge(str(number), tone)


def _left(days: int | None) -> str:
    """The days to the day of disclosure in words; nothing where none is waited for."""
    if days is None:
        return ""
    if days < 0:
        return badge(_("已超期"), "bad")
    if days == 0:
        return badge(_("今天到期"), "attention")
    words = _("还有 %(n)s 天") % {"n": days}
    return badge(words, "attention") if days <= SOON_DAYS else escape(words)
