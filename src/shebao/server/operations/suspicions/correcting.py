"""Corrections that no run has verified yet, as a work list for the owner of the source system: CSV or XLSX, values whole."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils import timezone

from shebao.server.operations.suspicions.declares import VIEW_SUSPICIONS
from shebao.server.operations.suspicions.models import Correction, Suspicion
from shebao.server.operations.suspicions.states import State
from shebao.server.platform.access.doing import exported
from shebao.server.platform.declarations import Permission

if TYPE_CHECKING:
    from shebao.server.operations.suspicions.models import SuspicionQuerySet
    from shebao.server.platform.access.doing import Looker
    from shebao.server.platform.people.models import User

HEADER = (
    "疑点编号", "数据表", "检查", "题目", "对象", "更正项", "现值（遮盖）", "更正为", "核查情况和依据", "决定号", "提出人",
    "复核人", "决定日期", "录入人", "录入日期",
)  # fmt: skip
MOST = 20_000
_WIDTHS = (22, 16, 10, 24, 20, 14, 20, 20, 36, 8, 14, 14, 12, 10, 12)


def unverified(person: User, permission: Permission = VIEW_SUSPICIONS) -> SuspicionQuerySet:
    """The corrected suspicions that no run has verified, where the person has the permission."""
    found: SuspicionQuerySet = Suspicion.objects.in_scope(person, permission)
    return found.filter(state=State.CORRECTED, verified_at=None).select_related(
        "rule", "organisation", "assignee", "ruling__proposed_by", "ruling__checked_by"
    )


def worklist(by: Looker, found: SuspicionQuerySet, reason: str) -> list[tuple[object, ...]]:
    """The rows of the list, new values in clear; that they were given out is written down. Raises ReasonMissing, Unreadable."""
    rows = list(found.order_by("rule__code", "pk")[:MOST])
    corrections = list(Correction.objects.filter(ruling__in={each.ruling_id for each in rows}))
    given = exported(by, corrections, ["value"], reason, clear=True)
    values = {each.ruling_id: one["value"] for each, one in zip(corrections, given, strict=True)}
    return [_row(each, values.get(each.ruling_id, "")) for each in rows]


def _row(each: Suspicion, value: str) -> tuple[object, ...]:
    ruling = each.ruling
    assert ruling is not None
    now = dict(each.evidence).get(ruling.column, "")
    day = timezone.localtime(each.settled_at).date() if each.settled_at else ""
    return (
        each.identity, each.rule.table, each.rule.code, each.rule.title, each.subject, ruling.column, now, value,
        ruling.reason, ruling.pk, str(ruling.proposed_by), str(ruling.checked_by or ""), str(day), "", "",
    )  # fmt: skip


def as_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    """The list as a workbook; everything is text, so that nothing runs and no number is rounded."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("更正清单")
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(zip(HEADER, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, cell)
        sheet.write_string(0, column, name, head)
    for line, column, text in _cells(rows):
        sheet.write_string(line, column, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(HEADER) - 1)
    book.close()
    return buffer.getvalue()


def _cells(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int, str]]:
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            yield line, column, str(value)
