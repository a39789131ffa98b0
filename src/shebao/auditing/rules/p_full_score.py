"""P18: the full score that the row of the total prints."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import label, unread_among
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.report.forms import Form
from shebao.report.provenance import Figure


@rule(
    "P18",
    Severity.WARNING,
    "总分行的满分",
    proves="总分行印出的满分等于各指标分值之和，或再加预算执行率分值之和。",
    basis="自评表内部关系：权重合计为 100 分（含预算执行率）",
)
def full_score(context: Context) -> Iterator[Verdict]:
    """满分 = Σ 指标分值 (+ 预算执行率分值)."""
    for form in context.report.forms:
        if form.total_weight is not None and form.indicators:
            yield _full_score(form, form.total_weight)


def _full_score(form: Form, printed: Figure) -> Verdict:
    weights = [each.weight for each in form.indicators if each.weight is not None]
    doubtful = any(each.mixed for each in form.indicators)
    if len(weights) < len(form.indicators) or form.truncated or doubtful or unread_among(form):
        return Undecided(printed.source, f"{label(form)}有分值没有读到，总分行的满分无法核对", (printed,))
    execution = next((line.weight for line in form.executions if line.weight is not None), None)
    added = sum((weight.value for weight in weights), Decimal(0))
    whole = added + (execution.value if execution else Decimal(0))
    figures = (printed, *weights, *((execution,) if execution else ()))
    if printed.value in {added, whole}:
        return Holds(printed.source, figures)
    if execution is None:
        return Undecided(printed.source, f"{label(form)}没有读到预算执行率的分值，总分行的满分无法核对", figures)
    return Violated(
        printed.source,
        f"{label(form)}总分行的满分为 {printed.text} 分，各指标分值与预算执行率分值合计为 {whole.normalize():f} 分。",
        stated=printed.text,
        expected=f"{whole.normalize():f}",
        operands=tuple(Operand("分值", weight.text, weight.source) for weight in figures[1:]),
        figures=figures,
        suspect=printed,
    )
