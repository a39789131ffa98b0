"""P20: the completion rate that a form prints beside target and actual."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import label, percent
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, exactly, round_half_up
from shebao.report.forms import Form, Indicator
from shebao.report.performance import Direction, Mismatch, align, direction_of, quantities
from shebao.report.provenance import Figure, Source

_ONE, _HUNDRED = Decimal(1), Decimal(100)


@rule(
    "P20",
    Severity.WARNING,
    "指标完成率",
    proves="自评表的完成率等于实际完成值÷目标值（达到目标的可印 100%；越低越好的指标也可为目标值÷实际完成值）。",
    basis="自评表栏目“完成率（B/A）”",
)
def completion_rates(context: Context) -> Iterator[Verdict]:
    """完成率 = 实际完成值 ÷ 目标值."""
    for form in context.report.forms:
        for item in form.indicators:
            if item.completion and item.target and item.actual and not item.doubtful:
                yield from _decide(form, item, item.completion, item.target, item.actual)


def _decide(form: Form, item: Indicator, rate: Figure, target: Source, actual: Source) -> Iterator[Verdict]:
    figures = (rate, *item.figures)
    targets, actuals = quantities(target.quote), quantities(actual.quote)
    if len(targets) != 1 or len(actuals) != 1:
        return
    pair = align(targets[0], actuals[0])
    if isinstance(pair, Mismatch) or pair.low != pair.high or pair.low <= 0 or pair.actual.low <= 0:
        yield Undecided(item.source, f"“{item.name}”的目标值与实际完成值没有可比的数值，完成率无法核对", figures)
        return
    two = item.level_two
    direction, certain = direction_of(targets[0], actuals[0], item.name, two.name if two else "")
    share = Interval(pair.actual.low / pair.low, pair.actual.high / pair.low)
    if any(each.scaled(_HUNDRED).meets(percent(rate)) for each in _ways(share, direction, certain)):
        yield Holds(item.source, figures)
        return
    expected = f"{round_half_up((share.low + share.high) / 2 * _HUNDRED, max(rate.number.decimals, 1)).normalize():f}%"
    yield Violated(
        item.source,
        f"{label(form)}“{item.name}”目标 {target.quote}、实际 {actual.quote}，完成率为 {expected}，表中为 {rate.text}{rate.unit}。",
        stated=f"{rate.text}{rate.unit}",
        expected=expected,
        operands=(
            Operand("目标值", target.quote, target),
            Operand("实际完成值", actual.quote, actual),
            Operand("完成率", f"{rate.text}{rate.unit}", rate.source),
        ),
        figures=figures,
        suspect=rate,
    )


def _ways(share: Interval, direction: Direction, certain: bool) -> Iterator[Interval]:
    """The rates that forms print for actual ÷ target: as it is, at most 1; where lower is better also turned round."""
    yield share
    middle = (share.low + share.high) / 2
    lower = direction is Direction.LOWER
    if middle >= 1 if not lower else middle <= 1:
        yield exactly(_ONE)
    if lower or not certain:
        yield Interval(_ONE / share.high, _ONE / share.low)
        yield Interval(2 - share.high, 2 - share.low)
