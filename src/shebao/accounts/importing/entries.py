"""Entry and budget sheets become validated arrow tables; all problems of a file are found in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from shebao.accounts.importing.checks import MAX_LISTED, amounts, day_in, distinct, judge_column, pick, word
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.accounts.importing.schema import BUDGET_COLUMNS, ENTRY_COLUMNS, Column
from shebao.accounts.importing.sheets import Sheet, read_sheets
from shebao.accounts.importing.subjects import subject_code
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.classification.subjects import Classification

_TEXTS = ("project", "counterparty", "transfer", "note", "voucher", "line", "unit", "document", "reason")


@dataclass(frozen=True, slots=True)
class Rules:
    """What rows are judged by: the fiscal year and the classifications of that year."""

    fiscal_year: int
    functional: Classification
    economic: Classification
    mapping: Mapping[str, str] = field(default_factory=dict)


def import_entries(path: Path, rules: Rules) -> pa.Table:
    """The entries of a file as an arrow table with amounts in fen. Raises ImportRejected with every problem."""
    return _import(path, ENTRY_COLUMNS, rules, budget=False)


def import_budget(path: Path, rules: Rules) -> pa.Table:
    """The budget lines of a file as an arrow table with amounts in fen. Raises ImportRejected with every problem."""
    return _import(path, BUDGET_COLUMNS, rules, budget=True)


def _import(path: Path, columns: Sequence[Column], rules: Rules, *, budget: bool) -> pa.Table:
    rejects: list[Reject] = []
    tables = [
        _sheet(sheet, columns, rules, rejects, budget=budget) for sheet in read_sheets(path, columns, rules.mapping)
    ]
    if not budget and not rejects:
        for sheet, table in zip(read_sheets(path, columns, rules.mapping), tables, strict=True):
            rejects.extend(_duplicates(sheet, table))
    if rejects:
        raise ImportRejected(sorted(rejects, key=lambda r: (r.sheet, r.row, r.column))[:MAX_LISTED], len(rejects))
    return pa.concat_tables(tables)


def _sheet(sheet: Sheet, columns: Sequence[Column], rules: Rules, rejects: list[Reject], *, budget: bool) -> pa.Table:
    headers = {column.id: column.header for column in columns}
    judges = {
        "kind": word({kind.label: kind.value for kind in EntryKind}, "收支类型"),
        "funding": word({funding.label: funding.value for funding in Funding}, "资金来源"),
        "spending": word({spending.label: spending.value for spending in Spending}, "支出性质", blank=""),
        "functional": subject_code(rules.functional, "功能分类科目", 7, rules.fiscal_year, blank=False),
        "economic": subject_code(rules.economic, "经济分类科目", 5, rules.fiscal_year, blank=True),
    }
    if budget:
        judges["budget_kind"] = word({kind.label: kind.value for kind in BudgetKind}, "预算类型")
    arrays: dict[str, pa.Array] = {}
    for column, judge in judges.items():
        values, indices = judge_column(sheet, column, headers[column], judge, rejects)
        arrays[column] = pick(values, indices, pa.string())
    days, indices = judge_column(sheet, "day", headers["day"], day_in(rules.fiscal_year, required=not budget), rejects)
    arrays["day"] = pick(days, indices, pa.date32())
    for column in _TEXTS:
        if column in headers:
            texts, indices = distinct(sheet, column)
            arrays[column] = pick(texts, indices, pa.string())
    arrays["amount"] = amounts(sheet, headers["amount"], rejects)
    arrays["row"] = pa.array(range(sheet.first_row, sheet.first_row + len(sheet)), pa.int32())
    table = pa.table(arrays)
    rejects.extend(_together(sheet, table))
    return table


def _together(sheet: Sheet, table: pa.Table) -> list[Reject]:
    """What is wrong between columns: expenditure without its nature, income with one, projects without a name."""
    spent = pc.equal(table["kind"], EntryKind.EXPENDITURE.value)
    nature = pc.not_equal(table["spending"], "")
    basic = pc.equal(table["spending"], Spending.BASIC.value)
    project = pc.equal(table["spending"], Spending.PROJECT.value)
    named = pc.not_equal(table["project"], "")
    problems = (
        (pc.and_not(spent, nature), "支出性质", "支出没有填支出性质", "填：基本支出、项目支出等"),
        (pc.and_not(nature, spent), "支出性质", "只有支出才填支出性质", "请清空或改类型"),
        (pc.and_(basic, pc.equal(table["economic"], "")), "经济分类科目", "基本支出没有经济分类科目", "填五位编码"),
        (pc.and_not(project, named), "项目", "项目支出没有项目名称", "填项目名称"),
    )
    return [
        Reject(sheet.file, sheet.name, table["row"][row].as_py(), header, "", reason, advice)
        for mask, header, reason, advice in problems
        for row in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()[:MAX_LISTED]
    ]


def _duplicates(sheet: Sheet, table: pa.Table) -> list[Reject]:
    """Voucher lines that stand twice."""
    keys = ["unit", "day", "voucher", "line"]
    counted = table.select([*keys, "row"]).group_by(keys).aggregate([("row", "count"), ("row", "max"), ("row", "min")])
    again = counted.filter(pc.greater(counted["row_count"], 1))
    return [
        Reject(
            sheet.file,
            sheet.name,
            row["row_max"],
            "凭证号",
            row["voucher"],
            f"与第 {row['row_min']} 行是同一凭证的同一行号",
            "请改行号或删去重复的一行",
        )
        for row in again.slice(0, MAX_LISTED).to_pylist()
    ]
