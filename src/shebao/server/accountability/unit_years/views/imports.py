"""Import of a sheet: upload or paste, preview with every problem, columns matched by hand, confirmation; export, template."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.output.template import sheet_template
from shebao.server.accountability.unit_years import exports, uploads
from shebao.server.accountability.unit_years.changes import NotEditable
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import SheetImport, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet
from shebao.server.accountability.unit_years.tasks import confirm_import, look_at_import
from shebao.server.accountability.unit_years.views.common import fetched, not_editable, page
from shebao.server.accountability.unit_years.views.sheets import sheet_or_404, unused
from shebao.server.platform.declarations import Permission
from shebao.server.platform.exports.doing import offer
from shebao.server.platform.files.kinds import TABLES, RefusedFile
from shebao.server.platform.files.store import store_bytes, store_upload
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

LONGEST_PASTE = 2_000_000
_EDIT = EDIT_UNIT_YEAR
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = frozenset("0123456789.-")


@requires(_EDIT)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Takes a file and shows what was found in it."""
    unit_year, sheet = fetched(request, pk, _EDIT), sheet_or_404(name)
    if not unit_year.is_editable:
        return not_editable(request, unit_year)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error = _("请先选择文件。")
        else:
            try:
                stored = store_upload(file, accepted=TABLES, owner=request.user)
            except RefusedFile as refused:
                error = str(refused)
            else:
                return _started(request, unit_year, sheet, stored)
    recent = SheetImport.objects.filter(unit_year=unit_year, sheet=sheet.id).select_related("file", "made_by")[:5]
    context = {"sheet": sheet, "error": error, "recent": recent}
    return page(request, "upload", unit_year, "sheets", context, status=400 if error else 200)


@requires(_EDIT)
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Takes cells copied from a spreadsheet."""
    unit_year, sheet = fetched(request, pk, _EDIT), sheet_or_404(name)
    if not unit_year.is_editable:
        return not_editable(request, unit_year)
    text, error = request.POST.get("text", ""), ""
    if request.method == "POST":
        if len(text) > LONGEST_PASTE:
            error = _("粘贴的内容太多；请存为文件后导入。")
        elif not text.strip():
            error = _("没有内容。请在电子表格中选中几行，复制后粘贴到这里。")
        else:
            try:
                content = uploads.pasted(sheet, text, unused(sheet, unit_year))
            except RefusedFile as refused:
                error = str(refused)
            else:
                stored = store_bytes(content, kind="text", name="粘贴的内容.csv", owner=request.user)
                return _started(request, unit_year, sheet, stored)
    columns = [column for column in sheet.columns if column.key not in unused(sheet, unit_year)]
    context = {"sheet": sheet, "columns": columns, "error": error, "text": text[:LONGEST_PASTE]}
    return page(request, "paste", unit_year, "sheets", context, status=400 if error else 200)


def _started(request: HttpRequest, unit_year: UnitYear, sheet: Sheet, stored: object) -> HttpResponse:
    """The import of a stored file, judged here where it is small and by a job where it is large."""
    imported = SheetImport.objects.create(
        unit_year=unit_year,
        sheet=sheet.id,
        file=stored,
        replace=request.POST.get("mode") == "replace",
        mapping=unit_year.settings.get("columns", {}).get(sheet.id, {}),
        made_by=request.user,
    )
    return _looked(imported)


def _looked(imported: SheetImport) -> HttpResponse:
    address = reverse("unit_years:import", args=[imported.unit_year_id, imported.pk])
    if imported.file.size <= uploads.INLINE_BYTES:
        uploads.look(imported)
    else:
        subject = f"{imported.unit_year} {imported.file.name}"
        look_at_import.start(subject, arguments={"imported": imported.pk}, owner=imported.made_by, url=address)
    return redirect(address)


def _import(request: HttpRequest, pk: int, import_id: int, permission: Permission = _EDIT) -> SheetImport:
    unit_year = fetched(request, pk, permission)
    found = SheetImport.objects.select_related("file", "unit_year__organisation", "made_by")
    return get_object_or_404(found, unit_year=unit_year, pk=import_id)


@requires(_EDIT)
@require_GET
def preview(request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
    """What was found in the file: rows, sum, every problem; or columns to match; or how far a job is."""
    imported = _import(request, pk, import_id)
    sheet = SHEETS[imported.sheet]
    context = {
        "imported": imported,
        "sheet": sheet,
        "job": _job(imported),
        "stored": sheet.model.objects.filter(unit_year=imported.unit_year).count(),
        "accepted": max(0, imported.rows - imported.rejected_rows),
        "problems": paginate(request, imported.preview.get("rejects", []), 100),
        "first": imported.preview.get("first", []),
        "headers": imported.preview.get("headers", []),
        "missing": [sheet.column(name).label for name in imported.preview.get("missing", [])],
    }
    return page(request, "import", imported.unit_year, "sheets", context)


def _job(imported: SheetImport) -> Job | None:
    """The job that works on the import now."""
    working = imported.step in (SheetImport.Step.READING, SheetImport.Step.STORING)
    found = Job.objects.filter(kind__in=("unit_years.look", "unit_years.confirm"), arguments__imported=imported.pk)
    return found.order_by("-created_at").first() if working else None


@requires(_EDIT)
@require_POST
def match(request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
    """Columns matched by hand: the file is judged again."""
    imported = _import(request, pk, import_id)
    if imported.step not in (SheetImport.Step.UNMAPPED, SheetImport.Step.REJECTED):
        raise Http404
    known = imported.preview.get("headers", [])
    chosen = {column.key: request.POST.get(f"column-{column.key}", "") for column in SHEETS[imported.sheet].columns}
    imported.mapping = {name: header for name, header in chosen.items() if header in known}
    imported.step = SheetImport.Step.READING
    imported.save(update_fields=["mapping", "step"])
    return _looked(imported)


@requires(_EDIT)
@require_POST
def confirm(request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
    """Stores the lines; pressed twice it stores them once."""
    imported = _import(request, pk, import_id)
    address = reverse("unit_years:import", args=[imported.unit_year_id, imported.pk])
    if not imported.unit_year.is_editable:
        return not_editable(request, imported.unit_year)
    if imported.step == SheetImport.Step.READY and imported.file.size > uploads.INLINE_BYTES:
        SheetImport.objects.filter(pk=imported.pk).update(step=SheetImport.Step.STORING)
        subject = f"{imported.unit_year} {imported.file.name}"
        confirm_import.start(subject, arguments={"imported": imported.pk}, owner=request.user, url=address)
        return redirect(address)
    try:
        done = uploads.confirm(imported.pk, request.user)
    except NotEditable:
        return not_editable(request, imported.unit_year)
    except ImportRejected as problem:
        messages.error(request, _("没有导入：%(reason)s") % {"reason": problem.problems[0]})
        return redirect(address)
    messages.success(request, _("已导入 %(rows)s 行。") % {"rows": done.rows})
    return redirect("unit_years:sheet", imported.unit_year_id, imported.sheet)


@requires(_EDIT)
@require_GET
def rejects(request: HttpRequest, pk: int, import_id: int) -> HttpResponse:
    """Every listed problem as a CSV, to mend the file by."""
    imported = _import(request, pk, import_id)
    rows = [
        [row["file"], row["sheet"], row["row"] or "", row["column"], row["value"], row["reason"], row["advice"]]
        for row in imported.preview.get("rejects", [])
    ]
    return _csv([["文件", "工作表", "行", "列", "值", "原因", "怎么改"], *rows], f"{imported.file.name} 的问题.csv")


@requires(VIEW_UNIT_YEAR)
@require_GET
def export(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """All lines as a CSV in the columns of the template."""
    unit_year, sheet = fetched(request, pk), sheet_or_404(name)
    return offer(
        request, exports.LINES, {"unit_year": unit_year.pk, "sheet": sheet.id}, str(unit_year.revision),
        back=reverse("unit_years:sheet", args=[unit_year.pk, sheet.id]),
    )  # fmt: skip


class _Echo:
    def write(self, value: str) -> str:
        """What the CSV writer wrote."""
        return value


def _csv(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """A CSV download; texts that a spreadsheet would run as formulas get an apostrophe, which the importer takes off."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    safe = ([_inert(cell) for cell in row] for row in rows)
    lines = (writer.writerow(row) for row in safe)
    response = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _inert(cell: object) -> object:
    runs = isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.issuperset(cell)
    return f"'{cell}" if runs else cell


def _with_mark(lines: Iterator[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


@requires(VIEW_UNIT_YEAR)
@require_GET
def template(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The empty sheet of the year, with lists of words and codes, to fill in."""
    unit_year, sheet = fetched(request, pk), sheet_or_404(name)
    response = HttpResponse(sheet_template(sheet.id, unit_year.fiscal_year), content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{sheet.title}模板.xlsx')}"
    return response
