"""The grid of a sheet: filtered pages of lines, each edited in place or on a page of its own."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shebao.server.accountability.unit_years import editing
from shebao.server.accountability.unit_years.changes import Conflict, NotEditable
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Line, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet, written
from shebao.server.accountability.unit_years.views.common import Standing, asked, fetched, may, not_editable, page
from shebao.server.accountability.unit_years.views.rows import Row, ShownRows, cells_of, row_of
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import PageOfItems, paginate

PAGE = 100
_ROWS = "rows"
_SEARCHED = ("voucher", "document", "project", "functional", "economic", "note", "reason", "counterparty", "unit")


def sheet_or_404(name: str) -> Sheet:
    """The sheet of that id."""
    if name not in SHEETS:
        raise Http404
    return SHEETS[name]


@requires(VIEW_UNIT_YEAR)
@require_GET
def first_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The tab opens with the entries."""
    return redirect("unit_years:sheet", fetched(request, pk).pk, "entries")


@requires(VIEW_UNIT_YEAR)
@require_GET
def grid(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A page of the sheet's lines; ?part=rows gives its rows alone, for the page to add below those that it shows."""
    unit_year, sheet = fetched(request, pk), sheet_or_404(name)
    lines = _filtered(sheet, sheet.model.objects.filter(unit_year=unit_year), request)
    order = _order(sheet, request)
    shown = paginate(request, lines.order_by(*order), PAGE)
    hidden = unused(sheet, unit_year)
    rows = ShownRows(unit_year, sheet, hidden, can_edit=_can_edit(request, unit_year))
    columns = [column for column in sheet.columns if column.key not in hidden]
    context = {
        "sheet": sheet,
        "columns": [(column, *_sorting(column.key, order[0], request)) for column in columns],
        "rows": [rows.write(line) for line in shown.items],
        "page": shown,
        "totals": _totals(sheet, lines),
        "filters": [(*each, request.GET.get(each[0], "")) for each in _filters(sheet)],
        "months": [str(month) for month in range(1, 13)],
        "is_filtered": any(request.GET.get(name) for name in ("q", "kind", "funding", "month")),
    }
    context["more"] = _more(request, shown)
    if request.GET.get("part") == _ROWS:
        return render(request, "unit_years/parts/more_rows.html", context)
    return page(request, "sheet", unit_year, "sheets", context)


def _more(request: HttpRequest, shown: PageOfItems) -> tuple[str, int] | None:
    """The address of the following lines and how many there are; None behind the last."""
    rest = shown.count - (shown.first_item - 1) - len(shown.items)
    if rest <= 0:
        return None
    query = request.GET.copy()
    query.pop("part", None)
    query["page"] = str(shown.number + 1)
    return f"?{query.urlencode()}", rest


def _order(sheet: Sheet, request: HttpRequest) -> tuple[str, ...]:
    """The order that the address asks for (?sort=amount, ?sort=-amount), as the lines stand otherwise."""
    wanted = request.GET.get("sort", "")
    if wanted.removeprefix("-") in sheet.fields:
        return (wanted, "position", "id")
    return ("position", "id")


def _sorting(column: str, current: str, request: HttpRequest) -> tuple[str, str]:
    """The address that sorts by a column (upwards first, then downwards, then as the lines stand) and how it is sorted now."""
    state = {column: "ascending", f"-{column}": "descending"}.get(current, "none")
    following = {"none": column, "ascending": f"-{column}", "descending": ""}[state]
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = following
    return f"?{query.urlencode()}", state


def _totals(sheet: Sheet, lines: QuerySet[Line]) -> list[tuple[str, int]]:
    """The amounts by side (收入, 支出), or of all lines where a sheet has no sides."""
    if "kind" not in sheet.fields:
        return [(_("合计"), lines.aggregate(total=Sum("amount"))["total"] or 0)]
    labels = dict(sheet.model._meta.get_field("kind").choices or ())
    sums = dict(lines.order_by().values_list("kind").annotate(total=Sum("amount")))
    return [(str(labels[kind]), sums[kind]) for kind in labels if kind in sums] or [(_("合计"), 0)]


def _filters(sheet: Sheet) -> list[tuple[str, str, tuple[str, ...]]]:
    names = [name for name in ("kind", "budget_kind", "funding") if name in sheet.words]
    return [(name, sheet.column(name).label, sheet.words[name]) for name in names]


def _filtered(sheet: Sheet, lines: QuerySet[Line], request: HttpRequest) -> QuerySet[Line]:
    words = asked(request, "q")
    if words:
        named = [name for name in _SEARCHED if name in sheet.fields]
        condition = Q()
        for name in named:
            condition |= Q(
                **{f"{name}__startswith" if name in ("functional", "economic") else f"{name}__icontains": words}
            )
        lines = lines.filter(condition)
    for name, _header, known in _filters(sheet):
        if asked(request, name) in known:
            value = next(v for v, label in sheet.model._meta.get_field(name).choices if label == asked(request, name))
            lines = lines.filter(**{name: value})
    month = asked(request, "month")
    if "day" in sheet.fields and month.isdecimal() and 1 <= int(month) <= 12:
        lines = lines.filter(day__month=int(month))
    return lines


def unused(sheet: Sheet, unit_year: UnitYear) -> frozenset[str]:
    """Columns that only departments with units of their own need."""
    if unit_year.settings.get("units"):
        return frozenset()
    return frozenset({"unit", "transfer"} & set(sheet.fields))


def _typed(request: HttpRequest, sheet: Sheet) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:300] for name in sheet.fields}


@requires(EDIT_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A new line: an empty form, or the stored line."""
    unit_year, sheet = fetched(request, pk, EDIT_UNIT_YEAR), sheet_or_404(name)
    if not unit_year.is_editable:
        return not_editable(request, unit_year)
    hidden = unused(sheet, unit_year)
    if request.method == "GET":
        return _form(request, unit_year, sheet, Row(None, 0, cells_of(sheet, _start(sheet, unit_year), {}, hidden)))
    typed = _typed(request, sheet)
    try:
        line = editing.add(unit_year, request.user, sheet, typed)
    except NotEditable:
        return not_editable(request, unit_year)
    except editing.Refused as refused:
        row = Row(None, 0, cells_of(sheet, typed, refused.errors, hidden), refused.errors.get("", ""))
        return _form(request, unit_year, sheet, row)
    return _after(request, unit_year, sheet, line, _("已增加一行。"))


def _start(sheet: Sheet, unit_year: UnitYear) -> dict[str, str]:
    """What a new line starts with: the texts that the last line and the new one probably share."""
    last = sheet.model.objects.filter(unit_year=unit_year).order_by("-position", "-id").first()
    if last is None:
        return {"month": "1"} if sheet.id == "plan" else {}
    return {
        name: written(name, getattr(last, name))
        for name in ("day", "kind", "budget_kind", "funding", "unit")
        if name in sheet.fields
    }


@requires(VIEW_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int, name: str, line_id: int) -> HttpResponse:
    """One line: shown, its form, or stored."""
    unit_year, sheet = fetched(request, pk), sheet_or_404(name)
    can_edit = _can_edit(request, unit_year)
    stored = sheet.model.objects.filter(unit_year=unit_year, pk=line_id).first()
    if stored is None:
        return _gone(request, unit_year, sheet)
    if request.method == "GET":
        if request.htmx and ("show" in request.GET or not can_edit):
            return HttpResponse(_shown(unit_year, sheet, stored, can_edit=can_edit))
        return _form(request, unit_year, sheet, row_of(sheet, stored, unused(sheet, unit_year)))
    if not may(request, unit_year, EDIT_UNIT_YEAR):
        raise Http404
    return _change(request, unit_year, sheet, line_id)


def _change(request: HttpRequest, unit_year: UnitYear, sheet: Sheet, line_id: int) -> HttpResponse:
    typed, version = _typed(request, sheet), _version(request)
    hidden = unused(sheet, unit_year)
    for name in hidden:
        typed[name] = ""
    row = partial(Row, line_id)
    try:
        line = editing.change(unit_year, request.user, sheet, line_id, version, typed)
    except NotEditable:
        return not_editable(request, unit_year)
    except sheet.model.DoesNotExist:
        return _gone(request, unit_year, sheet)
    except editing.Refused as refused:
        wrong = row(version, cells_of(sheet, typed, refused.errors, hidden), refused.errors.get("", ""))
        return _form(request, unit_year, sheet, wrong)
    except Conflict as conflict:
        theirs = conflict.theirs
        assert isinstance(theirs, Line)
        clashing = row(theirs.version, cells_of(sheet, typed, {}, hidden, theirs), conflict=True)
        return _form(request, unit_year, sheet, clashing, status=409)
    return _after(request, unit_year, sheet, line, _("已保存。"))


@requires(EDIT_UNIT_YEAR)
@require_POST
def remove(request: HttpRequest, pk: int, name: str, line_id: int) -> HttpResponse:
    """Deletes a line."""
    unit_year, sheet = fetched(request, pk, EDIT_UNIT_YEAR), sheet_or_404(name)
    try:
        editing.remove(unit_year, request.user, sheet, line_id, _version(request))
    except NotEditable:
        return not_editable(request, unit_year)
    except sheet.model.DoesNotExist:
        return _gone(request, unit_year, sheet)
    except Conflict as conflict:
        theirs = conflict.theirs
        assert isinstance(theirs, Line)
        row = row_of(sheet, theirs, unused(sheet, unit_year))
        row.error = _("这一行刚被别人改过，没有删除。请核对现在的内容，再决定是否删除。")
        return _form(request, unit_year, sheet, row, status=409)
    if request.htmx:
        response = render(request, "unit_years/parts/status_swap.html", _status(unit_year))
        response.headers["HX-Reswap"] = "delete"
        return response
    messages.success(request, _("已删除一行。"))
    return redirect("unit_years:sheet", unit_year.pk, sheet.id)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _gone(request: HttpRequest, unit_year: UnitYear, sheet: Sheet) -> HttpResponse:
    messages.error(request, _("这一行已被别人删除，没有保存。"))
    address = reverse("unit_years:sheet", args=[unit_year.pk, sheet.id])
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _status(unit_year: UnitYear) -> dict[str, Any]:
    """The unit-year as it is after the change, for the line that says how fresh the results are."""
    unit_year.refresh_from_db(fields=["revision", "state"])
    return {"unit_year": unit_year, "standing": Standing(unit_year)}


def _form(request: HttpRequest, unit_year: UnitYear, sheet: Sheet, row: Row, *, status: int = 200) -> HttpResponse:
    """The form of a line, in the grid or as a page."""
    context = {"sheet": sheet, "row": row}
    if request.htmx:
        context |= {"unit_year": unit_year, "can_edit": True}
        return render(request, "unit_years/parts/row_form.html", context, status=200 if status == 409 else status)
    return page(request, "line", unit_year, "sheets", context, status=status)


def _shown(unit_year: UnitYear, sheet: Sheet, line: Line, *, can_edit: bool, is_fresh: bool = False) -> SafeString:
    return ShownRows(unit_year, sheet, unused(sheet, unit_year), can_edit=can_edit).write(line, is_fresh=is_fresh)


def _after(request: HttpRequest, unit_year: UnitYear, sheet: Sheet, line: Line, message: str) -> HttpResponse:
    if request.htmx:
        context = {"row": _shown(unit_year, sheet, line, can_edit=True, is_fresh=True), **_status(unit_year)}
        return render(request, "unit_years/parts/row_saved.html", context)
    messages.success(request, message)
    return redirect("unit_years:sheet", unit_year.pk, sheet.id)


def _can_edit(request: HttpRequest, unit_year: UnitYear) -> bool:
    return unit_year.is_editable and may(request, unit_year, EDIT_UNIT_YEAR)
