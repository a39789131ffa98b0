"""Entry, opening and budget sheets become validated ledgers; all problems of a file are found in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shebao.accounts.importing.checks import (
    MAX_LISTED,
    Judge,
    Judged,
    Rejects,
    amounts,
    day_in,
    judge_column,
    labels,
    text_judge,
    word,
)
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.accounts.importing.rules import budget_rules, entry_rules, opening_rules
from shebao.accounts.importing.schema import BUDGET_COLUMNS, ENTRY_COLUMNS, OPENING_COLUMNS, PLAN_COLUMNS, Column
from shebao.accounts.importing.sheets import Sheet, read_sheets
from shebao.accounts.importing.subjects import subject_code
from shebao.accounts.importing.workbook import formulas_without_values
from shebao.accounts.ledger import Ledger, constant, joined
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.classification.subjects import Classification


@dataclass(frozen=True, slots=True)
class Rules:
    """What rows are judged by: the fiscal year, the classifications of that year, the department's unit codes, and how
    the columns of an accounting program's export are named."""

    fiscal_year: int
    functional: Classification
    economic: Classification
    units: frozenset[str] = frozenset()
    mapping: Mapping[str, str] = field(default_factory=dict)


def import_entries(path: Path, rules: Rules) -> Ledger:
    """The entries of a file. Raises ImportRejected with every problem."""
    judges = _common(rules) | {
        "kind": word(labels(EntryKind), "收支类型"),
        "spending": word(labels(Spending), "支出性质", blank=Spending.NONE),
        "economic": subject_code(rules.economic, "经济分类科目", 5, rules.fiscal_year),
        "day": day_in(rules.fiscal_year, required=True),
        "voucher": _required("凭证号"),
        "line": _required("行号"),
        "transfer": _unit(rules, blank=True),
    }
    return _import(path, ENTRY_COLUMNS, judges, rules, entry_rules)


def import_budget(path: Path, rules: Rules) -> Ledger:
    """The budget lines of a file. Raises ImportRejected with every problem."""
    judges = _common(rules) | {
        "budget_kind": word(labels(BudgetKind), "预算类型"),
        "kind": word(labels((EntryKind.INCOME, EntryKind.EXPENDITURE)), "收支类型"),
        "spending": word(labels(Spending), "支出性质", blank=Spending.NONE),
        "economic": subject_code(rules.economic, "经济分类科目", 5, rules.fiscal_year),
        "day": day_in(rules.fiscal_year, required=False),
    }
    return _import(path, BUDGET_COLUMNS, judges, rules, budget_rules)


def import_opening(path: Path, rules: Rules) -> Ledger:
    """The balances at the beginning of the year of a file, as entries. Raises ImportRejected with every problem."""
    return _import(path, OPENING_COLUMNS, _common(rules), rules, opening_rules)


def import_plan(path: Path, rules: Rules) -> Ledger:
    """The planned expenditure by month of a file. Raises ImportRejected with every problem."""
    months = word({str(month): month for month in range(1, 13)} | {f"{m}月": m for m in range(1, 13)}, "月份")
    judges = {name: judge for name, judge in _common(rules).items() if name != "funding"} | {"month": months}
    return _import(path, PLAN_COLUMNS, judges, rules, lambda table, rejects: None)


def _common(rules: Rules) -> dict[str, Judge]:
    return {
        "unit": _unit(rules, blank=not rules.units),
        "funding": word(labels(Funding), "资金来源"),
        "functional": subject_code(rules.functional, "功能分类科目", 7, rules.fiscal_year),
    }


def _required(what: str) -> Judge:
    length = text_judge()
    return lambda text: length(text) if text else Judged(None, f"没有填{what}", "每行都要填")


def _unit(rules: Rules, *, blank: bool) -> Judge:
    if not rules.units:
        return text_judge()
    known = word({code: code for code in sorted(rules.units)}, "本部门的单位编码", blank="" if blank else None)

    def judge(text: str) -> Judged:
        found = known(text)
        return Judged(None, found.reason, "单位编码须在 accounts.yaml 的 units 中登记") if found.reason else found

    return judge


Together = Callable[[Ledger, Rejects], None]


def _import(
    path: Path, columns: Sequence[Column], judges: Mapping[str, Judge], rules: Rules, together: Together
) -> Ledger:
    listed: list[Reject] = []
    total = 0
    ledgers = []
    for sheet in read_sheets(path, columns, rules.mapping):
        rejects = Rejects(sheet)
        ledgers.append(_sheet(sheet, columns, judges, rejects, together))
        _formulas(path, sheet, rejects, next(c.header for c in columns if c.id == "amount"))
        listed.extend(rejects.listed)
        total += rejects.total
    if total:
        raise ImportRejected(sorted(listed, key=lambda r: (r.sheet, r.row, r.column))[:MAX_LISTED], total)
    return joined(ledgers)


def _sheet(
    sheet: Sheet, columns: Sequence[Column], judges: Mapping[str, Judge], rejects: Rejects, together: Together
) -> Ledger:
    headers = {column.id: column.header for column in columns}
    if not len(sheet):
        rejects.total += 1
        rejects.listed.append(Reject(sheet.file, sheet.name, 0, "", "", "表中没有数据行", "请至少填写一行"))
    coded = {
        column.id: judge_column(sheet, column.id, headers[column.id], judges.get(column.id, text_judge()), rejects)
        for column in columns
        if column.id != "amount"
    }
    place = f"{sheet.file}{f'〔{sheet.name}〕' if sheet.name else ''}"
    ledger = Ledger(
        {**coded, "file": constant(place, len(sheet))}, amounts(sheet, headers["amount"], rejects), sheet.row
    )
    together(ledger, rejects)
    return ledger


def _formulas(path: Path, sheet: Sheet, rejects: Rejects, header: str) -> None:
    """Blank amounts of a workbook that are formulas without cached values get that reason instead."""
    blank = {reject.row for reject in rejects.listed if reject.column == header and not reject.value}
    if not blank or path.suffix.lower() == ".csv":
        return
    formulas = formulas_without_values(path, sheet.name, blank, header)
    rejects.listed[:] = [
        replace(r, reason="公式没有缓存值，读不到数", advice="请在表格程序中打开、计算并保存一次，或改为数值")
        if r.row in formulas and r.column == header and not r.value
        else r
        for r in rejects.listed
    ]
