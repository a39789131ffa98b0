"""P04–P06: the score of each indicator by the form's own remark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.forms import label, states_rule
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, exactly, round_half_up
from shebao.report.forms import Form, Indicator
from shebao.report.performance import Direction, Mismatch, Quantity, align, direction_of, earned, quantities
from shebao.report.performance.weights import Weight, computed_decimals, indicator_weights, printed_score
from shebao.report.provenance import Figure, Source

_BASIS = (
    "自评表备注：正向指标得分＝权重×B/A，反向指标得分＝权重×A/B，不突破权重；定性指标按 100–80%、80–50%、50–0% 三档"
)
_DONE = re.compile(r"^(已|均已|全部|按[时期]|如期|基本)?(完成|达成|达到|达标|实现)(预期)?(目标|指标)?[。.]?$")
_GRADES = {"优": 4, "优秀": 4, "良": 3, "良好": 3, "中": 2, "一般": 2, "合格": 2, "差": 1, "较差": 1}
_BAND = Decimal("0.8")
_OVER = Decimal("1.3")


@dataclass(frozen=True, slots=True)
class _Case:
    """One indicator with all that its rule needs."""

    form: Form
    indicator: Indicator
    weight: Weight
    score: Figure
    target: Source
    actual: Source
    stated: Interval
    decimals: int
    stated_rule: bool

    @property
    def group(self) -> str:
        two = self.indicator.level_two
        return two.name if two else ""

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.score, *self.weight.figures, *self.indicator.figures)


def _cases(context: Context) -> Iterator[_Case]:
    for form in context.report.forms:
        weights = indicator_weights(form)
        decimals = computed_decimals(form, weights)
        stated_rule = states_rule(form, context.report.forms)
        for index, indicator in enumerate(form.indicators):
            weight = weights.get(index)
            if weight and indicator.score and indicator.target and indicator.actual and not indicator.doubtful:
                stated = printed_score(indicator.score, decimals)
                yield _Case(
                    form, indicator, weight, indicator.score, indicator.target, indicator.actual, stated, decimals,
                    stated_rule,
                )  # fmt: skip


def _operands(case: _Case) -> tuple[Operand, ...]:
    return (
        Operand("权重", f"{case.weight.value}（{case.weight.known_from}）", case.weight.figures[0].source),
        Operand("目标值", case.target.quote, case.target),
        Operand("实际完成值", case.actual.quote, case.actual),
        Operand("得分", case.score.text, case.score.source),
    )


def _plain(text: str) -> str:
    return re.sub(r"[\s。.；;，,]+", "", text)


@rule(
    "P04",
    Severity.ERROR,
    "定量指标得分",
    proves="定量指标的得分按备注由目标值和实际完成值算出：正向、反向按比例，达到目标得满分，不突破权重。",
    basis=_BASIS,
)
def quantitative(context: Context) -> Iterator[Verdict]:
    """得分 = 权重×B/A（正向）或 权重×A/B（反向），不突破权重."""
    for case in _cases(context):
        targets, actuals = quantities(case.target.quote), quantities(case.actual.quote)
        if _plain(case.target.quote) == _plain(case.actual.quote) and targets:
            yield _decide(case, exactly(1), "实际完成值与目标值相同", certain=True)
        elif len(targets) == len(actuals) == 1:
            yield _single(case, targets[0], actuals[0])
        elif len(targets) == len(actuals) >= 2:
            yield from _composite(case, targets, actuals)
        elif targets or actuals:
            yield Undecided(
                case.indicator.source, f"“{case.indicator.name}”的目标值与实际完成值一方没有可比的数值", case.figures
            )


def _single(case: _Case, target: Quantity, actual: Quantity) -> Verdict:
    source = case.indicator.source
    pair = align(target, actual)
    if isinstance(pair, Mismatch):
        return Undecided(source, f"“{case.indicator.name}”{pair.value}", case.figures)
    if not _related(target.label, actual.label):
        return Undecided(source, f"“{case.indicator.name}”的目标值与实际完成值所指似不相同", case.figures)
    direction, certain = direction_of(target, actual, case.indicator.name, case.group)
    share = earned(pair, direction)
    if share is None:
        return Undecided(source, f"“{case.indicator.name}”{Mismatch.ZERO.value}", case.figures)
    middle = (pair.actual.low + pair.actual.high) / 2
    if not case.stated_rule and share.high >= 1 and middle > pair.high * _OVER:
        return Undecided(source, f"“{case.indicator.name}”超额较多，本报告没有印出计分办法，是否扣分不明", case.figures)
    if not certain and direction is Direction.LOWER:
        return _presumed(case, share, earned(pair, Direction.HIGHER))
    how = "正向指标" if direction is Direction.HIGHER else "反向指标"
    return _decide(case, share, how, certain=True)


def _presumed(case: _Case, lower: Interval, higher: Interval | None) -> Verdict:
    """A measure that by its nature is lower-is-better, without a sign that says so: wrong only where neither direction
    gives the score; a cost over its target with full score is doubtful."""
    if _meets(case, lower):
        return Holds(case.indicator.source, case.figures)
    if higher is not None and _meets(case, higher) and "成本" not in case.group:
        return Holds(case.indicator.source, case.figures)
    return _decide(case, lower, "成本等越低越好的指标按反向计", certain=False)


def _meets(case: _Case, share: Interval) -> bool:
    return exactly(case.weight.value).times(share).meets(case.stated) or (
        share.low == share.high == 1 and case.score.value == case.weight.value
    )


def _decide(case: _Case, share: Interval, how: str, certain: bool) -> Verdict:
    if _meets(case, share):
        return Holds(case.indicator.source, case.figures)
    if not case.stated_rule and share.low < 1 and case.score.value < case.weight.value:
        return Undecided(
            case.indicator.source, f"本报告没有印出计分办法，“{case.indicator.name}”扣多少分无从核对", case.figures
        )
    middle = (share.low + share.high) / 2
    expected = round_half_up(
        case.weight.value * middle, max(case.score.number.decimals, case.decimals, 2 if middle < 1 else 0)
    )
    shown = f"{expected.normalize():f}"
    return Violated(
        case.indicator.source,
        f"{label(case.form)}“{case.indicator.name}”目标 {case.target.quote}、实际 {case.actual.quote}，权重 {case.weight.value}，"
        f"{how}，应得 {shown} 分，表中得 {case.score.text} 分。",
        stated=case.score.text,
        expected=shown,
        operands=_operands(case),
        figures=case.figures,
        suspect=case.score,
        severity=None if certain and case.stated_rule else Severity.WARNING,
    )


def _composite(case: _Case, targets: tuple[Quantity, ...], actuals: tuple[Quantity, ...]) -> Iterator[Verdict]:
    """Several measures in one indicator: the score lies between that of the worst and that of the best."""
    shares = []
    for target, actual in zip(targets, actuals, strict=True):
        pair = align(target, actual)
        related = SequenceMatcher(None, target.label, actual.label).ratio() >= 0.6 or target.label == actual.label
        share = (
            None
            if isinstance(pair, Mismatch)
            else earned(pair, direction_of(target, actual, target.label, case.group)[0])
        )
        if share is None or not related:
            yield Undecided(case.indicator.source, f"“{case.indicator.name}”含多项内容，不能逐项对应", case.figures)
            return
        shares.append(share)
    span = Interval(min(s.low for s in shares), max(s.high for s in shares))
    if exactly(case.weight.value).times(span).meets(case.stated) or (
        span.high == 1 and case.score.value == case.weight.value
    ):
        yield Holds(case.indicator.source, case.figures)
        return
    worst = min((s.low + s.high) / 2 for s in shares)
    low = round_half_up(case.weight.value * worst, 2).normalize()
    high = round_half_up(case.weight.value * span.high, 2).normalize()
    yield Violated(
        case.indicator.source,
        f"{label(case.form)}“{case.indicator.name}”含 {len(shares)} 项内容，最低一项完成 {worst * 100:.1f}%，"
        f"按比例应得 {low:f}～{high:f} 分，表中得 {case.score.text} 分。",
        stated=case.score.text,
        expected=f"{low:f}～{high:f}",
        operands=_operands(case),
        figures=case.figures,
        suspect=case.score,
        severity=Severity.WARNING,
    )


def _related(one: str, other: str) -> bool:
    """Whether two labels can name the same thing: one is empty, or they share half of the shorter."""
    if not one or not other:
        return True
    shared = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return shared * 2 >= min(len(one), len(other))


@rule(
    "P05",
    Severity.ERROR,
    "定性指标得分",
    proves="定性指标达成预期（实际完成值与目标值一致）的，得分在权重的 80%–100% 之间。",
    basis=_BASIS,
)
def qualitative(context: Context) -> Iterator[Verdict]:
    """达成预期：得分 ∈ [80%, 100%] × 权重."""
    for case in _cases(context):
        if quantities(case.target.quote) or quantities(case.actual.quote):
            continue
        same = _plain(case.target.quote) == _plain(case.actual.quote)
        if not (same or _DONE.match(_plain(case.actual.quote)) or _at_least(case)):
            yield Undecided(
                case.indicator.source, f"“{case.indicator.name}”为定性指标，达成与否须由人判断", case.figures
            )
            continue
        floor = case.weight.value * _BAND
        if case.stated.high > floor or case.score.value >= floor:
            yield Holds(case.indicator.source, case.figures)
            continue
        percent = round_half_up(case.score.value / case.weight.value * 100, 1).normalize()
        yield Violated(
            case.indicator.source,
            f"{label(case.form)}“{case.indicator.name}”目标 {case.target.quote}、实际 {case.actual.quote}，属达成预期，"
            f"应得 {floor.normalize():f}～{case.weight.value} 分，表中 {case.score.text} 分只有权重的 {percent:f}%。",
            stated=case.score.text,
            expected=f"{floor.normalize():f}～{case.weight.value}",
            operands=_operands(case),
            figures=case.figures,
            suspect=case.score,
            severity=None if same and case.stated_rule else Severity.WARNING,
        )


def _at_least(case: _Case) -> bool:
    target, actual = _GRADES.get(_plain(case.target.quote)), _GRADES.get(_plain(case.actual.quote))
    return target is not None and actual is not None and actual >= target


@rule("P06", Severity.ERROR, "得分超过权重", proves="任何指标的得分不超过它的权重。", basis=_BASIS)
def above_weight(context: Context) -> Iterator[Verdict]:
    """得分 ≤ 权重."""
    for form in context.report.forms:
        for index, weight in indicator_weights(form).items():
            indicator = form.indicators[index]
            if indicator.score is None or indicator.mixed:
                continue
            figures = (indicator.score, *weight.figures)
            if indicator.score.value <= weight.value:
                yield Holds(indicator.source, figures)
                continue
            if indicator.doubtful:
                yield Undecided(indicator.source, f"“{indicator.name}”{indicator.doubtful}", figures)
                continue
            yield Violated(
                indicator.source,
                f"{label(form)}“{indicator.name}”得 {indicator.score.text} 分，超过{weight.known_from} {weight.value} 分。",
                stated=indicator.score.text,
                expected=f"不超过 {weight.value}",
                operands=(Operand("权重", str(weight.value), weight.figures[0].source),),
                figures=figures,
            )
