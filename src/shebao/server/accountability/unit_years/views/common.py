"""What the pages of one unit-year have in common: fetching in scope, tabs, what may be done, how fresh the results are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, TAKING_PART, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS
from shebao.server.platform.declarations import Permission

TABS = (
    ("overview", gettext_lazy("概览"), "unit_years:overview"),
    ("sheets", gettext_lazy("预算与分录"), "unit_years:sheets"),
    ("tables", gettext_lazy("九张表"), "unit_years:tables"),
    ("performance", gettext_lazy("绩效"), "unit_years:performance"),
    ("words", gettext_lazy("文字"), "unit_years:words"),
    ("report", gettext_lazy("报告"), "unit_years:report"),
    ("findings", gettext_lazy("问题"), "unit_years:findings"),
    ("documents", gettext_lazy("材料"), "unit_years:documents"),
    ("history", gettext_lazy("历史"), "unit_years:history"),
    ("monitoring", gettext_lazy("监控"), "unit_years:monitoring"),
    ("course", gettext_lazy("办理"), "review:course"),
)
_SUMMARY = ("unit_year", "revision", "computed_at", "closed", "errors", "warnings", "hints", "milliseconds")


def fetched(request: HttpRequest, pk: int, permission: Permission = VIEW_UNIT_YEAR) -> UnitYear:
    """The unit-year where the person has the permission; 404 otherwise."""
    found = UnitYear.objects.in_scope(request.user, permission).select_related("organisation", "edited_by")
    return get_object_or_404(found.defer("prior"), pk=pk)


def may(request: HttpRequest, unit_year: UnitYear, permission: Permission) -> bool:
    """Whether the person has the permission for this unit-year's organisation."""
    return bool(request.user.has_permission_at(permission, unit_year.organisation))


def takes_part(request: HttpRequest, unit_year: UnitYear) -> bool:
    """Whether the person prepares or decides here, and so may write comments."""
    return any(may(request, unit_year, permission) for permission in TAKING_PART)


@dataclass
class Standing:
    """The state of the results of a unit-year; without `closing` nothing was computed yet."""

    unit_year: UnitYear

    @cached_property
    def closing(self) -> Closing | None:
        """The latest results without their documents."""
        return Closing.objects.filter(unit_year=self.unit_year).only(*_SUMMARY).first()

    @property
    def fresh(self) -> bool:
        """Whether the results are those of what is stored now."""
        return self.closing is not None and self.closing.revision >= self.unit_year.revision

    @property
    def findings(self) -> int:
        """How many errors and warnings there are."""
        return self.closing.errors + self.closing.warnings if self.closing else 0


def asked(request: HttpRequest, name: str, longest: int = 60) -> str:
    """A text of the address that is searched for, without what no text holds."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:longest]


def posted(request: HttpRequest, name: str, longest: int) -> str:
    """A text of a form that is one line, without what no text holds."""
    return " ".join(request.POST.get(name, "").replace("\x00", "").split())[:longest]


def page(
    request: HttpRequest, template: str, unit_year: UnitYear, tab: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the unit-year under its tabs."""
    standing = Standing(unit_year)
    can_edit = unit_year.is_editable and may(request, unit_year, EDIT_UNIT_YEAR)
    tabs = [(name, caption, reverse(address, args=[unit_year.pk])) for name, caption, address in TABS]
    shown = {"unit_year": unit_year, "tab": tab, "tabs": tabs, "standing": standing, "can_edit": can_edit}
    shown["can_comment"] = tab in ("findings", "tables") and takes_part(request, unit_year)
    return render(
        request, f"unit_years/{template}.html", {**shown, "all_sheets": SHEETS.values(), **context}, status=status
    )


def not_editable(request: HttpRequest, unit_year: UnitYear) -> HttpResponse:
    """Back to the overview, saying why nothing was changed."""
    message = _("这个年度已经%(state)s，内容不能再改；需要修改请由审核人退回。") % {
        "state": unit_year.get_state_display()
    }
    messages.error(request, message)
    address = reverse("unit_years:overview", args=[unit_year.pk])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    response = redirect(address)
    response.keeps_draft = True
    return response
