"""The nine tables as printed; behind a cell its lines, and from a line the cells it reaches."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shebao.accounts.closing.amounts import Address
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.accountability.unit_years.sheets import written
from shebao.server.accountability.unit_years.tracing import Part, Traced, behind, column_label, reached, row_label
from shebao.server.accountability.unit_years.views.common import fetched, page, takes_part
from shebao.server.accountability.unit_years.views.sheets import sheet_or_404
from shebao.server.platform.web.access import requires

SHOWN_LINES = 30
_COLUMNS = {
    "entries": ("day", "voucher", "line", "kind", "funding", "functional", "economic", "spending", "project", "note"),
    "budget": ("budget_kind", "day", "document", "funding", "functional", "economic", "spending", "project"),
    "opening": ("funding", "functional", "project", "note"),
}


@requires(VIEW_UNIT_YEAR)
@require_GET
def tables(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the nine tables; with `cell` also what is behind that cell."""
    unit_year = fetched(request, pk)
    grids = _grids(unit_year)
    asked = request.GET.get("table", "")
    grid = next((grid for grid in grids if grid["id"] == asked), grids[0] if grids else None)
    context: dict[str, Any] = {"grids": grids, "grid": grid, "cell": request.GET.get("cell", "")}
    if grid and context["cell"]:
        context |= _behind(request, unit_year, grid, context["cell"])
    return page(request, "tables", unit_year, "tables", context)


@requires(VIEW_UNIT_YEAR)
@require_GET
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    """What is behind a cell, as a part of the page."""
    unit_year = fetched(request, pk)
    grid = next((grid for grid in _grids(unit_year) if grid["id"] == request.GET.get("table", "")), None)
    if grid is None:
        raise Http404
    context = {
        "unit_year": unit_year,
        "grid": grid,
        "cell": request.GET.get("cell", ""),
        "can_comment": takes_part(request, unit_year),
    }
    return render(request, "unit_years/parts/behind.html", context | _behind(request, unit_year, grid, context["cell"]))


def _grids(unit_year: UnitYear) -> list[dict[str, Any]]:
    closing = Closing.objects.filter(unit_year=unit_year).only("unit_year", "grids").first()
    return closing.grids if closing else []


def _behind(request: HttpRequest, unit_year: UnitYear, grid: dict[str, Any], cell: str) -> dict[str, Any]:
    known = {found["a"]: found["t"] for row in grid["body"] for found in row if "a" in found}
    if cell not in known:
        raise Http404
    address = Address(grid["id"], *cell.split(":"))
    traced = behind(unit_year, address)
    return {
        "traced": traced,
        "shown_text": known[cell],
        "row_name": row_label(grid, address),
        "column_name": column_label(address),
        "parts": [_page_of(request, part) for part in traced.parts],
        "differs": _differs(unit_year, traced),
    }


def _differs(unit_year: UnitYear, traced: Traced) -> bool:
    """Whether lines were changed since the table was computed, so that they do not add up to the printed cell."""
    document = Closing.objects.filter(unit_year=unit_year).values_list(
        f"document__tables__{traced.address.table}__{traced.address.row}__{traced.address.column}__fen", flat=True
    )
    stored = document.first()
    return (stored or 0) != traced.total


def _page_of(request: HttpRequest, part: Part) -> dict[str, Any]:
    names = _COLUMNS[part.sheet.id]
    shown = Paginator(part.lines, SHOWN_LINES).get_page(request.GET.get(f"page_{part.sheet.id}"))
    rows = [
        {
            "id": line.pk,
            "texts": [written(name, getattr(line, name)) for name in names],
            "amount": part.sign(line) * line.amount,
        }
        for line in shown
    ]
    headers = [part.sheet.column(name).label for name in names]
    return {"part": part, "headers": headers, "rows": rows, "shown": shown}


@requires(VIEW_UNIT_YEAR)
@require_GET
def cells_of_line(request: HttpRequest, pk: int, name: str, line_id: int) -> HttpResponse:
    """The cells that a line reaches."""
    unit_year, sheet = fetched(request, pk), sheet_or_404(name)
    line = get_object_or_404(sheet.model, unit_year=unit_year, pk=line_id)
    found = reached(unit_year, sheet, line, _grids(unit_year))
    texts = [(column.label, written(column.key, getattr(line, column.key))) for column in sheet.columns]
    context = {"sheet": sheet, "line": line, "texts": [pair for pair in texts if pair[1]], "reached": found}
    return page(request, "cells", unit_year, "sheets", context)
