"""All forms of a unit: scored together, and checked against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shebao.money import total
from shebao.performance.aggregate import gathered
from shebao.performance.model import DataError, PerformanceData, Where
from shebao.performance.problems import Finding, Level
from shebao.performance.scored import ScoredForm
from shebao.performance.scoring import score_form
from shebao.performance.validation import written
from shebao.report.performance import SchemeError, quantity, scheme_for


def score(data: PerformanceData) -> tuple[ScoredForm, ...]:
    """Every form of the unit by the scheme of its place and year. Raises DataError where no scheme holds."""
    try:
        scheme = scheme_for(data.place or data.unit, data.year)
    except SchemeError as error:
        raise DataError("no_scheme", str(error), Where(data.source)) from None
    return tuple(score_form(form, scheme) for form in gathered(data).forms)


def summary_problems(data: PerformanceData) -> tuple[Finding, ...]:
    """Problems between forms: a project twice, amounts that exceed the overall ones, one indicator with two actuals."""
    return (*_twice(data), *_amounts(data), *_two_actuals(data))


def _twice(data: PerformanceData) -> Iterator[Finding]:
    seen: set[str] = set()
    for form in data.projects:
        if form.name in seen:
            yield Finding(Level.ERROR, "project_twice", f"《{form.name}》", "", "项目出现两次", "请合并或改名")
        seen.add(form.name)


def _amounts(data: PerformanceData) -> Iterator[Finding]:
    if data.overall is None or data.overall.project is None:
        return
    spent = [form.budget.spent for form in data.projects]
    if spent and all(amount is not None for amount in spent):
        added = sum(amount for amount in spent if amount is not None)
        together = total(written(amount) for amount in spent if amount is not None)
        if together.low >= written(data.overall.project).high:
            message = f"各项目执行数合计 {added} 万元，大于整体项目支出 {data.overall.project} 万元"
            yield Finding(Level.WARNING, "amounts", "整体绩效自评表", "项目支出总额", message, "请核对")


def _two_actuals(data: PerformanceData) -> Iterator[Finding]:
    if data.overall is None:
        return
    for item in data.overall.indicators:
        twins = [
            (form, other)
            for form in data.projects
            for other in form.indicators
            if re.sub(r"\s", "", other.name) == re.sub(r"\s", "", item.name) and other.target == item.target
        ]
        if len(twins) != 1 or item.gathered:
            continue
        form, other = twins[0]
        one, two = quantity(item.actual), quantity(other.actual)
        if one and two and one.unit.dimension == two.unit.dimension and not one.interval.meets(two.interval):
            message = f"实际完成 {item.actual}，《{form.name}》自评表中为 {other.actual}"
            yield Finding(Level.WARNING, "two_actuals", "整体绩效自评表", item.name, message, "同一指标应一致，请核对")
