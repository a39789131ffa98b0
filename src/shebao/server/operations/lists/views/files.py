"""Workbooks of staff lists: the template of a service, the results row by row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shebao.fields.field import Field, Kind
from shebao.server.operations.cases.declares import START_CASES, VIEW_RECORDS
from shebao.server.operations.lists.assessing import RESTRICTED, Result, results_of
from shebao.server.operations.lists.doing import takes_lists
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.states import State
from shebao.server.operations.lists.views.pages import get, person_of
from shebao.server.platform.access.doing import WITHHELD, exported, looker
from shebao.server.platform.web.access import requires
from shebao.services.listing import catalogue

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RESULT_HEADS = ("行", "姓名", "证件号码", "个人编号", "结果", "原因")
_ROWS_WITH_CHOICES = 20_000
_SHORT = 255


@requires(START_CASES)
@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty list of a service: heads, what to write, the choices of columns; every column is text."""
    service = catalogue().version(code, timezone.localdate())
    if service is None or not takes_lists(service):
        raise Http404("这个事项不收名册")
    fields = [declared.field for declared in service.form.values()]
    return _workbook(f"{service.name}名册模板", [[field.label for field in fields]], fields)


@requires(VIEW_RECORDS)
@require_safe
def results(request: HttpRequest, number: str) -> HttpResponse:
    """What became of each row; numbers masked, the export written down."""
    found = get(request, number)
    texts = dict(found.opened("content"))
    listed = results_of(found)
    people = [person_of(one, texts[one.row]) for one in listed]
    by = looker(request, VIEW_RECORDS, found.office)
    shown = exported(by, people, ("name", "identity_number"), f"下载名册 {found.number} 的办理结果") if people else []
    rows = [_row(found, one, seen) for one, seen in zip(listed, shown, strict=True)]
    return _workbook(f"名册{found.number}办理结果", [_RESULT_HEADS, *rows])


def _row(found: StaffList, one: Result, seen: dict[str, str]) -> tuple[str, ...]:
    name, number = seen["name"], seen["identity_number"]
    if name == WITHHELD:
        return str(one.row), name, number, "", "", RESTRICTED
    person = "" if one.new and not found.act_id else str(one.person)
    return str(one.row), name, number, person, _told(found, bool(one.against)), "；".join(one.against)


def _told(found: StaffList, against: bool) -> str:
    if against:
        return "没有办理"
    return "已办理" if found.state == State.DONE else "可以办理"


def _workbook(name: str, rows: Iterable[Sequence[str]], fields: Sequence[Field] = ()) -> HttpResponse:
    """Everything is text, so that nothing runs and no number is rounded."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("名册")
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    cell = book.add_format({"num_format": "@", "valign": "top"})
    sheet.set_column(0, 30, 20, cell)
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text, head if line == 0 else cell)
    for column, field in enumerate(fields):
        _offer(sheet, column, field)
    sheet.freeze_panes(1, 0)
    book.close()
    response = HttpResponse(buffer.getvalue(), content_type=_TYPE)
    response["Content-Disposition"] = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _offer(sheet: xlsxwriter.worksheet.Worksheet, column: int, field: Field) -> None:
    """The choices of a column where they are short enough for a workbook, and the help as a hint."""
    labels = list(field.choices)
    if field.kind is Kind.CHOICE and len(",".join(labels)) <= _SHORT:
        sheet.data_validation(1, column, _ROWS_WITH_CHOICES, column, {"validate": "list", "source": labels})
    hint = field.help or (
        f"可写：{'、'.join(labels)}" if labels else "年月写成 2026-03" if field.kind is Kind.MONTH else ""
    )
    if hint:
        sheet.write_comment(0, column, hint)
