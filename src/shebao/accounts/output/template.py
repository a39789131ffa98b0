"""An empty accounts folder to fill in: accounts.yaml, sheets with lists of allowed words, opening balances and annex."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shebao.accounts.importing.manifest import MANIFEST
from shebao.accounts.importing.schema import BUDGET_COLUMNS, ENTRY_COLUMNS, OPENING_COLUMNS, PLAN_COLUMNS
from shebao.accounts.model import Unit
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.classification import Classification, department_economic, functional
from shebao.fields.field import Field

_ROWS = 10_000
_WORDS = {
    "budget_kind": [kind.label for kind in BudgetKind],
    "funding": [funding.label for funding in Funding],
    "spending": [spending.label for spending in Spending if spending.label],
}
_KINDS = {
    "entries": [kind.label for kind in EntryKind],
    "budget": [EntryKind.INCOME.label, EntryKind.EXPENDITURE.label],
}
_SHEETS = {
    "entries": (ENTRY_COLUMNS, "分录"),
    "budget": (BUDGET_COLUMNS, "预算"),
    "opening": (OPENING_COLUMNS, "年初结转"),
    "plan": (PLAN_COLUMNS, "用款计划"),
}
REQUIRED = ("entries", "budget", "opening")

_MANIFEST = """# 账套说明。填好后运行：shebao accounts close 本文件夹 --output 决算
unit:
  name: {name}
  kind: {kind}          # unit 单位，department 部门
  place: {place}        # wuhan、shanghai；决定表的次序与版式，不填按武汉
  parent:              # 主管部门
fiscal_year: {year}
money_unit: 万元        # 表中金额的单位：万元 或 元
rounding: half_up      # half_up 各数四舍五入；largest_remainder 调整分项尾数，使分项之和等于合计
# units:               # 部门汇总时登记所属单位，分录和预算填单位编码
#   - {{code: "001", name: 某某中心}}
# extra_subjects: subjects.csv   # 本地增设的科目
# columns:             # 其他程序导出的表，列名与模板不同时写明：模板列名: 文件中的列名
#   entries: {{金额（元）: 发生额}}
"""
_ANNEX = """# 决算情况说明需要的其他数字；没有的项目可删去。金额以元为单位。
three_public: {abroad_groups: 0, abroad_persons: 0, vehicles_bought: 0, vehicles_kept: 0, reception_batches: 0, reception_persons: 0, foreign_batches: 0, foreign_persons: 0}
procurement: {goods: 0, works: 0, services: 0, small_medium: 0, micro: 0}
# set_aside: {small_medium_budget: 0, micro_budget: 0, small_medium_won: 0, micro_won: 0, other_won: 0}   # 预留采购项目：面向中小、小微企业的预算，其中标金额，其他项目中小企业中标金额（上海）
vehicles: []           # 如 - {use: 应急保障用车, count: 1}
equipment_over_million: 0   # 单价 100 万元（含）以上的设备台（套）数
staff: {posts: 0, employed: 0, retired: 0}
running_costs: false   # 行政单位和参照公务员法管理的事业单位填 true，公用经费即机关运行经费
"""


def write_template(folder: Path, unit: Unit, sheets: Sequence[str] = REQUIRED) -> list[Path]:
    """Writes the empty folder; files that are there already are kept. Returns what was written.
    Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        MANIFEST: _MANIFEST.format(name=unit.name, kind=unit.kind, place=unit.place, year=unit.fiscal_year),
        "annex.yaml": _ANNEX,
    }
    written = []
    for name, text in texts.items():
        if not (folder / name).exists():
            (folder / name).write_text(text, "utf-8")
            written.append(folder / name)
    for sheet in sheets:
        if not any((folder / f"{sheet}{suffix}").exists() for suffix in (".xlsx", ".csv")):
            (folder / f"{sheet}.xlsx").write_bytes(sheet_template(sheet, unit.fiscal_year))
            written.append(folder / f"{sheet}.xlsx")
    return written


def sheet_template(name: str, year: int) -> bytes:
    """The empty sheet of that id as a workbook, with the words and codes that may be filled in."""
    import xlsxwriter

    columns, title = _SHEETS[name]
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content)
    plain = {"font_name": "宋体", "font_size": 11}
    text = workbook.add_format({**plain, "num_format": "@"})
    formats = {
        "needed": workbook.add_format({**plain, "bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True}),
        "free": workbook.add_format({**plain, "bold": True, "bg_color": "#E2EFDA", "border": 1, "text_wrap": True}),
        "amount": workbook.add_format({**plain, "num_format": "#,##0.00"}),
        "day": workbook.add_format({**plain, "num_format": "yyyy-mm-dd"}),
        "text": text,
    }
    sheet = workbook.add_worksheet(title)
    for position, column in enumerate(columns):
        _column(sheet, position, column, formats, _KINDS.get(name, []))
    sheet.freeze_panes(1, 0)
    _help(workbook.add_worksheet("填表说明"), columns, workbook.add_format({**plain, "text_wrap": True}))
    _codes(workbook.add_worksheet("功能分类科目"), functional(), year, 7, text)
    _codes(workbook.add_worksheet("经济分类科目"), department_economic(), year, 5, text)
    workbook.close()
    return content.getvalue()


def _column(sheet: Any, position: int, column: Field, formats: dict[str, Any], kinds: list[str]) -> None:
    sheet.write_string(0, position, column.label, formats["needed" if column.required else "free"])
    body = formats["amount" if column.key == "amount" else "day" if column.key == "day" else "text"]
    sheet.set_column(position, position, max(12, 2 * len(column.label) + 4), body)
    if column.help:
        sheet.write_comment(0, position, column.help)
    words = kinds if column.key == "kind" else _WORDS.get(column.key, [])
    if words:
        sheet.data_validation(
            1, position, _ROWS, position, {"validate": "list", "source": words, "error_type": "warning"}
        )


def _help(sheet: Any, columns: Sequence[Field], form: Any) -> None:
    sheet.set_column(0, 0, 20, form)
    sheet.set_column(1, 1, 8, form)
    sheet.set_column(2, 2, 60, form)
    sheet.set_column(3, 3, 50, form)
    sheet.write_row(0, 0, ["列", "必填", "怎样填", "也认得的列名"], form)
    for row, column in enumerate(columns, 1):
        needed = "是" if column.required else ""
        sheet.write_row(row, 0, [column.label, needed, column.help, "、".join(column.spellings)], form)


def _codes(sheet: Any, classification: Classification, year: int, length: int, form: Any) -> None:
    sheet.set_column(0, 0, 12, form)
    sheet.set_column(1, 1, 44, form)
    known = sorted({s.code for s in classification if len(s.code) == length and classification.in_use(s.code, year)})
    sheet.write_row(0, 0, ["编码", "名称"], form)
    for row, code in enumerate(known, 1):
        subject = classification.get(code, year)
        sheet.write_row(row, 0, [code, subject.name if subject else ""], form)
