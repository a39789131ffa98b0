"""N07–N08: a completion rate is the actual over the budget that its words name; budgets add up with what was added."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.auditing.amounts import Fit, Known, fit, fits_as_printed, percent_of, show_percent, show_rate
from shebao.auditing.assertions import BUDGETS, Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.n_changes import base_interval, base_name, difference_of
from shebao.auditing.suspects import misprinted
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, exactly
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Completion


@rule(
    "N07",
    Severity.ERROR,
    "完成率",
    proves="完成率（执行率）等于决算数除以句中所说的那个预算数。",
    basis="完成率＝决算数÷预算数×100%；预算依句中所称（年初预算、全年预算）",
)
def completions(context: Context) -> Iterator[Verdict]:
    """Each completion against its budget; where another budget fits, the finding says which."""
    assertions = context.assertions
    for claim in assertions.claims(Completion):
        yield _completion(assertions, claim)


def _completion(assertions: Assertions, claim: Completion) -> Verdict:
    actual = assertions.known(claim.actual)
    budget = _budget(assertions, claim)
    if budget is None and (implied := _implied_budget(assertions, claim)) is not None:
        return _against_implied(assertions, claim, actual, implied)
    if budget is None:
        name = title_of(claim.actual.measure, claim.actual.item, claim.named)
        return Undecided(claim.source, f"没有读到{name}，无法核对完成率。", (claim.rate,))
    figures = tuple(f for f in (actual.figure, budget.figure, claim.rate) if f)
    true = percent_of(assertions.narrowed(claim.actual), _budget_interval(assertions, claim, budget))
    if true is None:
        return _zero_budget(claim, actual, budget, figures)
    fitting = fit(claim.rate, true)
    if fitting is Fit.EXACT or (claim.budget is not None and fits_as_printed(claim.rate, actual, budget)):
        return Holds(claim.source, figures)
    return _violated(assertions, claim, actual, budget, fitting, figures)


def _budget_interval(assertions: Assertions, claim: Completion, budget: Known) -> Interval:
    """The budget narrowed by its other prints; the target of a piece of work is the number that was set."""
    if not claim.actual.measure:
        return exactly(budget.value)
    aspect = claim.budget.aspect if claim.budget else claim.named
    return assertions.interval(budget, assertions.values(claim.actual.measure, aspect, claim.actual.item))


def _implied_budget(assertions: Assertions, claim: Completion) -> Change | None:
    """The comparison with the named budget that tells what the budget was."""
    for change in assertions.claims(Change):
        same = (change.measure, change.item) == (claim.actual.measure, claim.actual.item)
        if same and change.base_aspect is claim.named and change.difference is not None:
            return change
    return None


def _against_implied(assertions: Assertions, claim: Completion, actual: Known, change: Change) -> Verdict:
    base = base_interval(assertions, change)
    figures = tuple(f for f in (actual.figure, change.difference, claim.rate) if f)
    true = percent_of(actual.interval, base) if base else None
    if base is None or true is None:
        return Undecided(claim.source, "预算接近零或没有读到，完成率没有意义。", figures)
    fitting = fit(claim.rate, true)
    if fitting is Fit.EXACT:
        return Holds(claim.source, figures)
    budget = (base.low + base.high) / 2
    expected = show_percent(actual.value, budget, claim.rate.number.decimals)
    difference = difference_of(assertions, change, actual)
    assert difference is not None
    return Violated(
        source=claim.source,
        message=f"{actual.name} {actual.shown}，按{base_name(change)}的增减额 {difference.shown} 倒推预算为 "
        f"{actual.show(budget)}，完成率为 {expected}，文中写 {show_rate(claim.rate)}。",
        stated=show_rate(claim.rate),
        expected=expected,
        operands=(actual.operand, difference.operand, Operand("完成率", show_rate(claim.rate), claim.rate.source)),
        figures=figures,
        severity=Severity.INFO if fitting is Fit.TRUNCATED else None,
    )


def _budget(assertions: Assertions, claim: Completion) -> Known | None:
    if claim.budget is not None:
        return assertions.known(claim.budget)
    return assertions.value(claim.actual.measure, claim.named, claim.actual.item)


def _zero_budget(claim: Completion, actual: Known, budget: Known, figures: tuple[Figure, ...]) -> Verdict:
    if budget.value != 0 or actual.value == 0 or claim.rate.value == 0:
        return Undecided(claim.source, f"{budget.name}为零，完成率没有意义。", figures)
    stated = show_rate(claim.rate)
    return Violated(
        source=claim.source,
        message=f"{budget.name}为 {budget.shown}，完成率没有意义，不应写 {stated}。",
        stated=stated,
        expected="预算为零，不写完成率",
        operands=(actual.operand, budget.operand),
        figures=figures,
        suspect=claim.rate,
        severity=Severity.INFO,
    )


def _violated(
    assertions: Assertions, claim: Completion, actual: Known, budget: Known, fitting: Fit, figures: tuple[Figure, ...]
) -> Violated:
    stated = show_rate(claim.rate)
    expected = show_percent(actual.value, budget.value, claim.rate.number.decimals)
    message = f"{actual.name} {actual.shown} ÷ {budget.name} {budget.shown} = {expected}，文中写 {stated}"
    other = _fitting_budget(assertions, claim)
    if fitting is Fit.TRUNCATED:
        message += "：是截去尾数，没有四舍五入。"
    elif other is not None:
        message += f"；{stated} 是对{other.name} {other.shown} 的完成率，用词与分母不符。"
    else:
        message += "。"
    return Violated(
        source=claim.source,
        message=message,
        stated=stated,
        expected=expected,
        operands=(actual.operand, budget.operand, Operand("完成率", stated, claim.rate.source)),
        figures=figures,
        suspect=_misprinted(assertions, claim, budget) or claim.rate,
        severity=Severity.INFO if fitting is Fit.TRUNCATED else None,
    )


def _misprinted(assertions: Assertions, claim: Completion, budget: Known) -> Figure | None:
    if claim.budget is not None:
        return misprinted(assertions, [claim.actual, claim.budget], claim.rate, percent_of)
    return misprinted(assertions, [claim.actual], claim.rate, lambda actual: percent_of(actual, budget.interval))


def _fitting_budget(assertions: Assertions, claim: Completion) -> Known | None:
    """Another budget of the same thing that the printed rate fits."""
    known = [assertions.known(fact) for fact in claim.others]
    for aspect in BUDGETS:
        known += [assertions.known(fact) for fact in assertions.facts(claim.actual.measure, aspect, claim.actual.item)]
    for budget in known:
        true = percent_of(assertions.known(claim.actual).interval, budget.interval)
        if true is not None and fit(claim.rate, true) is Fit.EXACT:
            return budget
    return None


@rule(
    "N08",
    Severity.ERROR,
    "追加后的预算",
    proves="年初预算加年度执行中追加数等于调整后的预算。",
    basis="调整预算＝年初预算＋追加（减）预算",
)
def additions(context: Context) -> Iterator[Verdict]:
    """Initial budget, addition and adjusted budget of one thing, where one of each is printed."""
    assertions = context.assertions
    for fact in context.report.facts:
        if fact.aspect is not Aspect.ADDITION:
            continue
        initial = assertions.facts(fact.measure, Aspect.INITIAL_BUDGET, fact.item)
        adjusted = assertions.facts(fact.measure, Aspect.ADJUSTED_BUDGET, fact.item)
        same = len(assertions.facts(fact.measure, Aspect.ADDITION, fact.item)) == 1
        if len(initial) == len(adjusted) == 1 and same:
            yield _addition(assertions.known(initial[0]), assertions.known(fact), assertions.known(adjusted[0]))


def _addition(initial: Known, added: Known, adjusted: Known) -> Verdict:
    figures = tuple(f for f in (initial.figure, added.figure, adjusted.figure) if f)
    if initial.interval.plus(added.interval).meets(adjusted.interval):
        return Holds(added.source, figures)
    expected = adjusted.show(initial.value + added.value)
    return Violated(
        source=adjusted.source,
        message=f"年初预算 {initial.shown} + 追加 {added.shown} = {expected}，文中写 {adjusted.shown}。",
        stated=adjusted.shown,
        expected=expected,
        operands=(initial.operand, added.operand, adjusted.operand),
        figures=figures,
        suspect=adjusted.figure,
    )
