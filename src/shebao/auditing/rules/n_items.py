"""N11–N12, N26: the budgets and actuals of classification items add up to the totals and to their classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from shebao.auditing.amounts import Known
from shebao.auditing.assertions import BUDGETS, Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.n_parts import sum_violation
from shebao.auditing.verdicts import Holds, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, total
from shebao.report.measures import measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Fact

Group = tuple[str, int, Aspect]  # measure, depth of the path, aspect
_FEWEST_NUMBERS = 2
_ASPECTS = (Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET, Aspect.BUDGET, Aspect.ACTUAL)


def item_groups(assertions: Assertions) -> dict[Group, list[Fact]]:
    """Facts about classification items, by measure, level and aspect; each item once, the latest statement going first."""
    latest: dict[tuple[str, tuple[str, ...], Aspect], Fact] = {}
    for fact in assertions.report.facts:
        measure = measures().get(fact.measure)
        if fact.item and measure is not None and measure.items and fact.aspect in _ASPECTS and fact.item[0]:
            latest[fact.measure, fact.item, fact.aspect] = fact
    groups: dict[Group, list[Fact]] = defaultdict(list)
    for fact in latest.values():
        groups[fact.measure, len(fact.item), fact.aspect].append(fact)
    return groups


@rule(
    "N11",
    Severity.ERROR,
    "分科目预算、决算与总数",
    proves="逐项说明的各科目年初预算之和等于年初预算总数，支出决算之和等于支出决算总数。",
    basis="总数＝各科目之和",
)
def item_totals(context: Context) -> Iterator[Verdict]:
    """The deepest level of items against the total of the same aspect, where the list is known to be complete."""
    assertions = context.assertions
    groups = item_groups(assertions)
    for (measure, depth, aspect), facts in groups.items():
        with_budget = any((measure, depth, budget) in groups for budget in BUDGETS)
        if with_budget and len(facts) > 1 and depth == _depth(groups, measure, aspect):
            verdict = _item_total(assertions, groups, measure, depth, aspect)
            if verdict is not None:
                yield verdict


def _depth(groups: dict[Group, list[Fact]], measure: str, aspect: Aspect) -> int:
    return max(depth for name, depth, other in groups if (name, other) == (measure, aspect))


def _item_total(
    assertions: Assertions, groups: dict[Group, list[Fact]], measure: str, depth: int, aspect: Aspect
) -> Verdict | None:
    facts = groups[measure, depth, aspect]
    whole = _total(assertions, measure, aspect)
    if whole is None:
        return None
    parts = [assertions.known(fact) for fact in facts]
    summed = total(assertions.narrowed(fact) for fact in facts)
    figures = tuple(f for f in (whole.figure, *(fact.figure for fact in facts)) if f)
    if summed.meets(whole.interval):
        return Holds(whole.source, figures)
    if summed.high < whole.interval.low and not _is_complete(assertions, groups, measure, depth, aspect):
        return Undecided(whole.source, f"{whole.name}的各科目没有逐项列全，无法核对合计。", figures)
    return _item_violation(assertions, measure, aspect, whole, parts, figures)


def _total(assertions: Assertions, measure: str, aspect: Aspect) -> Known | None:
    facts = assertions.facts(measure, aspect)
    return assertions.known(facts[-1]) if facts else assertions.value(measure, aspect)


def _is_complete(
    assertions: Assertions, groups: dict[Group, list[Fact]], measure: str, depth: int, aspect: Aspect
) -> bool:
    """Whether every item is listed: another aspect of the same items adds up, or they are all the table's rows."""
    for (name, level, other), facts in groups.items():
        if (name, level) != (measure, depth) or other is aspect or len(facts) < len(groups[measure, depth, aspect]):
            continue
        whole = _total(assertions, measure, other)
        if whole is not None and total(assertions.narrowed(fact) for fact in facts).meets(whole.interval):
            return True
    codes = {row.key for row in assertions.rows(depth)}
    listed = {assertions.code(fact.item) for fact in groups[measure, depth, aspect]}
    return bool(codes) and codes <= listed


def _item_violation(
    assertions: Assertions,
    measure: str,
    aspect: Aspect,
    whole: Known,
    parts: Sequence[Known],
    figures: tuple[Figure, ...],
) -> Violated:
    violated = sum_violation(whole, parts, figures)
    summed = sum((part.value for part in parts), Decimal(0))
    for other in (*BUDGETS, Aspect.ACTUAL):
        value = assertions.value(measure, other)
        if other is not aspect and value is not None and value.value == summed:
            return _named_wrongly(violated, parts, summed - whole.value, value, title_of(measure, (), aspect))
    return violated


def _named_wrongly(violated: Violated, parts: Sequence[Known], excess: Decimal, other: Known, name: str) -> Violated:
    """The items add up to another total: their figures go by its name. The only item that can hold the excess is suspected."""
    able = [part for part in parts if part.value > excess > 0]
    suspect = able[0] if len(able) == 1 else None
    message = f"{violated.message}各科目之和正是{other.name}，疑把它写成了{name}。"
    if suspect is not None:
        message += f"只有{suspect.name} {suspect.shown} 能含此差额。"
    return replace(
        violated,
        source=(suspect or parts[0]).source,
        message=message,
        stated=suspect.shown if suspect else violated.expected,
        expected=suspect.show(suspect.value - excess) if suspect else violated.stated,
        suspect=suspect.figure if suspect else None,
    )


@rule(
    "N12",
    Severity.ERROR,
    "各项与类级合计",
    proves="同一类下各项决算之和等于该类决算。",
    basis="类＝款之和＝项之和",
)
def class_totals(context: Context) -> Iterator[Verdict]:
    """Items under each class against the class that the text states, where all items add up to the total."""
    assertions = context.assertions
    groups = item_groups(assertions)
    for (measure, depth, aspect), facts in groups.items():
        classes = groups.get((measure, 1, aspect), [])
        if depth < 2 or depth != _depth(groups, measure, aspect) or not classes:
            continue
        for stated in classes:
            verdict = _class_total(assertions, stated, [f for f in facts if f.item[0] == stated.item[0]], facts)
            if verdict is not None:
                yield verdict


def _class_total(
    assertions: Assertions, stated: Fact, items: Sequence[Fact], everything: Sequence[Fact]
) -> Verdict | None:
    if not items:
        return None
    whole = assertions.known(stated)
    interval = assertions.narrowed(stated)
    summed = total(assertions.narrowed(fact) for fact in items)
    figures = (stated.figure, *(fact.figure for fact in items))
    if summed.meets(interval):
        return Holds(stated.source, figures)
    if summed.high < interval.low and not _adds_up(assertions, stated, everything):
        return Undecided(stated.source, f"{whole.name}的各项没有逐项列全，无法核对合计。", figures)
    missing = _misplaced(assertions, interval.minus(summed), stated, everything)
    if missing is None:
        return sum_violation(whole, [assertions.known(fact) for fact in items], figures)
    lost = assertions.known(missing)
    violated = sum_violation(whole, [assertions.known(fact) for fact in items], (*figures, missing.figure))
    return replace(
        violated,
        message=f"{violated.message}差额正是列在“{missing.item[0]}”下的{lost.name} {lost.shown}。",
        operands=(*violated.operands, lost.operand),
    )


def _adds_up(assertions: Assertions, stated: Fact, everything: Sequence[Fact]) -> bool:
    whole = _total(assertions, stated.measure, stated.aspect)
    return whole is not None and total(assertions.narrowed(fact) for fact in everything).meets(whole.interval)


def _misplaced(assertions: Assertions, gap: Interval, stated: Fact, everything: Sequence[Fact]) -> Fact | None:
    """The one item of another class that is exactly what this class lacks."""
    found = [f for f in everything if f.item[0] != stated.item[0] and assertions.known(f).interval.meets(gap)]
    return found[0] if len(found) == 1 else None


@rule(
    "N26",
    Severity.WARNING,
    "相邻两个科目数字全同",
    proves="逐项说明的相邻两个科目，预算数和决算数不会分毫不差地相同。",
    basis="疑为复制上一科目的数字",
)
def copied_items(context: Context) -> Iterator[Verdict]:
    """Two items that follow each other with the same budget and the same, different, actual, which no table confirms."""
    items = _stated_items(context)
    for (path, numbers), (following, others) in pairwise(items.items()):
        both = {**numbers, **others}
        if set(numbers) != set(others) or len(both) < _FEWEST_NUMBERS:
            continue
        values = {aspect: fact.figure.value for aspect, fact in numbers.items()}
        if (
            any(others[aspect].figure.value != value for aspect, value in values.items())
            or len(set(values.values())) == 1
        ):
            continue
        fact = others[Aspect.ACTUAL]
        if _in_table(context.assertions, fact):
            continue
        yield Violated(
            source=fact.source,
            message=f"“{following[-1]}”与前一个科目“{path[-1]}”的预算数、决算数完全相同，疑为复制后没有改。",
            stated=context.assertions.known(fact).shown,
            expected=f"“{following[-1]}”自己的数",
            operands=tuple(context.assertions.known(other).operand for other in numbers.values()),
            figures=tuple(other.figure for other in others.values()),
        )


def _in_table(assertions: Assertions, fact: Fact) -> bool:
    """Whether a table shows the same amount for the item: then it is its own, however alike the item before it is."""
    stated = assertions.known(fact).interval
    return any(cell.interval.meets(stated) for cell in assertions.cells(fact.measure, fact.aspect, fact.item))


def _stated_items(context: Context) -> dict[tuple[str, ...], dict[Aspect, Fact]]:
    """The budget and actual of each item in the order of the text, where it is explained once."""
    found: dict[tuple[str, ...], dict[Aspect, Fact]] = defaultdict(dict)
    for fact in context.report.facts:
        if len(fact.item) > 1 and fact.item[-1] and fact.aspect in _ASPECTS and fact.figure.value:
            found[fact.item].setdefault(fact.aspect, fact)
    return {path: numbers for path, numbers in found.items() if Aspect.ACTUAL in numbers}
