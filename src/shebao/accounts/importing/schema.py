"""The columns of the sheets: their headers, other headers that accounting programs export, and what is required."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shebao.accounts.importing.writing import CREDIT, DEBIT, SIDES, header_key
from shebao.fields.field import Field


def _column(key: str, label: str, spellings: tuple[str, ...] = (), required: bool = True, help_: str = "") -> Field:
    """A column: its header in the template, headers that other programs use, what to write in it."""
    return Field(key, label, spellings, required=required, help=help_)


ENTRY_COLUMNS = (
    _column("unit", "单位编码", ("预算单位编码", "单位代码"), False, "部门汇总时填所属单位的编码，单独一个单位可不填"),
    _column("day", "日期", ("凭证日期", "制单日期", "记账日期", "业务日期"), True, "本年度内的日期，如 2023-03-31"),
    _column("voucher", "凭证号", ("凭证编号", "凭证字号", "凭证号数"), True, "凭证编号，如 记-0012"),
    _column("line", "行号", ("分录号", "凭证行号", "分录行号"), True, "同一凭证内的行号，不重复"),
    _column("kind", "类型", ("收支类型", "业务类型"), True, "收入、支出、年初结转和结余、使用非财政拨款结余、结余分配"),
    _column("funding", "资金来源", ("资金性质", "经费来源", "资金类别"), True, "一般公共预算财政拨款、事业收入等"),
    _column(
        "functional",
        "功能分类科目",
        ("功能分类科目编码", "支出功能分类", "功能科目编码", "支出功能分类科目"),
        True,
        "七位编码，如 2080109",
    ),
    _column(
        "economic",
        "经济分类科目",
        ("部门预算支出经济分类", "经济分类科目编码", "部门经济分类", "支出经济分类"),
        False,
        "支出填五位编码，如 30201",
    ),
    _column(
        "spending",
        "支出性质",
        ("支出类型", "基本项目"),
        False,
        "支出填：基本支出、项目支出、上缴上级支出、经营支出、对附属单位补助支出",
    ),
    _column("project", "项目", ("项目名称",), False, "项目支出填项目名称"),
    _column(
        "amount",
        "金额（元）",
        ("金额", "发生额", "本位币金额", "金额(元)"),
        True,
        "以元为单位，最多两位小数；冲销填负数",
    ),
    _column("counterparty", "对方", ("往来单位", "收付款人", "对方单位"), False, ""),
    _column("transfer", "对方单位编码", ("对方预算单位编码",), False, "与同一部门的其他单位之间划转时填对方编码"),
    _column("note", "摘要", ("备注", "说明"), False, ""),
)
BUDGET_COLUMNS = (
    _column("unit", "单位编码", ("预算单位编码", "单位代码"), False, "部门汇总时填所属单位的编码"),
    _column("budget_kind", "预算类型", ("指标类型",), True, "年初预算、预算调整"),
    _column("day", "日期", ("下达日期", "指标日期"), False, "预算调整填批准日期"),
    _column("document", "文号", ("指标文号", "依据文号"), False, "预算调整填批准文号"),
    _column("reason", "事由", ("调整原因",), False, "预算调整填原因"),
    _column("kind", "类型", ("收支类型",), True, "收入、支出"),
    _column("funding", "资金来源", ("资金性质", "经费来源"), True, "一般公共预算财政拨款、事业收入等"),
    _column("functional", "功能分类科目", ("功能分类科目编码", "支出功能分类"), True, "七位编码，如 2080109"),
    _column("economic", "经济分类科目", ("经济分类科目编码", "部门经济分类"), False, "支出可填五位编码"),
    _column("spending", "支出性质", ("支出类型",), False, "基本支出、项目支出等"),
    _column("project", "项目", ("项目名称",), False, "项目支出填项目名称"),
    _column("amount", "金额（元）", ("金额", "预算金额", "指标金额", "金额(元)"), True, "以元为单位，最多两位小数"),
)

OPENING_COLUMNS = (
    _column("unit", "单位编码", ("预算单位编码", "单位代码"), False, "部门汇总时填所属单位的编码"),
    _column("funding", "资金来源", ("资金性质", "经费来源"), True, "一般公共预算财政拨款、事业收入等"),
    _column(
        "functional", "功能分类科目", ("功能分类科目编码", "支出功能分类"), False, "政府性基金、国有资本经营预算必填"
    ),
    _column("project", "项目", ("项目名称",), False, ""),
    _column("amount", "金额（元）", ("金额", "年初余额", "金额(元)"), True, "年初结转和结余，以元为单位，最多两位小数"),
    _column("note", "摘要", ("备注", "说明"), False, ""),
)
PLAN_COLUMNS = (
    _column("unit", "单位编码", ("预算单位编码", "单位代码"), False, "部门汇总时填所属单位的编码"),
    _column("functional", "功能分类科目", ("功能分类科目编码", "支出功能分类"), True, "七位编码，如 2080109"),
    _column("project", "项目", ("项目名称",), False, "基本支出不填"),
    _column("month", "月份", ("期间",), True, "1–12"),
    _column("amount", "金额（元）", ("金额", "计划金额", "金额(元)"), True, "当月计划支出，以元为单位"),
)


def match_headers(headers: Sequence[str], columns: Sequence[Field], mapping: Mapping[str, str]) -> dict[str, int]:
    """Which position each column id stands at. `mapping` gives headers of the file for column ids or template headers,
    before the known aliases. The first of two equal headers counts. Where no column of amounts is, a debit and a credit
    column stand for it."""
    named = {header_key(name): column.key for column in columns if (name := _mapped(column, mapping))}
    for column in columns:
        for name in (column.label, *column.spellings):
            named.setdefault(header_key(name), column.key)
    if any(column.key == "kind" for column in columns):
        for side, names in SIDES.items():
            for name in names:
                named.setdefault(header_key(name), side)
    found: dict[str, int] = {}
    for position, header in enumerate(headers):
        column_id = named.get(header_key(header))
        if column_id:
            found.setdefault(column_id, position)
    if "amount" in found or not {DEBIT, CREDIT} <= set(found):
        found = {key: position for key, position in found.items() if key not in SIDES}
    return found


def lacking(found: Mapping[str, int], columns: Sequence[Field]) -> list[Field]:
    """The required columns that were not found; debit and credit together are an amount."""
    sides = {DEBIT, CREDIT} <= set(found)
    return [
        column
        for column in columns
        if column.required and column.key not in found and not (column.key == "amount" and sides)
    ]


def _mapped(column: Field, mapping: Mapping[str, str]) -> str | None:
    return mapping.get(column.key) or mapping.get(column.label)
