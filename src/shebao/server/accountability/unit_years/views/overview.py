"""The overview: what is there, what is next; and how fresh the results are."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from shebao.server.accountability.unit_years.changes import order
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Contribution, Finding, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS
from shebao.server.accountability.unit_years.states import CHOICES, State
from shebao.server.accountability.unit_years.views.common import Standing, fetched, page
from shebao.server.platform.web.access import requires

SHOWN_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to prepare: what it is, whether it is there, what there is of it, where it is done."""

    title: str
    done: bool
    needed: bool
    text: str
    address: str


@requires(VIEW_UNIT_YEAR)
@require_GET
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """State, parts, findings, main figures."""
    unit_year = fetched(request, pk)
    parts = _parts(unit_year)
    return page(
        request,
        "overview",
        unit_year,
        "overview",
        {
            "parts": parts,
            "next": _next(unit_year, parts),
            "findings": Finding.objects.filter(unit_year=unit_year).open()[:SHOWN_FINDINGS],
            "figures": list(unit_year.figures.order_by("pk")),
            "contributors": Contribution.objects.filter(unit_year=unit_year).select_related("person"),
            "returned": unit_year.steps.first() if unit_year.state == State.RETURNED else None,
            "states": [(value, label) for value, label in CHOICES if value != State.RETURNED],
        },
    )


def _next(unit_year: UnitYear, parts: list[Part]) -> Part | None:
    """What is to be prepared next; nothing where the results miss nothing: not every place asks for every part."""
    closing = Standing(unit_year).closing
    if closing is not None and closing.closed and not closing.errors:
        return None
    return next((part for part in parts if part.needed and not part.done), None)


def _parts(unit_year: UnitYear) -> list[Part]:
    def address(name: str, *more: str) -> str:
        return reverse(f"unit_years:{name}", args=[unit_year.pk, *more])

    parts = []
    for sheet in SHEETS.values():
        count = sheet.model.objects.filter(unit_year=unit_year).count()
        needed = sheet.id in ("entries", "budget")
        text = f"{count} 行" if count else ("还没有" if needed else "没有（可以没有）")
        parts.append(Part(sheet.title, count > 0, needed, text, address("sheet", sheet.id)))
    forms = unit_year.performance_forms.count()
    parts.append(Part("绩效自评表", forms > 0, True, f"{forms} 张" if forms else "还没有", address("performance")))
    words = sum(bool(value) for value in unit_year.words.values())
    parts.append(Part("文字", words > 0, True, f"已写 {words} 部分" if words else "还没有", address("words")))
    annex = "已填" if unit_year.annex else "还没有"
    parts.append(Part("附表（车辆、采购、人员）", bool(unit_year.annex), True, annex, address("annex")))
    return parts


@requires(VIEW_UNIT_YEAR)
@require_GET
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """How fresh the results are; asked again every second or two until they are."""
    unit_year = fetched(request, pk)
    standing = Standing(unit_year)
    response = render(request, "unit_years/parts/status.html", {"unit_year": unit_year, "standing": standing})
    if standing.fresh:
        response.headers["HX-Trigger"] = "computed"
    return response


@requires(VIEW_UNIT_YEAR)
@require_POST
def recompute(request: HttpRequest, pk: int) -> HttpResponse:
    """Orders a recomputation by hand."""
    unit_year = fetched(request, pk)
    order(unit_year)
    messages.info(request, "已安排重新计算。")
    return redirect("unit_years:overview", unit_year.pk)
