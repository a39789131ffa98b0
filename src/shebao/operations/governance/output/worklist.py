"""Suspicions as a work list in XLSX: one row each, what to look at, columns for who checks it and what came out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from shebao.batch.files import draft, publish
from shebao.operations.governance.outcome import RAW, SUSPICIONS, Outcome
from shebao.operations.governance.running.planning import Plan
from shebao.operations.governance.shown import shown_finding
from shebao.operations.governance.suspicions import Course, identity

MOST_ROWS = 200_000
_STATES = ("待核查", "核查中", "属实", "有合理解释", "已更正", "追回中", "已移交")
_HEADER = (
    "疑点编号", "程度", "检查", "题目", "责任", "数据表", "对象", "涉及行数", "证据", "经过", "首次发现（第几次）",
    "依据", "核查状态", "核查人", "核查意见", "更正值", "完成日期",
)  # fmt: skip
_WIDTHS = (22, 6, 10, 28, 10, 14, 22, 9, 60, 8, 10, 36, 12, 10, 28, 18, 12)


def write_worklist(plan: Plan, outcome: Outcome, path: Path) -> int:
    """Writes the list, masked; returns its rows. Past `MOST_ROWS` the rest stays in findings.parquet and is told."""
    known = json.loads((plan.folder / SUSPICIONS).read_text(encoding="utf-8"))["suspicions"]
    book = xlsxwriter.Workbook(draft(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("疑点")
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, cell)
        sheet.write_string(0, column, name, head)
    count = _rows(sheet, plan, outcome, known)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(count, 1), len(_HEADER) - 1)
    states = {"validate": "list", "source": list(_STATES)}
    sheet.data_validation(1, _HEADER.index("核查状态"), max(count, 1), _HEADER.index("核查状态"), states)
    _summary(book, outcome, head, cell)
    book.close()
    publish(draft(path), path)
    return count


def _rows(sheet: Any, plan: Plan, outcome: Outcome, known: dict[str, Any]) -> int:
    judgements = {each.check.id: each for each in outcome.judgements}
    shown = _shown(plan, outcome)
    count = 0
    for batch in pq.ParquetFile(plan.folder / RAW).iter_batches():
        for finding in batch.to_pylist():
            if count >= MOST_ROWS:
                return count
            count += 1
            check = judgements[finding["check"]].check
            columns = shown.get(check.id, ())
            subject, evidence = shown_finding(plan, check, finding["subject"], finding["evidence"], columns)
            key = identity(check.id, finding["subject"])
            told = "；".join(f"{name} {value or '（空）'}" for name, value in evidence.items())
            course = known.get(key, {})
            values = (
                key, check.severity.title, check.id, check.title, check.owner, plan.declared.tables[check.table].title,
                subject, finding["rows"], told, Course(course.get("course", "new")).title, course.get("first_run", 1),
                check.basis, _STATES[0],
            )  # fmt: skip
            for column, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(count, column, value)
                else:
                    sheet.write_string(count, column, value)
    return count


def _shown(plan: Plan, outcome: Outcome) -> dict[str, tuple[str, ...]]:
    return {each.check.id: each.shown for each in outcome.judgements}


def _summary(book: Any, outcome: Outcome, head: Any, cell: Any) -> None:
    sheet = book.add_worksheet("汇总")
    names = ("检查", "题目", "程度", "责任", "检查行数", "不通过行数", "万分比", "疑点", "上次不通过", "情况")
    for column, name in enumerate(names):
        sheet.set_column(column, column, 30 if column == 1 else 12, cell)
        sheet.write_string(0, column, name, head)
    for row, each in enumerate(outcome.judgements, start=1):
        state = {"done": "已查", "incomplete": "未查全", "skipped": each.note}[each.state]
        texts = {0: each.check.id, 1: each.check.title, 2: each.check.severity.title, 3: each.check.owner,
                 6: each.permyriad, 9: state}  # fmt: skip
        numbers = {4: each.rows, 5: each.broken, 7: each.suspicions}
        if each.before:
            numbers[8] = each.before[-1]
        for column, text in texts.items():
            sheet.write_string(row, column, text)
        for column, number in numbers.items():
            sheet.write_number(row, column, number)
    sheet.freeze_panes(1, 2)
