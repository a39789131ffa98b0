"""What the charts show: totals beside last year's, and the structure of income and expenditure."""

from __future__ import annotations

from shebao.composing.manuscript import Bar, ChartBlock, ChartKind, Series
from shebao.composing.narrative.lookup import Lookup
from shebao.composing.narrative.printing import amount_text, rate_of, rate_text
from shebao.composing.outline import ChartPlan

COMPARED = {
    "totals": ("grand_total", "收、支总计"),
    "appropriation": ("appropriation_grand_total", "财政拨款收、支总计"),
}
STRUCTURES = {
    "income": (
        "income_total",
        (
            ("income.appropriation", "财政拨款收入"),
            ("income.superior_subsidy", "上级补助收入"),
            ("income.business", "事业收入"),
            ("income.operating", "经营收入"),
            ("income.subsidiary", "附属单位上缴收入"),
            ("income.other", "其他收入"),
        ),
    ),
    "expenditure": (
        "expenditure_total",
        (
            ("expenditure.basic", "基本支出"),
            ("expenditure.project", "项目支出"),
            ("expenditure.remitted", "上缴上级支出"),
            ("expenditure.operating", "经营支出"),
            ("expenditure.subsidies", "对附属单位补助支出"),
        ),
    ),
}


def chart_block(lookup: Lookup, plan: ChartPlan, number: int, caption: str) -> ChartBlock:
    """The chart of a plan with its data and its text alternative."""
    grouped = plan.id in COMPARED
    series = _compared(lookup, plan.id) if grouped else _shares(lookup, plan.id)
    told = "；".join(
        f"{one.name + '：' if grouped else ''}" + "，".join(_told(bar) for bar in one.bars) for one in series
    )
    return ChartBlock(
        id=plan.id,
        kind=ChartKind.GROUPED if grouped else ChartKind.SHARES,
        caption=f"图{number}：{caption}",
        unit=lookup.unit,
        series=series,
        alternative=f"{caption}（单位：{lookup.unit}）。{told}。",
        anchor=f"chart-{plan.id}",
    )


def _told(bar: Bar) -> str:
    return f"{bar.label}{bar.text}"


def _compared(lookup: Lookup, chart: str) -> tuple[Series, ...]:
    measure, label = COMPARED[chart]
    now, then = lookup.actual(measure), lookup.prior(measure)
    found = [(lookup.year, now)] if then is None else [(lookup.year - 1, then), (lookup.year, now)]
    return tuple(
        Series(f"{year}年度", (Bar(label, one.value, amount_text(one.value), one.origin),)) for year, one in found
    )


def _shares(lookup: Lookup, chart: str) -> tuple[Series, ...]:
    whole, parts = STRUCTURES[chart]
    total = lookup.actual(whole).value
    bars = []
    for measure, label in parts:
        found = lookup.actual(measure)
        value = found.value
        if value and total:
            rate = rate_text(rate_of(value, total, lookup.outline.rate_decimals))
            bars.append(Bar(label, value, f"{amount_text(value)}（{rate}）", found.origin))
    return (Series(f"{lookup.year}年度", tuple(bars)),)
