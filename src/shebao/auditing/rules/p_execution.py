"""P01–P03: the budget-execution line of a self-evaluation form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import label, percent, states_rule
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, exactly, round_half_up, total
from shebao.report.forms import Execution, Form, FormKind
from shebao.report.performance.weights import computed_decimals, indicator_weights, printed_score
from shebao.report.provenance import Figure

_HUNDRED = Decimal(100)


@rule(
    "P01",
    Severity.ERROR,
    "预算执行率",
    proves="自评表的预算执行率等于执行数÷预算数（有全年预算数时以全年预算数为分母）。",
    basis="自评表栏目“执行率（B/A）”",
)
def execution_rate(context: Context) -> Iterator[Verdict]:
    """执行率 = 执行数(B) ÷ 预算数(A)."""
    for form in context.report.forms:
        for line in form.executions:
            if line.budget and line.actual and line.rate:
                yield _rate(form, line, line.budget, line.actual, line.rate)


def _rate(form: Form, line: Execution, budget: Figure, actual: Figure, rate: Figure) -> Verdict:
    figures = (budget, actual, rate)
    true = actual.interval.over(budget.interval)
    if true is None:
        if budget.value == 0 and actual.value == 0:
            return Holds(line.source, figures)
        return Undecided(line.source, f"{label(form)}预算数为零，执行率无法计算", figures)
    if true.scaled(_HUNDRED).meets(percent(rate)):
        return Holds(line.source, figures)
    expected = round_half_up(actual.value / budget.value * _HUNDRED, max(rate.number.decimals, 1))
    return Violated(
        line.source,
        f"{label(form)}{line.name or '预算执行'}：执行数 {actual.text}÷预算数 {budget.text}＝{expected}%，表中执行率为 {rate.text}{rate.unit}。",
        stated=f"{rate.text}{rate.unit}",
        expected=f"{expected}%",
        operands=(
            Operand("预算数", budget.text, budget.source),
            Operand("执行数", actual.text, actual.source),
            Operand("执行率", f"{rate.text}{rate.unit}", rate.source),
        ),
        figures=figures,
        suspect=rate,
    )


@rule(
    "P02",
    Severity.ERROR,
    "预算执行率得分",
    proves="预算执行率得分等于该项分值×执行率，不超过分值，并按全表的取整方式舍入。",
    basis="自评表栏目“得分（20分*执行率）”；财预〔2020〕10号",
)
def execution_score(context: Context) -> Iterator[Verdict]:
    """得分 = 分值 × 执行率."""
    for form in context.report.forms:
        decimals = computed_decimals(form, indicator_weights(form))
        for line in form.executions:
            if line.score is not None and line.weight is not None:
                yield _score(context, form, line, line.score, line.weight, decimals)


def _score(context: Context, form: Form, line: Execution, score: Figure, weight: Figure, decimals: int) -> Verdict:
    figures = tuple(f for f in (line.budget, line.actual, line.rate, score, weight) if f)
    true = line.actual.interval.over(line.budget.interval) if line.budget and line.actual else None
    shares = [_capped(true)] if true else []
    if line.rate:
        shares.append(_capped(percent(line.rate).scaled(1 / _HUNDRED)))
    if not shares:
        return Undecided(line.source, f"{label(form)}没有读到预算数、执行数或执行率，得分无法核对", figures)
    stated = printed_score(score, decimals)
    if any(exactly(weight.value).times(share).meets(stated) for share in shares):
        return Holds(line.source, figures)
    share = _middle(shares[0])
    expected = round_half_up(weight.value * share, max(score.number.decimals, decimals))
    certain = states_rule(form, context.report.forms)
    shown = round_half_up(share * _HUNDRED, 2)
    return Violated(
        line.source,
        f"{label(form)}预算执行率得分应为 {weight.text}×{shown}%＝{expected} 分，表中为 {score.text} 分。",
        stated=score.text,
        expected=str(expected),
        operands=(
            Operand("分值", weight.text, weight.source),
            Operand("执行率", f"{shown}%", line.source),
            Operand("得分", score.text, score.source),
        ),
        figures=figures,
        suspect=score,
        severity=None if certain else Severity.WARNING,
    )


def _capped(share: Interval) -> Interval:
    one = Decimal(1)
    return Interval(min(share.low, one), min(share.high, one))


def _middle(interval: Interval) -> Decimal:
    return (interval.low + interval.high) / 2


@rule(
    "P03",
    Severity.WARNING,
    "整体支出构成",
    proves="整体自评表的基本支出总额与项目支出总额之和等于整体支出的执行数（或预算数）。",
    basis="自评表内部关系：整体支出＝基本支出＋项目支出",
)
def overall_parts(context: Context) -> Iterator[Verdict]:
    """基本支出总额 + 项目支出总额 = 整体支出执行数."""
    for form in context.report.forms:
        line = form.executions[0] if form.executions else None
        if (
            form.kind is not FormKind.OVERALL
            or line is None
            or line.actual is None
            or not (form.basic and form.project)
        ):
            continue
        figures = (form.basic, form.project, line.actual)
        parts = total((form.basic.interval, form.project.interval))
        if parts.meets(line.actual.interval) or (line.budget and parts.meets(line.budget.interval)):
            yield Holds(form.basic.source, figures)
            continue
        added = form.basic.value + form.project.value
        yield Violated(
            form.basic.source,
            f"整体绩效自评表基本支出 {form.basic.text}＋项目支出 {form.project.text}＝{added}，与整体支出执行数 {line.actual.text} 不等。",
            stated=line.actual.text,
            expected=str(added),
            operands=(
                Operand("基本支出总额", form.basic.text, form.basic.source),
                Operand("项目支出总额", form.project.text, form.project.source),
                Operand("整体支出执行数", line.actual.text, line.actual.source),
            ),
            figures=figures,
        )
