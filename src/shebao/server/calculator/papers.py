"""Documents as a bounded process makes them: determination sheets as PDF, a wage list as workbook. No Django here."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from shebao.bounded import DONE, REFUSED, Message
from shebao.money import yuan_text
from shebao.policy.answers import TOPICS, Topic
from shebao.policy.answers.answer import raw_case
from shebao.policy.answers.sheets import SHEETS
from shebao.policy.arithmetic import RATE_SCALE, unscaled
from shebao.policy.contributions.assessment import Part
from shebao.policy.contributions.wage_list import WageList, assess_wages, read_wages
from shebao.policy.errors import CaseError, PolicyError
from shebao.policy.explanation.model import KNOWN_LEGEND
from shebao.policy.explanation.sheet import as_pdf
from shebao.policy.insured import Payer
from shebao.policy.parameters.model import each_once

_SHEET, _NOTES = "缴费明细", "说明"


def topic_of(name: str) -> Topic | None:
    """A topic or a sheet by its name."""
    return TOPICS.get(name) or SHEETS.get(name)


def sheet_pdf(name: str, given: Mapping[str, Any]) -> Iterator[Message]:
    """`done`: the determination sheet of a topic with these answers, or `refused` with the reason."""
    topic = topic_of(name)
    if topic is None:
        return
    try:
        yield DONE, as_pdf(topic.answer(given).explanation)
    except PolicyError as error:
        yield REFUSED, str(error).encode()


def wages_workbook(common: Mapping[str, Any], text: str) -> Iterator[Message]:
    """`done`: the wage list with what everybody owes, or `refused` with the reason."""
    try:
        yield DONE, workbook(assess_wages(raw_case(common), read_wages(text)))
    except CaseError as error:
        yield REFUSED, str(error).encode()


def workbook(found: WageList) -> bytes:
    """The list as XLSX: a row a person with base, parts and sums, totals at the end; a second sheet says what it rests on."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": date(2000, 1, 1)})
        _people(book, found)
        _notes(book, found)
    return buffer.getvalue()


def _people(book: Any, found: WageList) -> None:
    sheet = book.add_worksheet(_SHEET)
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center", "valign": "vcenter"})
    money = book.add_format({"num_format": "#,##0.00"})
    total = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    titles = ["姓名", "月工资", "缴费基数", *(part.share.label for part in found.parts), "单位合计", "个人合计", "合计"]
    sheet.write_row(0, 0, titles, head)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, len(titles) - 1, 13)
    sheet.freeze_panes(1, 1)
    sums = [0] * (len(titles) - 1)
    for number, row in enumerate(found.rows, 1):
        employer, employee = found.paid_by(row, Payer.EMPLOYER), found.paid_by(row, Payer.EMPLOYEE)
        amounts = (row.wage, row.base, *row.parts, employer, employee, employer + employee)
        sums = [before + amount for before, amount in zip(sums, amounts, strict=True)]
        sheet.write_string(number, 0, row.name)
        for column, amount in enumerate(amounts, 1):
            sheet.write_number(number, column, unscaled(amount, 100), money)
    last = len(found.rows) + 1
    sheet.write_string(last, 0, "合计", total)
    for column, amount in enumerate(sums, 1):
        sheet.write_number(last, column, unscaled(amount, 100), total)


def _notes(book: Any, found: WageList) -> None:
    sheet = book.add_worksheet(_NOTES)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    lines = [
        ("地区", found.area),
        ("费款所属期", str(found.month)),
        (
            "缴费基数",
            f"下限 {yuan_text(found.floor)} 元，上限 {yuan_text(found.ceiling)} 元；低于下限按下限，高于上限按上限",
        ),
        *((part.share.label, rate_text(part)) for part in found.parts),
        ("取整", "每人每月每个险种的单位、个人部分分别四舍五入到分，再相加"),
        *(("说明", remark) for remark in found.remarks),
        *((("未经核对", KNOWN_LEGEND),) if found.unsure else ()),
    ]
    for number, (label, text) in enumerate(lines):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, text, wrapped)


def rate_text(part: Part) -> str:
    """A part's rate with its legal basis: 16%（…）."""
    percent = f"{(Decimal(part.rate) * 100 / RATE_SCALE).normalize():f}"
    bases = "；".join(each_once(*(law.basis for law in part.laws)))
    relief = f"，减免 {part.relief}%" if part.relief else ""
    return f"缴费基数×{percent}%{relief}" + (f"（{bases}）" if bases else "")
