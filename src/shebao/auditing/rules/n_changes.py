"""N03–N06: a comparison's difference, rate and direction words agree with each other and with this year's figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from shebao.auditing.amounts import Fit, Known, fit, percent_of, show_percent, show_rate
from shebao.auditing.assertions import BUDGETS, Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.suspects import misprinted
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Direction

WORDS = {Direction.UP: "增加", Direction.DOWN: "减少", Direction.LEVEL: "持平"}
_RATE_WORDS = {Direction.UP: "增长", Direction.DOWN: "下降", Direction.LEVEL: "持平"}
_SIGNS = {Direction.UP: 1, Direction.DOWN: -1, Direction.LEVEL: 0}


def difference_of(assertions: Assertions, change: Change, current: Known | None) -> Known | None:
    """The printed difference as an amount, in its own unit or else in that of this year's figure; None where neither is printed."""
    unit = change.difference.unit or (current.unit if current else "") if change.difference else ""
    if change.difference is None or not unit:
        return None
    return Known(
        f"{title_of(change.measure, change.item)}{base_name(change)}增减额", change.difference, unit, change.source
    )


def base_name(change: Change) -> str:
    """What it is compared with, in words."""
    if change.base_aspect in BUDGETS:
        return {Aspect.INITIAL_BUDGET: "比年初预算", Aspect.ADJUSTED_BUDGET: "比全年预算"}.get(
            change.base_aspect, "比预算"
        )
    return f"比{change.base_year}年" if change.base_year else "比上年"


def signed(change: Change, difference: Interval) -> Interval | None:
    """this year − base as the words say it; None where the direction is not certain."""
    direction = change.direction or change.rate_direction
    return difference.scaled(_SIGNS[direction]) if direction is not None else None


def base_interval(assertions: Assertions, change: Change) -> Interval | None:
    """The base (in yuan) that a comparison implies: this year's figure less the difference."""
    current = assertions.current(change)
    if current is None:
        return None
    now = assertions.current_interval(change, current)
    if change.direction is Direction.LEVEL:
        return now
    difference = difference_of(assertions, change, current)
    step = signed(change, difference.interval) if difference else None
    return now.minus(step) if step is not None else None


@rule(
    "N03",
    Severity.ERROR,
    "增减率",
    proves="增长（下降）率等于增减额除以上年数（或预算数）。",
    basis="增减率＝增减额÷（本年数∓增减额）×100%",
)
def rates(context: Context) -> Iterator[Verdict]:
    """Each comparison that prints this year's figure, the difference and the rate."""
    assertions = context.assertions
    for change in assertions.claims(Change):
        if change.rate is not None and change.difference is not None:
            yield _rate(assertions, change, change.rate, change.difference)
        elif change.rate is not None:
            yield from _rate_only(assertions, change, change.rate)


def _rate_only(assertions: Assertions, change: Change, rate: Figure) -> Iterator[Verdict]:
    """A rate without a difference, where both years' figures are printed."""
    current = assertions.current(change)
    prior = assertions.value(change.measure, Aspect.PRIOR, change.item)
    if current is None or prior is None or change.rate_direction is None or change.base_aspect is not Aspect.PRIOR:
        return
    true = percent_of(current.interval.minus(prior.interval), prior.interval)
    figures = tuple(f for f in (current.figure, prior.figure, rate) if f)
    if true is None:
        return
    fitting = fit(_absolute(rate), true.scaled(_SIGNS[change.rate_direction]))
    if fitting is Fit.EXACT:
        yield Holds(change.source, figures)
        return
    difference = current.value - prior.value
    expected = show_percent(abs(difference), prior.value, rate.number.decimals)
    word = _RATE_WORDS[Direction.UP if difference > 0 else Direction.DOWN]
    stated = f"{_RATE_WORDS[change.rate_direction]} {show_rate(rate)}"
    yield Violated(
        source=change.source,
        message=f"{current.name} {current.shown}，{prior.name} {prior.shown}，应为{word} {expected}，文中写{stated}。",
        stated=stated,
        expected=f"{word} {expected}",
        operands=(current.operand, prior.operand, Operand("增减率", show_rate(rate), rate.source)),
        figures=figures,
        suspect=rate,
        severity=Severity.INFO if fitting is Fit.TRUNCATED else None,
    )


def _rate(assertions: Assertions, change: Change, rate: Figure, difference_figure: Figure) -> Verdict:
    current = assertions.current(change)
    base = base_interval(assertions, change)
    if current is None or base is None:
        name = title_of(change.measure, change.item)
        return Undecided(change.source, f"没有读到{name}的本年数，无法核对增减率。", (rate, difference_figure))
    difference = difference_of(assertions, change, current)
    assert difference is not None
    figures = tuple(f for f in (current.figure, difference_figure, rate) if f)
    true = percent_of(difference.interval, base)
    if true is None:
        return _zero_base(assertions, change, current, difference, figures)
    printed = _absolute(rate)
    fitting = fit(printed, true)
    if fitting is Fit.EXACT:
        return Holds(change.source, figures)
    violated = _violated_rate(change, current, difference, rate, fitting, figures)
    step = signed(change, difference.interval)
    if change.current is None or step is None:
        return violated
    wrong = misprinted(
        assertions, [change.current], printed, lambda now: percent_of(difference.interval, now.minus(step))
    )
    return replace(violated, suspect=wrong) if wrong else violated


def _absolute(rate: Figure) -> Figure:
    """The rate without its sign: 下降 -5% is meant as a fall of 5 %."""
    if rate.value >= 0:
        return rate
    number = type(rate.number)(abs(rate.value), rate.number.decimals)
    return Figure(rate.text.lstrip("-－−"), number, rate.unit, rate.source)


def _base_value(change: Change, current: Known, difference: Known) -> Decimal:
    sign = _SIGNS[change.direction or change.rate_direction or Direction.LEVEL]
    return current.value - sign * difference.value


def _zero_base(
    assertions: Assertions, change: Change, current: Known, difference: Known, figures: tuple[Figure, ...]
) -> Verdict:
    base = _base_value(change, current, difference)
    if base != 0 or change.rate is None or difference.value == 0:
        return Undecided(change.source, "上年数接近零，增减率没有意义。", figures)
    stated = show_rate(change.rate)
    return Violated(
        source=change.source,
        message=f"{current.name} {current.shown} 全部是增加额 {difference.shown}，基数为零，不应写增长 {stated}。",
        stated=stated,
        expected="基数为零，不写增减率",
        operands=(current.operand, difference.operand),
        figures=figures,
        suspect=change.rate,
        severity=Severity.WARNING,
    )


def _violated_rate(
    change: Change, current: Known, difference: Known, rate: Figure, fitting: Fit, figures: tuple[Figure, ...]
) -> Violated:
    base = _base_value(change, current, difference)
    expected = show_percent(abs(difference.value), base, rate.number.decimals) if base else "无法计算"
    stated = show_rate(rate)
    direction = change.direction or change.rate_direction
    sign = "+" if direction is Direction.DOWN else "−"
    message = (
        f"{current.name} {current.shown} {sign} {difference.shown} = {current.show(base)}（基数），"
        f"{difference.shown} ÷ {current.show(base)} = {expected}，文中写 {stated}"
    )
    tail = "：是截去尾数，没有四舍五入。" if fitting is Fit.TRUNCATED else "。"
    return Violated(
        source=change.source,
        message=message + tail,
        stated=stated,
        expected=expected,
        operands=(current.operand, difference.operand, Operand("增减率", stated, rate.source)),
        figures=figures,
        suspect=rate,
        severity=Severity.INFO if fitting is Fit.TRUNCATED else None,
    )


@rule(
    "N04",
    Severity.ERROR,
    "增减方向",
    proves="增减额前的方向词与增减率前的方向词相同，与数字的正负不矛盾。",
    basis="增加对应增长，减少对应下降",
)
def directions(context: Context) -> Iterator[Verdict]:
    """增加…下降…, and 减少 before a negative number."""
    for change in context.assertions.claims(Change):
        figures = tuple(f for f in (change.difference, change.rate) if f is not None)
        first, second = change.direction, change.rate_direction
        if first and second and figures:
            if first is second:
                yield Holds(change.source, figures, weak=True)
            else:
                yield _contradiction(change, first, second, figures)
        yield from _double_negatives(change, figures)


def _contradiction(change: Change, first: Direction, second: Direction, figures: tuple[Figure, ...]) -> Violated:
    return Violated(
        source=change.source,
        message=f"同一比较前面说“{WORDS[first]}”，后面说“{_RATE_WORDS[second]}”，方向相反，其中一个写错。",
        stated=f"{WORDS[first]}…{_RATE_WORDS[second]}",
        expected=f"{WORDS[first]}…{_RATE_WORDS[first]}，或{WORDS[second]}…{_RATE_WORDS[second]}",
        figures=figures,
        key="direction",
    )


def _double_negatives(change: Change, figures: tuple[Figure, ...]) -> Iterator[Verdict]:
    direction = change.direction or change.rate_direction
    for figure in figures:
        if figure.value < 0 and direction in _RATE_WORDS:
            yield Violated(
                source=change.source,
                message=f"“{WORDS[direction]}”之后又写负数 {figure.text}，方向重复或相反。方向用词表示，数字应写正数。",
                stated=figure.text,
                expected=figure.text.lstrip("-－−"),
                figures=(figure,),
                severity=Severity.WARNING,
                key="negative",
            )


@rule(
    "N05",
    Severity.INFO,
    "增减为零的写法",
    proves="增减额为零时写“持平”，不写“增加0万元”。",
    basis="用语规范",
)
def zero_changes(context: Context) -> Iterator[Verdict]:
    """`增加0万元`: the template's sentence kept for a difference of zero."""
    for change in context.assertions.claims(Change):
        difference = change.difference
        if difference is None or difference.value != 0 or change.direction in {None, Direction.LEVEL}:
            continue
        word = WORDS[change.direction] if change.direction else ""
        yield Violated(
            source=change.source,
            message=f"差额为零，却写“{word}{difference.text}{difference.unit}”，应写“持平”。",
            stated=f"{word}{difference.text}{difference.unit}",
            expected="持平",
            figures=(difference,),
        )


@rule(
    "N06",
    Severity.ERROR,
    "与预算、上年数的差额",
    proves="“比预算增加（减少）……”等于决算数减预算数；文字写出上年数的，“比上年增加（减少）……”等于本年数减上年数。",
    basis="差额＝决算数－预算数（上年数）",
)
def base_differences(context: Context) -> Iterator[Verdict]:
    """A comparison with a budget whose figure the report prints, or with last year's that the narrative prints."""
    assertions = context.assertions
    for change in assertions.claims(Change):
        if change.difference is None:
            continue
        current, base = assertions.current(change), _printed_base(assertions, change)
        if current is not None and base is not None:
            yield _base_difference(assertions, change, current, base)


def _printed_base(assertions: Assertions, change: Change) -> Known | None:
    if change.base_aspect in BUDGETS:
        return assertions.value(change.measure, change.base_aspect, change.item)
    told = assertions.facts(change.measure, change.base_aspect, change.item)
    years = {None, change.base_year}
    return next((assertions.known(fact) for fact in told if fact.year in years), None)


def _base_difference(assertions: Assertions, change: Change, current: Known, base: Known) -> Verdict:
    difference = difference_of(assertions, change, current)
    assert difference is not None
    assert change.difference is not None
    step = signed(change, difference.interval)
    figures = tuple(f for f in (current.figure, base.figure, change.difference) if f)
    if step is None or step.meets(current.interval.minus(base.interval)):
        return Holds(change.source, figures)
    true = current.value - base.value
    expected = f"{WORDS[Direction.UP if true > 0 else Direction.DOWN]} {current.show(abs(true))}" if true else "持平"
    stated = f"{WORDS[change.direction or Direction.UP]} {difference.shown}"
    return Violated(
        source=change.source,
        message=f"{current.name} {current.shown}，{base.name} {base.shown}，相比应为{expected}，文中写{stated}。",
        stated=stated,
        expected=expected,
        operands=(current.operand, base.operand, difference.operand),
        figures=figures,
        suspect=change.difference,
    )
