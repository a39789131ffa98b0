"""What a self-evaluation form takes from the accounts by itself: who, which budget, what was spent; and from last year's form
what stays the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Sum

from shebao.accounts.vocabulary import BudgetKind, EntryKind, Spending
from shebao.money import wan
from shebao.report.forms import FormKind
from shebao.server.accountability.unit_years.models import BudgetLine, EntryLine, PerformanceForm, UnitYear

_LASTING = (
    "主管部门",
    "实施单位",
    "项目类别",
    "项目属性",
    "项目类型",
    "年度目标",
    "分值标注",
    "目标分值",
    "执行率分值",
    "绩效指标分值",
    "小数位",
)
_OF_AN_INDICATOR = ("所属目标", "一级", "二级", "名称", "分值", "目标", "方向", "汇总自", "历年")
_EXPENDITURE = EntryKind.EXPENDITURE.value


def amounts_of(unit_year: UnitYear) -> dict[str, dict[str, str]]:
    """By project ('' for the whole): 年初预算数, 全年预算数, 执行数 in 万元; for the whole 基本支出 and 项目支出 too."""
    lines = {"unit_year": unit_year, "kind": _EXPENDITURE}
    found: defaultdict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    budgets = BudgetLine.objects.filter(**lines).values_list("project", "spending", "budget_kind")
    for project, spending, kind, amount in budgets.annotate(Sum("amount")).order_by():
        for name in _names(project, spending):
            found[name]["全年预算数"] += amount
            found[name]["年初预算数"] += amount if kind == BudgetKind.INITIAL.value else 0
    spent = EntryLine.objects.filter(**lines).values_list("project", "spending")
    for project, spending, amount in spent.annotate(Sum("amount")).order_by():
        for name in _names(project, spending):
            found[name]["执行数"] += amount
        if spending in (Spending.BASIC.value, Spending.PROJECT.value):
            found[""]["基本支出" if spending == Spending.BASIC.value else "项目支出"] += amount
    return {name: {key: f"{wan(amount)}" for key, amount in amounts.items()} for name, amounts in found.items()}


def _names(project: str, spending: str) -> tuple[str, ...]:
    return ("", project) if project and spending == Spending.PROJECT.value else ("",)


def completed(
    unit_year: UnitYear, kind: str, record: Mapping[str, Any], amounts: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """The record with what it leaves blank taken from the accounts and the settings."""
    own = amounts.get("" if kind == FormKind.OVERALL else str(record.get("名称", "")).strip(), {})
    unit = unit_year.settings.get("unit", {})
    blank = {"实施单位": unit.get("name") or unit_year.organisation.name, "主管部门": unit.get("parent", ""), **own}
    return {**{key: value for key, value in blank.items() if value and not record.get(key)}, **record}


def of_last_year(unit_year: UnitYear, kind: str, name: str) -> dict[str, Any] | None:
    """What last year's form of that name says that stays the same: heads, indicators with weights and targets, and what was
    reached then as 历年. None where there is none."""
    forms = PerformanceForm.objects.filter(
        unit_year__organisation=unit_year.organisation_id, unit_year__fiscal_year=unit_year.fiscal_year - 1, kind=kind
    )
    before = (forms if kind == FormKind.OVERALL else forms.filter(name=name)).first()
    if before is None:
        return None
    kept = {key: before.data[key] for key in _LASTING if key in before.data}
    rows = [_indicator(row, unit_year.fiscal_year - 1) for row in before.data.get("指标") or []]
    return {**kept, "名称": name, "指标": rows} if rows else None


def _indicator(row: Mapping[str, Any], year: int) -> dict[str, Any]:
    kept = {key: row[key] for key in _OF_AN_INDICATOR if key in row}
    history = row.get("历年")
    if row.get("实际") and (history is None or isinstance(history, Mapping)):
        kept["历年"] = {**(history or {}), str(year): row["实际"]}
    return kept
