"""The rectification workbook (整改清单): a row for each finding with columns that the unit fills in, and the tables."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity
from shebao.rendering.words import SEVERITY_NAMES, STATE_NAMES, chains, coverage_words, place_words, title_words
from shebao.report.tables import TableState, table_specs

_COLUMNS = (
    ("序号", 6),
    ("单位", 24),
    ("年度", 7),
    ("级别", 7),
    ("规则", 16),
    ("位置", 14),
    ("问题", 52),
    ("原文", 40),
    ("所写", 16),
    ("应为", 18),
    ("依据", 40),
    ("由何引起", 9),
    ("整改措施", 30),
    ("责任人", 10),
    ("完成时限", 12),
    ("状态", 10),
    ("文件", 28),
)
_FILLED = ("整改措施", "责任人", "完成时限", "状态")
_STATES = ("未整改", "整改中", "已整改", "不予整改（说明理由）")
_CHECKS = (
    ("文件", 28),
    ("单位", 24),
    ("决算表", 40),
    ("读取情况", 16),
    ("位置", 12),
    ("数字", 8),
    ("涉及问题", 10),
    ("核对", 40),
)
_GROUNDS = {"错误": "#FDE8E6", "警告": "#FFF0CF", "提示": "#E3EFFF"}
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Part:
    """What one report adds to the workbook: rows for the list, rows for the tables."""

    findings: tuple[tuple[str, ...], ...]
    tables: tuple[tuple[str | int, ...], ...]


def workbook_part(result: AuditResult) -> Part:
    """The rows of one report."""
    titles = {rule.code: rule.title for rule in all_rules()}
    identity = result.report.identity
    who = (identity.unit, str(identity.fiscal_year or ""))
    rows: list[tuple[str, ...]] = []
    numbers: dict[str, str] = {}
    found = chains(result.findings)
    for severity in Severity:
        for chain in found:
            if chain.finding.severity is not severity:
                continue
            for finding in (chain.finding, *chain.consequences):
                numbers[finding.id] = str(len(rows) + 1)
                cause = numbers[chain.finding.id] if finding is not chain.finding else ""
                rows.append((*who, *_row(finding, titles), cause, result.file))
    return Part(tuple(rows), tuple(_table_rows(result)))


def failure_part(file: str, message: str) -> Part:
    """A file that could not be audited, as one row."""
    return Part((("", "", "错误", "不能读取", "", message, "", "", "", "", "", file),), ())


def _row(finding: Finding, titles: dict[str, str]) -> tuple[str, ...]:
    grounds = "；".join(
        f"{o.name} {o.value}{f'（{place_words(o.source.place)}）' if o.source and place_words(o.source.place) else ''}"
        for o in finding.operands
    )
    return (
        SEVERITY_NAMES[finding.severity],
        f"{finding.rule} {titles.get(finding.rule, '')}".strip(),
        place_words(finding.source.place),
        finding.message,
        finding.source.quote,
        finding.stated,
        finding.expected,
        grounds,
    )


def _table_rows(result: AuditResult) -> Iterable[tuple[str | int, ...]]:
    touched = Counter(
        (operand.source.place.page, operand.source.place.line, operand.source.quote)
        for finding in result.findings
        for operand in finding.operands
        if operand.source
    )
    unit = title_words(result.report)
    found = {table.id: table for table in result.report.tables}
    for spec in table_specs().values():
        table = found.get(spec.id)
        if table is None:
            yield result.file, unit, spec.title, "未见", "", 0, 0, ""
            continue
        figures = list(table.figures())
        problems = sum(1 for f in figures if touched[(f.source.place.page, f.source.place.line, f.source.quote)])
        state = STATE_NAMES[table.state]
        verdict = "有数字与问题有关，见整改清单" if problems else "未发现问题" if table.state is TableState.READ else ""
        yield result.file, unit, spec.title, state, place_words(table.place), len(figures), problems, verdict
    yield result.file, unit, "（全部数字）", "", "", result.coverage.figures, "", coverage_words(result)


def workbook(parts: Iterable[Part]) -> bytes:
    """The workbook of all parts."""
    import xlsxwriter

    parts = list(parts)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    base = {"font_name": "等线", "font_size": 10, "valign": "top", "border": 1, "border_color": "#CFD6E0"}
    header = book.add_format({**base, "bold": True, "bg_color": "#143A63", "font_color": "#FFFFFF", "text_wrap": True})
    _list_sheet(book, header, base, [row for part in parts for row in part.findings])
    _table_sheet(book, header, base, [row for part in parts for row in part.tables])
    book.close()
    return buffer.getvalue()


def _list_sheet(book: Any, header: Any, base: dict[str, Any], rows: Sequence[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet("整改清单")
    names = [name for name, _ in _COLUMNS]
    plain = book.add_format({**base, "text_wrap": True})
    blank = book.add_format({**base, "text_wrap": True, "bg_color": "#FFFDF2"})
    day = book.add_format({**base, "num_format": "yyyy-mm-dd", "bg_color": "#FFFDF2"})
    tinted = {name: book.add_format({**base, "bg_color": colour, "bold": True}) for name, colour in _GROUNDS.items()}
    _heads(sheet, header, _COLUMNS)
    for number, row in enumerate(rows, 1):
        *found, file = row
        values = [str(number), *found, *[""] * len(_FILLED), file]
        for column, value in enumerate(values):
            form = day if names[column] == "完成时限" else blank if names[column] in _FILLED else plain
            _write(sheet, number, column, value, tinted.get(value, plain) if names[column] == "级别" else form)
        sheet.write_string(number, names.index("状态"), _STATES[0], blank)
    last = max(len(rows), 1)
    sheet.autofilter(0, 0, last, len(names) - 1)
    sheet.freeze_panes(1, 1)
    status = names.index("状态")
    sheet.data_validation(1, status, last, status, {"validate": "list", "source": list(_STATES)})
    due = names.index("完成时限")
    sheet.data_validation(1, due, last, due, _DATE)
    done = book.add_format({"bg_color": "#E6F4EA"})
    sheet.conditional_format(
        1, 0, last, len(names) - 1, {"type": "formula", "criteria": f'=$P2="{_STATES[2]}"', "format": done}
    )
    _printed(sheet, len(names) - 1)


_DATE = {
    "validate": "date",
    "criteria": ">",
    "value": date(2000, 1, 1),
    "input_title": "完成时限",
    "input_message": "填日期，如 2025-09-30",
    "error_title": "完成时限",
    "error_message": "请填日期，如 2025-09-30",
}


def _table_sheet(book: Any, header: Any, base: dict[str, Any], rows: Sequence[tuple[str | int, ...]]) -> None:
    sheet = book.add_worksheet("表格核对")
    plain = book.add_format({**base, "text_wrap": True})
    marked = book.add_format({**base, "text_wrap": True, "bg_color": _GROUNDS["错误"]})
    _heads(sheet, header, _CHECKS)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, marked if row[6] and column in (2, 6, 7) else plain)
    sheet.autofilter(0, 0, max(len(rows), 1), len(_CHECKS) - 1)
    sheet.freeze_panes(1, 0)
    _printed(sheet, len(_CHECKS) - 1)


def _heads(sheet: Any, header: Any, columns: Sequence[tuple[str, int]]) -> None:
    for column, (name, wide) in enumerate(columns):
        sheet.set_column(column, column, wide)
        sheet.write_string(0, column, name, header)
    sheet.set_row(0, 22)


def _write(sheet: Any, row: int, column: int, value: str | int, form: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value, form)
    elif column == 0 and value.isdigit():
        sheet.write_number(row, column, int(value), form)
    elif value:
        sheet.write_string(row, column, value[:_LONGEST], form)
    else:
        sheet.write_blank(row, column, None, form)


def _printed(sheet: Any, last: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
