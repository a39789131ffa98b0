"""The rows of the list of unit-years. A page has fifty, each with badges and links, and is read all day: they are written here, not
by a template."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.templatetags.unit_years import countdown
from shebao.server.platform.web.templatetags.web import badge, moment, state_badge


class UnitYearRows:
    """Writes the rows of a page; what they share is made once."""

    def __init__(self) -> None:
        self._base = reverse("unit_years:index")
        captions = (_("年度"), _("状态"), _("问题"), _("公开期限"), _("最近修改"))
        looks = ("", "", "", "", ' class="nowrap"')
        self._cells = [
            f'<td data-label="{escape(caption)}"{look}>' for caption, look in zip(captions, looks, strict=True)
        ]
        self._not_computed = f'<span class="muted">{escape(_("还没有计算"))}</span>'
        self._sound = badge(_("没有问题"), "good")
        self._errors, self._warnings = _("错误"), _("警告")

    def write(self, row: UnitYear, counted: Mapping[str, int] | None) -> SafeString:
        """The row of a unit-year: unit, year, state, findings, days left, last change. `counted` are its findings, None where
        nothing was computed yet."""
        address = f"{self._base}{row.pk}/"
        year, state, found, left, edited = self._cells
        return mark_safe(
            f'<tr><th scope="row"><a href="{address}">{escape(row.organisation.name)}</a></th>'
            f"{year}{row.fiscal_year}</td>{state}{state_badge('unit_year', row.state)}</td>"
            f'{found}<a class="plain" href="{address}findings/">{self._findings(counted)}</a></td>'
            f"{left}{countdown(row)}</td>{edited}{moment(row.edited_at)}</td></tr>"
        )

    def _findings(self, counted: Mapping[str, int] | None) -> str:
        if counted is None:
            return self._not_computed
        errors, warnings = counted["errors"], counted["warnings"]
        shown = [badge(f"{self._errors} {errors}", "bad")] if errors else []
        shown += [badge(f"{self._warnings} {warnings}", "attention")] if warnings else []
        return " ".join(shown) or self._sound
