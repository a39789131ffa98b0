"""Entry, opening and budget sheets become validated ledgers; all problems of a file are found in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

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
from shebao.accounts.importing.rejects import AMOUNT_MISSING, ImportRejected, rejected
from shebao.accounts.importing.rules import budget_rules, entry_rules, opening_rules
from shebao.accounts.importing.schema import BUDGET_COLUMNS, ENTRY_COLUMNS, OPENING_COLUMNS, PLAN_COLUMNS
from shebao.accounts.importing.sheet_file import SheetFile
from shebao.accounts.importing.sheets import Sheet, read_sheets
from shebao.accounts.importing.subjects import subject_code
from shebao.accounts.importing.workbook import formulas_without_values
from shebao.accounts.ledger import Ledger, constant, joined
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.classification.subjects import Classification
from shebao.fields.field import Field
from shebao.fields.problem import Problem


@dataclass(frozen=True, slots=True)
class Rules:
    """What rows are judged by: the fiscal year, the classifications of that year, the department's unit codes, and how
    the columns of an accounting program's export are named."""

    fiscal_year: int
    functional: Classification
    economic: Classification
    units: frozenset[str] = frozenset()
    mapping: Mapping[str, str] = field(default_factory=dict)

    def of(self, mapping: Mapping[str, str]) -> Rules:
        """These rules for a file whose columns are named by `mapping`."""
        return replace(self, mapping=mapping)


Together = Callable[[Ledger, Rejects], None]


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One of the sheets of an account set: its id, its columns, how each column is judged, and its rows together."""

    id: str
    columns: Sequence[Field]
    judges: Callable[[Rules], Mapping[str, Judge]]
    together: Together


def _entry_judges(rules: Rules) -> dict[str, Judge]:
    return _common(rules) | {
        "kind": word(labels(EntryKind), "收支类型"),
        "spending": word(labels(Spending), "支出性质", blank=Spending.NONE),
        "economic": subject_code(rules.economic, "经济分类科目", 5, rules.fiscal_year),
        "day": day_in(rules.fiscal_year, required=True),
        "voucher": _required("凭证号"),
        "line": _required("行号"),
        "transfer": _unit(rules, blank=True),
    }


def _budget_judges(rules: Rules) -> dict[str, Judge]:
    return _common(rules) | {
        "budget_kind": word(labels(BudgetKind), "预算类型"),
        "kind": word(labels((EntryKind.INCOME, EntryKind.EXPENDITURE)), "收支类型"),
        "spending": word(labels(Spending), "支出性质", blank=Spending.NONE),
        "economic": subject_code(rules.economic, "经济分类科目", 5, rules.fiscal_year),
        "day": day_in(rules.fiscal_year, required=False),
    }


def _plan_judges(rules: Rules) -> dict[str, Judge]:
    months = word({str(month): month for month in range(1, 13)} | {f"{m}月": m for m in range(1, 13)}, "月份")
    return {name: judge for name, judge in _common(rules).items() if name != "funding"} | {"month": months}


def _common(rules: Rules) -> dict[str, Judge]:
    return {
        "unit": _unit(rules, blank=not rules.units),
        "funding": word(labels(Funding), "资金来源"),
        "functional": subject_code(rules.functional, "功能分类科目", 7, rules.fiscal_year),
    }


def _required(what: str) -> Judge:
    length = text_judge()
    return lambda text: length(text) if text else Judged(None, "missing", f"没有填{what}", "每行都要填")


def _unit(rules: Rules, *, blank: bool) -> Judge:
    if not rules.units:
        return text_judge()
    known = word({code: code for code in sorted(rules.units)}, "本部门的单位编码", blank="" if blank else None)

    def judge(text: str) -> Judged:
        found = known(text)
        return replace(found, advice="单位编码须在 accounts.yaml 的 units 中登记") if found.code else found

    return judge


ENTRIES = SheetKind("entries", ENTRY_COLUMNS, _entry_judges, entry_rules)
BUDGET = SheetKind("budget", BUDGET_COLUMNS, _budget_judges, budget_rules)
OPENING = SheetKind("opening", OPENING_COLUMNS, _common, opening_rules)
PLAN = SheetKind("plan", PLAN_COLUMNS, _plan_judges, lambda table, rejects: None)


def ledger_of(kind: SheetKind, sheets: Iterable[Sheet], rules: Rules) -> Ledger:
    """The lines of the sheets of a kind. Raises ImportRejected with every problem."""
    judges = kind.judges(rules)
    listed: list[Problem] = []
    total = 0
    ledgers = []
    read: dict[Fingerprint, Sheet] = {}
    for sheet in sheets:
        same = read.setdefault(fingerprint(sheet), sheet)
        if same is not sheet and len(sheet):
            total += 1
            listed.append(_repeated(sheet, same, kind))
            continue
        rejects = Rejects(sheet, kind.id)
        ledgers.append(_sheet(sheet, kind, judges, rejects))
        listed.extend(rejects.listed)
        total += rejects.total
    if total:
        raise ImportRejected(sorted(listed, key=lambda r: (r.place.sheet, r.place.row, r.field))[:MAX_LISTED], total)
    return joined(ledgers)


Fingerprint: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


def fingerprint(sheet: Sheet) -> Fingerprint:
    """What a sheet says, for comparing it with another; of many lines the first hundred and their number."""
    rows = range(min(len(sheet), 100))
    told = tuple((key, tuple(column.at(row) for row in rows)) for key, column in sorted(sheet.columns.items()))
    return (("", (str(len(sheet)),)), *told)


def _repeated(sheet: Sheet, same: Sheet, kind: SheetKind) -> Problem:
    other = f"{same.file}〔{same.name}〕" if same.name else same.file
    reason, advice = f"与 {other} 的各行相同，重复计算会翻倍", "请删去其中一张，备份的工作表不要放在要导入的文件里"
    return rejected("repeated_sheet", reason, advice, file=sheet.file, sheet=sheet.name, part=kind.id)


def read_ledger(kind: SheetKind, file: SheetFile, rules: Rules) -> Ledger:
    """The lines of a file. Raises ImportRejected with every problem."""
    try:
        return ledger_of(kind, read_sheets(file, kind.columns, rules.mapping), rules)
    except ImportRejected as problem:
        raise ImportRejected(_with_formulas(file, problem.problems), problem.total) from None


def _sheet(sheet: Sheet, kind: SheetKind, judges: Mapping[str, Judge], rejects: Rejects) -> Ledger:
    headers = {column.key: column.label for column in kind.columns}
    if not len(sheet):
        rejects.total += 1
        reason, advice = "表中没有数据行", "请至少填写一行"
        rejects.listed.append(rejected("no_rows", reason, advice, file=sheet.file, sheet=sheet.name, part=kind.id))
    coded = {
        column.key: judge_column(sheet, column.key, headers[column.key], judges.get(column.key, text_judge()), rejects)
        for column in kind.columns
        if column.key != "amount"
    }
    place = f"{sheet.file}{f'〔{sheet.name}〕' if sheet.name else ''}"
    ledger = Ledger(
        {**coded, "file": constant(place, len(sheet))}, amounts(sheet, headers["amount"], rejects), sheet.row
    )
    kind.together(ledger, rejects)
    return ledger


def _with_formulas(file: SheetFile, rejects: Sequence[Problem]) -> list[Problem]:
    """Missing amounts of a workbook that are formulas without cached values get that reason instead."""
    missing = [reject for reject in rejects if reject.code == AMOUNT_MISSING]
    if not missing or file.is_csv:
        return list(rejects)
    formulas = {
        (sheet, row)
        for sheet in {reject.place.sheet for reject in missing}
        for row in formulas_without_values(
            file, sheet, {reject.place.row for reject in missing if reject.place.sheet == sheet}, missing[0].field
        )
    }
    reason, advice = "公式没有缓存值，读不到数", "请在表格程序中打开、计算并保存一次，或改为数值"
    return [
        replace(reject, code="formula_without_value", reason=reason, advice=advice)
        if reject.code == AMOUNT_MISSING and (reject.place.sheet, reject.place.row) in formulas
        else reject
        for reject in rejects
    ]
