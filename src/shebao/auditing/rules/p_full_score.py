"""P18: the weights of a form against its full score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import label, unread_among
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.report.forms import Form, Indicator
from shebao.report.performance import Mismatch, align, direction_of, earned, quantities
from shebao.report.provenance import Figure

_FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Weights:
    """Every printed weight of a form, the one of budget execution apart, and their sums without and with it."""

    form: Form
    names: tuple[str, ...]
    items: tuple[Figure, ...]
    execution: Figure | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (*self.items, *((self.execution,) if self.execution else ()))

    @property
    def shown(self) -> str:
        """Every weight with the name of what bears it."""
        return "＋".join(f"{each.name.removesuffix('分值')}{each.value}" for each in self.operands)

    @property
    def operands(self) -> tuple[Operand, ...]:
        names = (*self.names, "预算执行率")
        return tuple(Operand(f"{name}分值", w.text, w.source) for name, w in zip(names, self.figures, strict=False))

    @property
    def added(self) -> Decimal:
        return sum((weight.value for weight in self.items), Decimal(0))

    @property
    def whole(self) -> Decimal:
        return self.added + (self.execution.value if self.execution else Decimal(0))


@rule(
    "P18",
    Severity.WARNING,
    "分值合计",
    proves="各指标分值之和加预算执行率分值等于满分 100 分；总分行印出满分的，与之相等（或只等于各指标分值之和）。",
    basis="财预〔2020〕10号：权重合计为 100 分（含预算执行率）；自评表内部关系",
)
def full_score(context: Context) -> Iterator[Verdict]:
    """满分 = Σ 指标分值 (+ 预算执行率分值)."""
    for form in context.report.forms:
        weights = [each.weight for each in form.indicators if each.weight is not None]
        if not weights:
            continue
        execution = next((line.weight for line in form.executions if line.weight is not None), None)
        source = form.total_row or form.title
        doubtful = any(each.mixed for each in form.indicators) or len(weights) < len(form.indicators)
        if form.truncated or form.total is None or doubtful or unread_among(form):
            if form.total_weight is not None:
                reason = f"{label(form)}有分值没有读到，总分行的满分无法核对"
                yield Undecided(source, reason, (form.total_weight,))
            continue
        yield from _compare(
            _Weights(form, tuple(item.name for item in form.indicators), tuple(weights), execution), form.total_weight
        )


def _compare(weights: _Weights, printed: Figure | None) -> Iterator[Verdict]:
    form = weights.form
    source = form.total_row or form.title
    figures = (*((printed,) if printed else ()), *weights.figures)
    full = printed.value if printed else _FULL
    exceeded = form.total is not None and form.total.value > full
    if weights.whole == full or (printed and weights.added == full and not exceeded):
        yield Holds(source, figures)
    elif weights.execution is None:
        if printed is not None:
            yield Undecided(source, f"{label(form)}没有读到预算执行率的分值，总分行的满分无法核对", figures)
    elif printed is not None and full != _FULL:
        yield _wrong_full(weights, printed, figures)
    elif not any(form.goal_weights):
        yield _wrong_sum(weights, figures)


def _wrong_full(weights: _Weights, printed: Figure, figures: Sequence[Figure]) -> Violated:
    form, whole = weights.form, f"{weights.whole.normalize():f}"
    return Violated(
        form.total_row or printed.source,
        f"{label(form)}总分行的满分为 {printed.text} 分，各指标分值与预算执行率分值合计为 {whole} 分。",
        stated=printed.text,
        expected=whole,
        operands=weights.operands,
        figures=tuple(figures),
        suspect=printed,
    )


def _wrong_sum(weights: _Weights, figures: Sequence[Figure]) -> Violated:
    """The weights do not add up to a hundred: the one that its score gives away is named, else all are."""
    form, excess = weights.form, weights.whole - _FULL
    whole = f"{weights.whole.normalize():f}"
    wrong = _odd_one_out(form.indicators, excess)
    said = f"{label(form)}各指标分值与预算执行率分值合计为 {whole} 分，应为 100 分"
    if wrong is None or wrong.weight is None:
        return Violated(
            form.total_row or form.title,
            f"{said}：{weights.shown}。",
            stated=whole,
            expected="100",
            operands=weights.operands,
            figures=tuple(figures),
        )
    right = f"{(wrong.weight.value - excess).normalize():f}"
    return Violated(
        wrong.source,
        f"{said}；“{wrong.name}”分值 {wrong.weight.text} 分而得 {right} 分，分值疑应为 {right} 分。",
        stated=wrong.weight.text,
        expected=right,
        operands=weights.operands,
        figures=tuple(figures),
        suspect=wrong.weight,
    )


def _odd_one_out(indicators: Sequence[Indicator], excess: Decimal) -> Indicator | None:
    """The one indicator that met its target and whose score is just what its weight would be if the sum were right; None
    where none or several are."""
    found = [
        each
        for each in indicators
        if each.weight and each.score and each.weight.value - excess == each.score.value and _met(each)
    ]
    return found[0] if len(found) == 1 else None


def _met(item: Indicator) -> bool:
    """Whether an indicator's actual says the same as its target, or is as good."""
    if item.doubtful or item.target is None or item.actual is None:
        return False
    if "".join(item.target.quote.split()) == "".join(item.actual.quote.split()):
        return True
    targets, actuals = quantities(item.target.quote), quantities(item.actual.quote)
    if len(targets) != 1 or len(actuals) != 1:
        return False
    pair = align(targets[0], actuals[0])
    group = item.level_two.name if item.level_two else ""
    direction, _ = direction_of(targets[0], actuals[0], item.name, group)
    share = None if isinstance(pair, Mismatch) else earned(pair, direction)
    return share is not None and share.low >= 1
