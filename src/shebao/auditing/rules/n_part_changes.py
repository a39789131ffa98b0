"""N27: what the parts changed by adds up to what the whole changed by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.amounts import Known
from shebao.auditing.assertions import Assertions
from shebao.auditing.context import Context
from shebao.auditing.quantities import is_swap
from shebao.auditing.registry import rule
from shebao.auditing.rules.n_changes import base_name, difference_of
from shebao.auditing.verdicts import Holds, Operand, Severity, Verdict, Violated
from shebao.money import Interval, exactly, total
from shebao.report.measures import measures
from shebao.report.statements import Change, Direction

_SIGNS = {Direction.UP: 1, Direction.DOWN: -1, Direction.LEVEL: 0}


@rule(
    "N27",
    Severity.ERROR,
    "分项增减与总额增减",
    proves="各组成部分比上年（比预算）的增减额之和等于总额的增减额。",
    basis="总额增减＝各部分增减之和",
)
def part_changes(context: Context) -> Iterator[Verdict]:
    """Each comparison of a measure with those of all parts that make it up, against the same base."""
    assertions = context.assertions
    changes: dict[tuple[object, ...], Change] = {}
    for change in assertions.claims(Change):
        if not change.item:
            changes.setdefault((change.measure, change.base_aspect, change.base_year), change)
    for (measure, aspect, year), change in changes.items():
        spec = measures().get(str(measure))
        for partition in spec.partitions if spec else ():
            parts = [found for name in partition if (found := changes.get((name, aspect, year)))]
            complete = len(parts) == len(partition)
            verdict = _sum(assertions, change, parts, complete) if len(parts) > 1 else None
            if verdict is not None:
                yield verdict
            if complete:
                break


def _sum(assertions: Assertions, whole: Change, parts: Sequence[Change], complete: bool) -> Verdict | None:
    """Whether the changes add up; of a list that may leave some out, only whether it does or would but for two digits that changed
    places."""
    left, right = _step(assertions, whole), [_step(assertions, part) for part in parts]
    if left is None or None in right:
        return None
    figures = tuple(change.difference for change in (whole, *parts) if change.difference)
    summed = total(step for step, _ in (found for found in right if found))
    if left[0].meets(summed):
        return Holds(whole.source, figures)
    value = sum((found[1] for found in right if found), Decimal(0))
    known = assertions.current(whole)
    if known is None or not (complete or _is_swapped(whole, parts, left[1], [found[1] for found in right if found])):
        return None
    word = "增加" if value > 0 else "减少" if value < 0 else "持平"
    expected = f"{word} {known.show(abs(value))}" if value else word
    return Violated(
        source=whole.source,
        message=f"各部分{base_name(whole)}的增减合计为{expected}，而{known.name}{_words(whole, known)}，两者不符。",
        stated=_words(whole, known),
        expected=expected,
        operands=tuple(_operand(assertions, change) for change in (whole, *parts)),
        figures=figures,
        severity=Severity.WARNING,
    )


def _is_swapped(whole: Change, parts: Sequence[Change], total_step: Decimal, steps: Sequence[Decimal]) -> bool:
    rest = total_step - sum(steps, Decimal(0))
    printed = [(whole, total_step, -rest), *((part, step, rest) for part, step in zip(parts, steps, strict=True))]
    for change, step, mending in printed:
        figure = change.difference
        if figure is None or not figure.value or not step:
            continue
        scale = step / figure.value  # yuan of one printed unit, with the sign of the direction
        if is_swap(figure.text, figure.value + mending / scale):
            return True
    return False


def _step(assertions: Assertions, change: Change) -> tuple[Interval, Decimal] | None:
    """The signed change as a range and as printed, in yuan; None where its direction or amount is not printed."""
    direction = change.direction or change.rate_direction
    known = assertions.current(change)
    if direction is Direction.LEVEL:
        return _level(known), Decimal(0)
    difference = difference_of(assertions, change, known)
    if direction is None or difference is None:
        return None
    return difference.interval.scaled(_SIGNS[direction]), difference.value * _SIGNS[direction]


def _level(known: Known | None) -> Interval:
    """What two amounts that print alike may differ by: the width of the printed figure to either side."""
    width = known.interval.high - known.interval.low if known else Decimal(0)
    return Interval(-width, width) if width else exactly(0)


def _words(change: Change, known: Known) -> str:
    if change.difference is None:
        return "持平"
    unit = change.difference.unit or known.unit
    return f"{'增加' if change.direction is Direction.UP else '减少'} {change.difference.text} {unit}"


def _operand(assertions: Assertions, change: Change) -> Operand:
    known = assertions.current(change)
    return Operand(known.name if known else "", _words(change, known) if known else "", change.source)
