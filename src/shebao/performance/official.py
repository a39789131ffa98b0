"""Between a form of the report hub and its data: a printed official form becomes data, a scored form becomes a Form."""

from __future__ import annotations

import re
from decimal import Decimal

from shebao.money import Number
from shebao.performance.model import Budget, FormData, Indicator, PerformanceData
from shebao.performance.scored import ScoredForm
from shebao.report.forms import Execution, Form, FormKind, Group
from shebao.report.forms import Indicator as PrintedIndicator
from shebao.report.performance import quantities
from shebao.report.performance.weights import computed_decimals, indicator_weights
from shebao.report.provenance import Figure, Passage, Place, Source

REMARKS = (
    "1.预算执行情况：预算数填调整后的全年财政资金（含上年结转结余），执行数填实际支出的财政资金。",
    "2.定量指标计分：正向指标（目标值为≥X）得分=权重*B/A，反向指标（目标值为≤X）得分=权重*A/B，得分不突破权重总额；先汇总完成数，再计算得分。",
    "3.定性指标分三档计分：达成预期100-80%（含80%）、部分达成并具有一定效果80-50%（含50%）、未达成且效果较差50-0%，在区间内合理确定。",
)
_YEAR = re.compile(r"(20\d{2})\s*年")


def form_data(form: Form, unit: str = "", year: int | None = None, place: str = "") -> FormData:
    """A printed form as data. A weight that the form does not tell is 0 (validation names it); scores become typed-in ones."""
    weights = indicator_weights(form)
    line = form.executions[0] if form.executions else None
    found = _YEAR.search(form.title.quote)
    return FormData(
        kind=form.kind,
        name=form.name or unit,
        unit=(form.unit.quote if form.unit else "") or unit,
        year=int(found[1]) if found else year or 0,
        budget=Budget(
            _value(line.initial) if line else None,
            _value(line.budget) if line else None,
            _value(line.actual) if line else None,
        ),
        indicators=tuple(
            _indicator(item, weights[i].value if i in weights else Decimal(0)) for i, item in enumerate(form.indicators)
        ),
        place=place,
        department=form.department.quote if form.department else "",
        filled_on=form.filled_on.quote if form.filled_on else "",
        basic=_value(form.basic),
        project=_value(form.project),
        groups=_groups(form),
        goals={
            number: (_value(weight), form.goals[number - 1].quote if number <= len(form.goals) else "")
            for number, weight in enumerate(form.goal_weights, 1)
        },
        indicator_weight=_value(form.indicator_weight),
        execution_weight=_value(line.weight) if line else None,
        decimals=computed_decimals(form, weights),
        reasons=form.reasons.text if form.reasons else "",
        measures=form.measures.text if form.measures else "",
        printed_execution=_value(line.score) if line else None,
        printed_total=_value(form.total),
    )


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None


def _indicator(item: PrintedIndicator, weight: Decimal) -> Indicator:
    target = item.target.quote if item.target else ""
    actual = item.actual.quote if item.actual else ""
    printed = _value(item.score)
    judged = (
        printed is not None and 0 <= printed <= weight and weight > 0 and _judged(target, actual, printed == weight)
    )
    return Indicator(
        level_one=item.level_one.name if item.level_one else "",
        level_two=item.level_two.name if item.level_two else "",
        name=item.name,
        weight=weight,
        target=target,
        actual=actual,
        share=printed / weight if judged and printed is not None else None,
        goal=item.goal,
        printed=printed,
        reason=(item.deviation.quote if item.deviation else "") or ("自评表所填得分" if judged else ""),
    )


def _judged(target: str, actual: str, full: bool) -> bool:
    """Whether a printed score can only be a person's judgement: the target states no number, or it was met (full score) by
    an actual that is none."""
    if re.sub(r"\s", "", target) == re.sub(r"\s", "", actual):
        return not full and not quantities(target)
    return not quantities(target) or (full and len(quantities(actual)) != 1)


def _groups(form: Form) -> dict[tuple[str, ...], Decimal]:
    """Stated weights of headings, with their goal where the form has several."""
    found: dict[tuple[str, ...], Decimal] = {}
    for item in form.indicators:
        one, two = item.level_one, item.level_two
        goal = (f"目标{item.goal}",) if item.goal is not None else ()
        if one and one.weight:
            found[(*goal, one.name)] = one.weight.value
        if one and two and two.weight:
            found[(*goal, one.name, two.name)] = two.weight.value
    return found


def performance_data(forms: tuple[Form, ...], unit: str, year: int, place: str, source: str) -> PerformanceData:
    """The forms of a report or file as data."""
    made = [form_data(form, unit, year, place) for form in forms]
    overall = next((form for form in made if form.kind is FormKind.OVERALL), None)
    return PerformanceData(unit, year, place, overall, tuple(f for f in made if f is not overall), source)


def _figure(value: Decimal | None, unit: str, where: str) -> Figure | None:
    if value is None:
        return None
    text = f"{value:f}"
    decimals = len(text.partition(".")[2])
    return Figure(text, Number(value, decimals), unit, Source(where or text, Place()))


def to_form(scored: ScoredForm) -> Form:
    """A scored form as part of a report."""
    data = scored.form
    groups = _printed_groups(scored)
    rate = None if scored.rate is None else (scored.rate * 100).quantize(Decimal("0.01"))
    name = "部门整体支出总额" if data.kind is FormKind.OVERALL else "年度财政资金总额"
    line = Execution(
        name,
        _figure(data.budget.base, "万元", name),
        _figure(data.budget.spent, "万元", name),
        _figure(rate, "%", name),
        _figure(scored.execution_score, "分", name),
        _figure(scored.scheme.execution, "分", name),
        Source(name),
        _figure(data.budget.initial, "万元", name),
    )
    return Form(
        kind=data.kind,
        title=Source(form_title(data)),
        name=data.name,
        filled_on=Source(data.filled_on) if data.filled_on else None,
        executions=(line,),
        basic=_figure(data.basic, "万元", "基本支出总额"),
        project=_figure(data.project, "万元", "项目支出总额"),
        goal_weights=tuple(_figure(weight, "分", text) for weight, text in data.goals.values()),
        indicator_weight=_figure(scored.scheme.indicators, "分", "年度绩效指标"),
        groups=tuple(groups.values()),
        indicators=tuple(_printed_indicator(scored, index, groups) for index in range(len(data.indicators))),
        total=_figure(scored.total, "分", "总分"),
        reasons=_passage(data.reasons),
        measures=_passage(data.measures),
        remarks=tuple(passage for remark in REMARKS if (passage := _passage(remark))),
        unit=Source(data.unit),
        department=Source(data.department) if data.department else None,
        goals=tuple(Source(text) for _, text in data.goals.values()),
        total_weight=_figure(Decimal(100), "分", "总分"),
    )


def form_title(data: FormData) -> str:
    """The title of the official form."""
    what = "整体" if data.kind is FormKind.OVERALL else f"{data.name}项目"
    return f"{data.year}年度{data.unit if data.kind is FormKind.OVERALL else ''}{what}绩效自评表"


def _passage(text: str) -> Passage | None:
    return Passage(text, (0,), (Place(),)) if text else None


def group_keys(item: Indicator) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The keys of an indicator's headings: level one and level two, within its goal."""
    return (item.goal, item.level_one), (item.goal, item.level_one, item.level_two)


def group_weights(data: FormData) -> dict[tuple[object, ...], Decimal]:
    """The weight of each heading: the sum of the indicators under it."""
    found: dict[tuple[object, ...], Decimal] = {}
    for item in data.indicators:
        for key in group_keys(item):
            found[key] = found.get(key, Decimal(0)) + item.weight
    return found


def _printed_groups(scored: ScoredForm) -> dict[tuple[object, ...], Group]:
    weights = group_weights(scored.form)
    groups: dict[tuple[object, ...], Group] = {}
    for item in scored.form.indicators:
        one, two = group_keys(item)
        for level, key, name in ((1, one, item.level_one), (2, two, item.level_two)):
            if name and key not in groups:
                groups[key] = Group(level, name, _figure(weights[key], "分", name), Source(name))
    return groups


def _printed_indicator(scored: ScoredForm, index: int, groups: dict[tuple[object, ...], Group]) -> PrintedIndicator:
    result = scored.indicators[index]
    item = result.indicator
    one, two = group_keys(item)
    return PrintedIndicator(
        item.name,
        groups.get(one),
        groups.get(two),
        item.goal,
        _figure(item.weight, "分", item.name),
        Source(item.target),
        Source(item.actual) if item.actual else None,
        _figure(result.score, "分", item.name),
        Source(f"{item.name} {item.target} {item.actual} {'' if result.score is None else result.score}".strip()),
        Source(item.reason) if item.reason else None,
    )
