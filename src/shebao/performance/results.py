"""Applying results: grades, next year's targets from this year's actuals, budget suggestions for low scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shebao.money import round_half_up
from shebao.performance.scored import ScoredForm, ScoredIndicator
from shebao.report.performance import quantity

_LOWEST = "差"
_BUDGET = {
    "优": "可优先保障下年预算",
    "良": "下年预算可按原口径安排，落实改进措施",
    "中": "下年预算从紧安排，先落实改进措施",
    _LOWEST: "建议压减或不再安排下年预算，整改后再议",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a result suggests for next year: about which form and row, what, and why."""

    form: str
    row: str
    message: str
    reason: str


def grade(total: Decimal, scored: ScoredForm) -> str:
    """The grade of a total (优 90, 良 80, 中 60, 差 below: 财预〔2020〕10号第二十条, known)."""
    return next((name for name, least in scored.scheme.grades.items() if total >= least), _LOWEST)


def suggestions(scored: ScoredForm) -> list[Suggestion]:
    """Suggestions for next year's budget and targets; nothing is suggested without a total."""
    name = "整体" if scored.form.kind.value == "overall" else scored.form.name
    found = []
    if scored.total is not None:
        given = grade(scored.total, scored)
        found.append(Suggestion(name, "", _BUDGET[given], f"总分 {scored.total}，等级“{given}”"))
    low = scored.scheme.rate_range[0]
    if (
        scored.rate is not None
        and scored.rate < low
        and scored.form.budget.base is not None
        and scored.form.budget.spent
    ):
        spare = scored.form.budget.base - scored.form.budget.spent
        found.append(
            Suggestion(
                name, "预算执行", f"核减结余 {spare} 万元中无法继续使用的部分", f"执行率 {scored.rate * 100:.1f}%"
            )
        )
    found.extend(s for result in scored.indicators if (s := _target(result, scored, name)))
    return found


def _target(result: ScoredIndicator, scored: ScoredForm, name: str) -> Suggestion | None:
    item = result.indicator
    target, actual = quantity(item.target), quantity(item.actual)
    if target is None or actual is None or result.share is None:
        return None
    if result.ratio is not None and result.ratio > scored.scheme.over_fulfilled:
        proposed = round_half_up((target.low + actual.low) / 2 / target.unit.factor, 2).normalize()
        verb = "提高" if actual.low > target.low else "收紧"
        message = f"下年目标建议{verb}到 {proposed:f}{target.unit.name} 左右"
        return Suggestion(name, item.name, message, f"目标 {item.target}，实际 {item.actual}，目标偏低")
    if result.share < 1:
        return Suggestion(
            name, item.name, "下年保留目标并查明原因", f"目标 {item.target}，实际 {item.actual}，未达目标"
        )
    return None
