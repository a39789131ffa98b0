"""X04–X05: what a reason presupposes, and the year that is compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from shebao.auditing.amounts import Known
from shebao.auditing.assertions import BUDGETS, Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.n_changes import WORDS, base_name
from shebao.auditing.verdicts import Holds, Operand, Severity, Verdict, Violated
from shebao.report.statements import Aspect, Change, Direction, Reason

_ORDER = {Direction.UP: "大于", Direction.DOWN: "小于", Direction.LEVEL: "持平于"}


@rule(
    "X04",
    Severity.ERROR,
    "原因的方向与数字",
    proves="“决算数大于（小于）预算数的主要原因”“增加（减少）的主要原因”“与预算数持平”所说的方向与数字相符。",
    basis="文字与数字一致",
)
def reasons(context: Context) -> Iterator[Verdict]:
    """Each presupposed direction against the figures, or against the comparison that it refers to."""
    assertions = context.assertions
    for reason in assertions.claims(Reason):
        if reason.base_aspect in BUDGETS:
            yield from _against_budget(assertions, reason)
        elif reason.change is not None:
            yield from _against_change(reason, reason.change)


def _against_budget(assertions: Assertions, reason: Reason) -> Iterator[Verdict]:
    actual = assertions.known(reason.actual) if reason.actual else None
    base = (
        assertions.known(reason.base)
        if reason.base
        else assertions.value(reason.measure, reason.base_aspect, reason.item)
    )
    if actual is None or base is None:
        return
    figures = tuple(f for f in (actual.figure, base.figure) if f)
    if _possible(reason.direction, actual, base):
        yield Holds(reason.source, figures, weak=True)
        return
    true = Direction.UP if actual.value > base.value else Direction.DOWN
    yield Violated(
        source=reason.source,
        message=f"{actual.name or '决算数'} {actual.shown}，{base.name} {base.shown}，决算数{_ORDER[true]}预算数，"
        f"文中却说{_ORDER[reason.direction].removesuffix('于') if reason.direction is Direction.LEVEL else _ORDER[reason.direction]}。",
        stated=_ORDER[reason.direction],
        expected=_ORDER[true],
        operands=(actual.operand, base.operand),
        figures=figures,
        key="reason",
    )


def _possible(direction: Direction, actual: Known, base: Known) -> bool:
    match direction:
        case Direction.UP:
            return actual.interval.high > base.interval.low
        case Direction.DOWN:
            return actual.interval.low < base.interval.high
        case Direction.LEVEL:
            return actual.interval.meets(base.interval)


def _against_change(reason: Reason, change: Change) -> Iterator[Verdict]:
    stated = change.direction or change.rate_direction
    figures = tuple(f for f in (change.difference, change.rate) if f)
    if stated is None or (change.difference is not None and change.difference.value == 0):
        return
    if stated is reason.direction:
        yield Holds(reason.source, figures, weak=True)
        return
    name = title_of(reason.measure, reason.item)
    yield Violated(
        source=reason.source,
        message=f"前面说{name}{base_name(change)}{WORDS[stated]}，说原因时却说“{WORDS[reason.direction]}”，方向相反。",
        stated=WORDS[reason.direction],
        expected=WORDS[stated],
        operands=tuple(Operand("增减额", f"{f.text}{f.unit}", f.source) for f in figures),
        figures=figures,
        key="reason",
    )


@rule(
    "X05",
    Severity.ERROR,
    "比较的年度",
    proves="与上年比较时写的年度是本报告年度的前一年。",
    basis="决算数与上年决算数比较",
)
def compared_years(context: Context) -> Iterator[Verdict]:
    """A comparison with another year than the one before, where the measure has no comparison with that one."""
    fiscal_year = context.report.identity.fiscal_year
    changes = [c for c in context.assertions.claims(Change) if c.base_aspect is Aspect.PRIOR and c.base_year]
    if fiscal_year is None:
        return
    usual = Counter(change.base_year for change in changes)
    compared = {(c.measure, c.item) for c in changes if c.base_year == fiscal_year - 1}
    for change in changes:
        figures = tuple(f for f in (change.difference, change.rate) if f)
        if change.base_year == fiscal_year - 1:
            yield Holds(change.source, figures, weak=True)
        elif (change.measure, change.item) not in compared and usual[fiscal_year - 1] >= usual[change.base_year]:
            yield Violated(
                source=change.source,
                message=f"{fiscal_year} 年度的报告应与 {fiscal_year - 1} 年度比较，此处写“{change.base_year} 年度”，"
                f"而全文其他比较都与 {fiscal_year - 1} 年度比。",
                stated=f"{change.base_year}年度",
                expected=f"{fiscal_year - 1}年度",
                figures=figures,
                key="year",
            )
