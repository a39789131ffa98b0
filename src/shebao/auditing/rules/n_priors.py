"""N13–N14: the prior-year figures that comparisons imply agree with each other and with figures stated for that year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.auditing.amounts import HUNDRED, Known
from shebao.auditing.assertions import MOST_PRINTS, Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.n_changes import base_interval, difference_of
from shebao.auditing.verdicts import Holds, Operand, Severity, Verdict, Violated
from shebao.money import Interval
from shebao.report.measures import Measure, measures
from shebao.report.provenance import Figure, Source
from shebao.report.statements import Aspect, Change, Direction

Subject = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Implied:
    """A prior-year amount that a sentence implies or states; `figures` are those it follows from. `weak` where the sentence
    gives no difference."""

    subject: Subject
    year: int | None
    interval: Interval
    current: Known
    figures: tuple[Figure, ...]
    suspect: Figure
    source: Source
    weak: bool = False

    @property
    def shown(self) -> str:
        """The amount as people would write it."""
        middle = (self.interval.low + self.interval.high) / 2
        return self.current.show(middle)


def implied_priors(assertions: Assertions) -> Iterator[Implied]:
    """What each comparison with an earlier year says that year's figure was, and what is stated for it outright."""
    counted: Counter[object] = Counter()
    for change in assertions.claims(Change):
        subject = (change.measure, change.item, change.base_year)
        found = _implied(assertions, change) if counted[subject] < MOST_PRINTS else None
        if found is not None:
            counted[subject] += 1
            yield found
    for fact in assertions.report.facts:
        if fact.aspect is Aspect.PRIOR:
            known = assertions.known(fact)
            figures = (fact.figure,)
            yield Implied(
                (fact.measure, fact.item), fact.year, known.interval, known, figures, fact.figure, fact.source
            )


def _implied(assertions: Assertions, change: Change) -> Implied | None:
    if change.base_aspect is not Aspect.PRIOR:
        return None
    current = _best_current(assertions, change)
    if current is None or current.figure is None:
        return None
    interval = _base(assertions, change, current)
    if interval is None:
        return None
    suspect = change.difference or change.rate or current.figure
    figures = tuple(f for f in (current.figure, change.difference, change.rate) if f)
    return Implied(
        (change.measure, change.item),
        change.base_year,
        interval,
        current,
        figures,
        suspect,
        change.source,
        weak=change.direction is Direction.LEVEL,
    )


def _best_current(assertions: Assertions, change: Change) -> Known | None:
    """This year's value; for 持平 the table's where the text contradicts it."""
    current = assertions.current(change)
    if change.direction is not Direction.LEVEL:
        return current
    cells = assertions.cells(change.measure, Aspect.ACTUAL, change.item)
    if current is not None and cells and not any(cell.interval.meets(current.interval) for cell in cells):
        return cells[0]
    return current


def _base(assertions: Assertions, change: Change, current: Known) -> Interval | None:
    if change.direction is Direction.LEVEL:
        return current.interval
    if difference_of(assertions, change, current) is not None:
        return base_interval(assertions, change)
    if change.rate is None or change.rate_direction is None:
        return None
    sign = 1 if change.rate_direction is Direction.UP else -1
    rate = change.rate.interval.scaled(sign)
    return current.interval.scaled(HUNDRED).over(Interval(HUNDRED + rate.low, HUNDRED + rate.high))


@rule(
    "N13",
    Severity.ERROR,
    "上年数前后一致",
    proves="由各处增减额倒推的同一指标上年数相同。",
    basis="上年数＝本年数－增加额（＋减少额）",
)
def same_prior(context: Context) -> Iterator[Verdict]:
    """Statements about one measure that imply its figure of one year."""
    assertions = context.assertions
    groups: dict[tuple[Subject, int | None], list[Implied]] = defaultdict(list)
    for implied in implied_priors(assertions):
        groups[implied.subject, implied.year].append(implied)
    for found in groups.values():
        for other in found[1:]:
            if found[0].source != other.source:
                yield _same(found[0], other)


def _same(first: Implied, second: Implied) -> Verdict:
    figures = (*first.figures, *second.figures)
    if first.interval.meets(second.interval):
        return Holds(second.source, figures)
    name = title_of(*first.subject)
    return Violated(
        source=second.source,
        message=f"由此倒推{name}上年为 {second.shown}，而另一处倒推为 {first.shown}，两处不一致。",
        stated=second.shown,
        expected=first.shown,
        operands=(Operand(f"{name}上年数", first.shown, first.source), Operand("此处", second.shown, second.source)),
        figures=figures,
    )


@rule(
    "N14",
    Severity.ERROR,
    "上年部分不大于整体",
    proves="由各处增减额倒推的上年数，部分不大于整体。",
    basis="部分不大于整体，上年亦然",
)
def part_of_prior(context: Context) -> Iterator[Verdict]:
    """Implied figures of a measure and of what it can never exceed."""
    assertions = context.assertions
    found = [implied for implied in implied_priors(assertions) if not implied.subject[1]]
    for part in found:
        spec = measures().get(part.subject[0])
        for whole in found:
            if spec and whole.year == part.year and is_whole_of(whole.subject[0], spec):
                yield _within(part, whole, found)


def is_whole_of(whole: str, part: Measure) -> bool:
    """Whether a measure, or another name for the same amount, can never be exceeded by the part."""
    spec = measures().get(whole)
    return whole in part.within or (spec is not None and any(other in part.within for other in spec.equals))


def _within(part: Implied, whole: Implied, found: Sequence[Implied]) -> Verdict:
    figures = (*part.figures, *whole.figures)
    if part.interval.low <= whole.interval.high:
        return Holds(part.source, figures, weak=True)
    names = title_of(*part.subject), title_of(*whole.subject)
    excess = (part.interval.low + part.interval.high - whole.interval.low - whole.interval.high) / 2
    odd = _odd_one_out(part, whole, found)
    return Violated(
        source=odd.source,
        message=f"倒推上年：{names[0]}为 {part.shown}，大于它所属的{names[1]} {whole.shown}，"
        f"超出 {part.current.show(excess)}，两处增减额至少一处有误。",
        stated=odd.shown,
        expected=f"不大于 {whole.shown}" if odd is part else f"不小于 {part.shown}",
        operands=(
            Operand(f"{names[0]}上年数", part.shown, part.source),
            Operand(f"{names[1]}上年数", whole.shown, whole.source),
        ),
        figures=figures,
        suspect=odd.suspect,
    )


def _odd_one_out(part: Implied, whole: Implied, found: Sequence[Implied]) -> Implied:
    """The one of the two that others do not support: two against one."""

    def support(implied: Implied) -> int:
        others = (other for other in found if other is not implied and other.interval.meets(implied.interval))
        return sum(1 for _ in others) - implied.weak

    return whole if support(whole) < support(part) else part
