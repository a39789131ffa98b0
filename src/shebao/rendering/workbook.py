"""The rectification workbook (整改清单): a row for each finding with columns that the unit fills in, and the tables."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity
from shebao.rendering.words import (
    BLANK,
    PART_NAMES,
    SEVERITY_NAMES,
    STATE_NAMES,
    chains,
    coverage_words,
    place_words,
    title_words,
)
from shebao.rendering.wrapping import width
from shebao.report.provenance import Place
from shebao.report.tables import TableState, table_specs

_COLUMNS = (
    ("序号", 6),
    ("级别", 7),
    ("位置", 11),
    ("问题", 46),
    ("原文", 34),
    ("所写", 14),
    ("应为", 16),
    ("整改措施", 26),
    ("责任人", 9),
    ("完成时限", 12),
    ("状态", 11),
    ("依据", 40),
    ("规则", 18),
    ("由何引起", 9),
    ("单位", 24),
    ("年度", 7),
    ("文件", 28),
)
_PRINTED = 11
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
_LINE, _MOST_LINES = 14, 20


@dataclass(frozen=True, slots=True)
class Part:
    """What one report adds to the workbook: rows of the list by column name (由何引起 counts within the report), rows of
    the tables."""

    findings: tuple[dict[str, str], ...]
    tables: tuple[tuple[str | int, ...], ...]


def workbook_part(result: AuditResult) -> Part:
    """The rows of one report."""
    titles = {rule.code: rule.title for rule in all_rules()}
    rows: list[dict[str, str]] = []
    found = chains(result.findings)
    for severity in Severity:
        for chain in found:
            if chain.severity is severity:
                number = str(len(rows) + 1)
                rows.append(_row(chain.finding, result, titles))
                rows.extend(_row(below, result, titles) | {"由何引起": number} for below in chain.consequences)
    return Part(tuple(rows), tuple(_table_rows(result)))


def failure_part(file: str, message: str) -> Part:
    """A file that could not be audited, as one row."""
    return Part(({"级别": "错误", "规则": "不能读取", "问题": message, "文件": file},), ())


def _row(finding: Finding, result: AuditResult, titles: dict[str, str]) -> dict[str, str]:
    identity = result.report.identity
    grounds = "；".join(
        f"{o.name} {o.value.strip()}{_where(o.source.place) if o.source else ''}"
        for o in finding.operands
        if o.value != BLANK
    )
    return {
        "级别": SEVERITY_NAMES[finding.severity],
        "位置": place_words(finding.source.place),
        "问题": finding.message,
        "原文": finding.source.quote,
        "所写": finding.stated,
        "应为": finding.expected,
        "状态": _STATES[0],
        "依据": grounds,
        "规则": f"{finding.rule} {titles.get(finding.rule, '')}".strip(),
        "单位": identity.unit,
        "年度": str(identity.fiscal_year or ""),
        "文件": result.file,
    }


def _where(place: Place) -> str:
    words = place_words(place)
    return f"（{words}）" if words else ""


def _table_rows(result: AuditResult) -> Iterable[tuple[str | int, ...]]:
    touched = Counter(
        (operand.source.place.page, operand.source.place.line, operand.source.quote)
        for finding in result.findings
        for operand in finding.operands
        if operand.source
    )
    unit = title_words(result.report)
    found = {table.id: table for table in result.report.tables}
    for spec in table_specs(result.report.family).values():
        table = found.get(spec.id)
        if table is None:
            yield result.file, unit, spec.title, "未见", "", 0, 0, ""
            continue
        figures = list(table.figures())
        problems = sum(1 for f in figures if touched[(f.source.place.page, f.source.place.line, f.source.quote)])
        state = STATE_NAMES[table.state]
        verdict = "有数字与问题有关，见整改清单" if problems else "未发现问题" if table.state is TableState.READ else ""
        yield result.file, unit, spec.title, state, place_words(table.place), len(figures), problems, verdict
    for part in result.coverage.parts:
        told = f"印有 {part.figures} 个数字，读出 {part.read} 个，核对了 {part.decided} 个"
        yield result.file, unit, f"（{PART_NAMES[part.part]}的数字）", "", "", part.figures, "", told
    yield result.file, unit, "（全部数字）", "", "", result.coverage.figures, "", coverage_words(result)


def workbook(parts: Iterable[Part]) -> bytes:
    """The workbook of all parts."""
    import xlsxwriter

    parts = list(parts)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    base = {"font_name": "等线", "font_size": 10, "valign": "top", "border": 1, "border_color": "#CFD6E0"}
    header = book.add_format({**base, "bold": True, "bg_color": "#143A63", "font_color": "#FFFFFF", "text_wrap": True})
    _list_sheet(book, header, base, list(_numbered(parts)))
    _table_sheet(book, header, base, [row for part in parts for row in part.tables])
    book.close()
    return buffer.getvalue()


def _numbered(parts: Sequence[Part]) -> Iterator[dict[str, str]]:
    """The rows of all parts with numbers that run through."""
    before = 0
    for part in parts:
        for number, row in enumerate(part.findings, before + 1):
            cause = row.get("由何引起")
            if cause:
                root = str(before + int(cause))
                row = {
                    **row,
                    "由何引起": root,
                    "问题": f"（由第 {root} 项引起，改正后再核对）{row['问题']}",
                    "应为": "",
                }
            yield {**row, "序号": str(number)}
        before += len(part.findings)


def _list_sheet(book: Any, header: Any, base: dict[str, Any], rows: Sequence[dict[str, str]]) -> None:
    sheet = book.add_worksheet("整改清单")
    names = [name for name, _ in _COLUMNS]
    plain = book.add_format({**base, "text_wrap": True})
    forms = dict.fromkeys(_FILLED, book.add_format({**base, "text_wrap": True, "bg_color": "#FFFDF2"}))
    forms["完成时限"] = book.add_format({**base, "num_format": "yyyy-mm-dd", "bg_color": "#FFFDF2"})
    tinted = {name: book.add_format({**base, "bg_color": colour, "bold": True}) for name, colour in _GROUNDS.items()}
    _heads(sheet, header, _COLUMNS)
    for number, row in enumerate(rows, 1):
        for column, name in enumerate(names):
            form = tinted.get(row.get(name, ""), plain) if name == "级别" else forms.get(name, plain)
            _write(sheet, number, column, row.get(name, "")[:_LONGEST], form)
        sheet.set_row(number, _LINE * _lines(row) + 4)
    last = max(len(rows), 1)
    sheet.autofilter(0, 0, last, len(names) - 1)
    sheet.freeze_panes(1, 1)
    status, due = names.index("状态"), names.index("完成时限")
    sheet.data_validation(1, status, last, status, {"validate": "list", "source": list(_STATES)})
    sheet.data_validation(1, due, last, due, _DATE)
    done = {
        "type": "formula",
        "criteria": f'=${chr(ord("A") + status)}2="{_STATES[2]}"',
        "format": book.add_format({"bg_color": "#E6F4EA"}),
    }
    sheet.conditional_format(1, 0, last, len(names) - 1, done)
    sheet.print_area(0, 0, last, _PRINTED - 1)
    _printed(sheet)


def _lines(row: dict[str, str]) -> int:
    """How many lines the fullest cell of a row takes, in the columns that are printed."""
    lines = [-(-width(row.get(name, "")[:_LONGEST]) // wide) for name, wide in _COLUMNS[:_PRINTED]]
    return max(1, min(max(lines), _MOST_LINES))


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
    _printed(sheet)


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
        sheet.write_string(row, column, value, form)
    else:
        sheet.write_blank(row, column, None, form)


def _printed(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
