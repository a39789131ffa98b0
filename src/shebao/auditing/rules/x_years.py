"""X80–X82: ties to the same unit's report of the year before and to its department's report."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.auditing.amounts import Known, is_tail
from shebao.auditing.assertions import Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.report import Report
from shebao.report.measures import measures
from shebao.report.provenance import Source
from shebao.report.statements import Aspect, Change, Direction

_SIGNS = {Direction.UP: 1, Direction.DOWN: -1}


def _operand(known: Known, report: Report) -> Operand:
    return Operand(f"{_of_report(report)}{known.name}", known.shown, known.source)


@rule(
    "X80",
    Severity.ERROR,
    "与上年报告比较",
    proves="“比上年增加（减少）多少”推出的上年数，与本单位上年度自己公开的报告一致。",
    basis="两年报告口径相同；上年决算数以上年公开的决算为准",
)
def prior_values(context: Context) -> Iterator[Verdict]:
    """The prior-year value that each comparison implies against the prior year's own report."""
    if context.prior is None:
        return
    assertions, before = context.assertions, Assertions(context.prior)
    for change in assertions.claims(Change):
        if change.base_aspect is Aspect.PRIOR and _is_that_year(change.base_year, context):
            stated = before.value(change.measure, Aspect.ACTUAL, change.item)
            verdict = implied(assertions, stated, change, _of_report(before.report)) if stated else None
            if verdict:
                yield verdict


def _is_that_year(year: int | None, context: Context) -> bool:
    assert context.prior is not None
    known, current = context.prior.identity.fiscal_year, context.report.identity.fiscal_year
    if year is not None:
        return year == known
    return known is not None and current == known + 1


def _of_report(report: Report) -> str:
    return f"{report.identity.fiscal_year}年度报告" if report.identity.fiscal_year else "上年报告"


def implied(assertions: Assertions, stated: Known, change: Change, where: str) -> Verdict | None:
    """The year before as a comparison implies it against what is stated of it `where`; None where it implies nothing."""
    current = assertions.current(change)
    if current is None:
        return None
    if change.direction is Direction.LEVEL:
        sign, name = 0, "持平"
    elif change.difference is None or change.direction is None:
        return None
    else:
        sign, name = _SIGNS[change.direction], "增减额"
    figures = tuple(f for f in (current.figure, change.difference) if f)
    before = assertions.current_interval(change, current)
    value = current.value
    if sign and change.difference is not None:
        difference = Known(name, change.difference, change.difference.unit or current.unit, change.source)
        before = before.minus(difference.interval) if sign > 0 else before.plus(difference.interval)
        value -= sign * difference.value
    if before.meets(stated.interval):
        return Holds(change.source, figures)
    title = title_of(change.measure, change.item)
    return Violated(
        source=change.source,
        message=(
            f"按此句推算，{title}上年为 {current.show(value)}，而{where}为 {stated.shown}，"
            f"相差 {current.show(abs(value - stated.value))}。"
        ),
        stated=current.show(value),
        expected=stated.shown,
        operands=(current.operand, Operand(f"{where}{stated.name}", stated.shown, stated.source)),
        figures=figures,
        suspect=change.difference,
        severity=Severity.INFO if abs(value - stated.value) <= 2 * stated.last_digit else None,
    )


@rule(
    "X81",
    Severity.WARNING,
    "年初结转与上年年末结转",
    proves="本年年初结转和结余等于上年度报告的年末结转和结余。",
    basis="结转结余逐年衔接；调整年初数的应当说明",
)
def carry_over(context: Context) -> Iterator[Verdict]:
    """The opening balance against the closing balance of the prior year's own report."""
    if context.prior is None or not _is_that_year(None, context):
        return
    opening = context.assertions.value("carry_over_in", Aspect.ACTUAL)
    closing = Assertions(context.prior).value("carry_over_out", Aspect.ACTUAL)
    if opening is None or closing is None:
        return
    figures = (opening.figure,) if opening.figure else ()
    if opening.interval.meets(closing.interval):
        yield Holds(opening.source, figures)
        return
    yield Violated(
        source=opening.source,
        message=f"年初结转和结余为 {opening.shown}，而上年度报告的年末结转和结余为 {closing.shown}，应相等；调整过年初数的应当说明。",
        stated=opening.shown,
        expected=closing.shown,
        operands=(opening.operand, _operand(closing, context.prior)),
        figures=figures,
        severity=Severity.INFO if is_tail(opening, closing) else None,
    )


@rule(
    "X82",
    Severity.ERROR,
    "与部门汇总比较",
    proves="单位的各项数额不大于其主管部门同年汇总报告的数额。",
    basis="部门决算由本级和所属单位决算汇总（预算法实施条例第6条）",
)
def department_values(context: Context) -> Iterator[Verdict]:
    """Each measure of the unit against its department's, which includes it."""
    if context.department is None:
        return
    own, whole = context.assertions, Assertions(context.department)
    years = (context.report.identity.fiscal_year, context.department.identity.fiscal_year)
    if years[0] != years[1]:
        yield Undecided(Source(""), f"部门报告是 {years[1]} 年度，本报告是 {years[0]} 年度，没有比较")
        return
    for measure in measures():
        part, total = own.value(measure, Aspect.ACTUAL), whole.value(measure, Aspect.ACTUAL)
        if part is None or total is None or part.figure is None:
            continue
        if part.interval.low < total.interval.high:
            yield Holds(part.source, (part.figure,), weak=True)
            continue
        yield Violated(
            source=part.source,
            message=f"{title_of(measure)}为 {part.shown}，大于部门汇总报告的 {total.shown}；部门汇总应包含本单位。",
            stated=part.shown,
            expected=f"不大于 {total.shown}",
            operands=(part.operand, Operand(f"部门报告{total.name}", total.shown, total.source)),
            figures=(part.figure,),
        )
