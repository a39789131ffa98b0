"""X09–X14: absence statements, three-public against table 06, running costs, performance amounts, vehicles, charts."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.auditing.amounts import Known, is_tail
from shebao.auditing.assertions import Assertions, title_of
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Undecided, Verdict, Violated
from shebao.report.measures import measures
from shebao.report.statements import Absence, Aspect, Fact


@rule(
    "X09",
    Severity.ERROR,
    "“无”与数据",
    proves="文字说没有的收入、支出或预算，表格和其他文字中也没有数额。",
    basis="文字与表格一致",
)
def absences(context: Context) -> Iterator[Verdict]:
    """Each statement of absence against every print of the measure."""
    assertions = context.assertions
    for claim in assertions.claims(Absence):
        for aspect in claim.aspects:
            aspects = (aspect, Aspect.COUNT) if aspect is Aspect.ACTUAL else (aspect,)
            values = [value for one in aspects for value in assertions.values(claim.measure, one)]
            if values:
                yield _absence(claim, values)


def _absence(claim: Absence, values: list[Known]) -> Verdict:
    positive = [value for value in values if value.value != 0]
    figures = tuple(value.figure for value in values if value.figure)
    if not positive:
        return Holds(claim.source, figures)
    first = positive[0]
    name = title_of(claim.measure, (), claim.aspects[0])
    return Violated(
        source=claim.source,
        message=f"文中说没有{name}，而{first.name}为 {first.shown}。",
        stated=claim.source.quote,
        expected=first.shown,
        operands=tuple(value.operand for value in positive),
        figures=tuple(value.figure for value in positive if value.figure),
        key="absence",
    )


@rule(
    "X10",
    Severity.ERROR,
    "“三公”经费与基本支出",
    proves="“三公”经费各项不小于基本支出决算表中的同名科目（30212、31013、30231、30217）。",
    basis="“三公”经费包括基本支出和项目支出安排的部分",
)
def three_public_parts(context: Context) -> Iterator[Verdict]:
    """Each item stated in the text against its part in table 06."""
    assertions = context.assertions
    for measure in measures().values():
        for reference in measure.at_least:
            for part in assertions.cell(reference):
                for fact in assertions.facts(measure.id, Aspect.ACTUAL):
                    yield _contains(assertions.known(fact), part, fact)


def _contains(whole: Known, part: Known, fact: Fact) -> Verdict:
    figures = tuple(f for f in (whole.figure, part.figure) if f)
    if whole.interval.high >= part.interval.low:
        return Holds(fact.source, figures, weak=True)
    return Violated(
        source=fact.source,
        message=f"{whole.name}文中为 {whole.shown}，小于{part.name} {part.shown}，而它应包括后者。",
        stated=whole.shown,
        expected=f"不小于 {part.shown}",
        operands=(whole.operand, part.operand),
        figures=figures,
        severity=Severity.WARNING if is_tail(whole, part) else None,
    )


@rule(
    "X11",
    Severity.WARNING,
    "机关运行经费与公用经费",
    proves="机关运行经费与文中公用经费同数时，也与基本支出决算表的公用经费合计相同。",
    basis="机关运行经费为行政、参公单位一般公共预算财政拨款基本支出中的公用经费；口径不同时不判断",
)
def running_costs(context: Context) -> Iterator[Verdict]:
    """Running costs against operating expenditure, only where the text itself makes them the same."""
    assertions = context.assertions
    cells = assertions.cells("operating", Aspect.ACTUAL)
    stated = [assertions.known(fact) for fact in assertions.facts("operating", Aspect.ACTUAL)]
    for fact in assertions.facts("running_costs", Aspect.ACTUAL):
        known = assertions.known(fact)
        if any(other.interval.meets(known.interval) for other in cells or stated):
            yield Holds(fact.source, (fact.figure,))
        elif cells and any(other.value == known.value for other in stated):
            yield _running_costs(known, cells[0], stated)
        elif cells or stated:
            yield Undecided(fact.source, "机关运行经费与公用经费不等，口径可能不同，无法判断。", (fact.figure,))


def _running_costs(known: Known, cell: Known, stated: list[Known]) -> Violated:
    return Violated(
        source=known.source,
        message=f"机关运行经费 {known.shown} 与文中公用经费相同，而{cell.name}为 {cell.shown}，"
        f"相差 {known.show(abs(known.value - cell.value))}。",
        stated=known.shown,
        expected=cell.shown,
        operands=(known.operand, cell.operand, *(other.operand for other in stated)),
        figures=tuple(f for f in (known.figure, cell.figure, *(other.figure for other in stated)) if f),
    )


@rule(
    "X12",
    Severity.ERROR,
    "整体支出绩效的预算数",
    proves="整体支出绩效所称“年初预算”是年初预算，不是调整后的预算；执行数与决算一致。",
    basis="整体支出绩效自评的预算数为调整后的财政资金总额",
)
def overall_performance(context: Context) -> Iterator[Verdict]:
    """The overall self-evaluation's budget and execution against the final accounts'."""
    assertions = context.assertions
    yield from _overall_budget(assertions)
    yield from _overall_actual(assertions)


def _overall_budget(assertions: Assertions) -> Iterator[Verdict]:
    initial = assertions.facts("general", Aspect.INITIAL_BUDGET)
    adjusted = assertions.facts("general", Aspect.ADJUSTED_BUDGET)
    for fact in assertions.facts("overall", Aspect.INITIAL_BUDGET):
        known = assertions.known(fact)
        for first, second in zip(initial[:1], adjusted[:1], strict=False):
            right, wrong = assertions.known(first), assertions.known(second)
            if known.value == wrong.value != right.value:
                yield Violated(
                    source=fact.source,
                    message=f"此处称“年初预算”为 {known.shown}，而年初预算为 {right.shown}，{wrong.shown} 是追加后的全年预算。",
                    stated=known.shown,
                    expected=f"{right.shown}，或改称“全年预算”",
                    operands=(known.operand, right.operand, wrong.operand),
                    figures=(fact.figure, first.figure, second.figure),
                    suspect=fact.figure,
                )


_OVERALL = {
    "overall": ("expenditure_total", "general", "appropriation_expenditure", "grand_total"),
    "overall.basic": ("expenditure.basic", "general.basic"),
    "overall.project": ("expenditure.project", "general.project"),
}


def _overall_actual(assertions: Assertions) -> Iterator[Verdict]:
    for measure, scopes in _OVERALL.items():
        values = [value for scope in scopes for value in assertions.values(scope, Aspect.ACTUAL)]
        for fact in assertions.facts(measure, Aspect.ACTUAL):
            known = assertions.known(fact)
            if not values:
                continue
            if any(value.interval.meets(known.interval) for value in values):
                yield Holds(fact.source, (fact.figure,))
            else:
                yield _other_than_accounts(known, values[0], fact)


def _other_than_accounts(known: Known, value: Known, fact: Fact) -> Violated:
    return Violated(
        source=fact.source,
        message=f"绩效自评所称{known.name} {known.shown} 与决算的任何口径都不一致，{value.name}为 {value.shown}，请核对口径。",
        stated=known.shown,
        expected=value.shown,
        operands=(known.operand, value.operand),
        figures=tuple(f for f in (known.figure, value.figure) if f),
        suspect=fact.figure,
        severity=Severity.INFO,
    )


@rule(
    "X13",
    Severity.WARNING,
    "公务用车数量",
    proves="开支财政拨款的公务用车保有量不大于单位共有车辆数。",
    basis="国有资产占用情况的车辆包括全部车辆",
)
def vehicles(context: Context) -> Iterator[Verdict]:
    """Vehicles kept on appropriations against all vehicles."""
    assertions = context.assertions
    owned = assertions.value("vehicles_owned", Aspect.COUNT)
    everything = assertions.value("assets.vehicles", Aspect.COUNT)
    if owned is None or everything is None or owned.figure is None or everything.figure is None:
        return
    figures = (owned.figure, everything.figure)
    if owned.value <= everything.value:
        yield Holds(owned.source, figures, weak=True)
        return
    yield Violated(
        source=owned.source,
        message=f"公务用车保有量 {owned.shown} 大于国有资产中的车辆 {everything.shown}，两处至少一处有误。",
        stated=owned.shown,
        expected=f"不大于 {everything.shown}",
        operands=(owned.operand, everything.operand),
        figures=figures,
    )


@rule(
    "X14",
    Severity.WARNING,
    "图表数据与正文",
    proves="图表下的数据与同一节正文中同名项目的数额相同。",
    basis="图、表、文一致",
)
def charts(context: Context) -> Iterator[Verdict]:
    """Rows of a chart against the facts of the section it stands in."""
    assertions = context.assertions
    for row in context.report.facts:
        if row.measure != "chart" or not row.item:
            continue
        same = [
            fact
            for fact in context.report.facts
            if fact.section == row.section and fact.measure != "chart" and _named(fact, row.item[-1])
        ]
        if same:
            yield _chart_row(assertions.known(row), assertions.known(same[0]), row)


def _named(fact: Fact, label: str) -> bool:
    if fact.aspect is not Aspect.ACTUAL:
        return False
    spec = measures().get(fact.measure)
    names = (
        fact.item[-1:] if fact.item else (*spec.names, *(name.partition("@")[0] for name in spec.short)) if spec else ()
    )
    return label in names


def _chart_row(row: Known, fact: Known, source: Fact) -> Verdict:
    figures = tuple(f for f in (row.figure, fact.figure) if f)
    if row.interval.meets(fact.interval):
        return Holds(source.source, figures)
    return Violated(
        source=source.source,
        message=f"图表中{row.name}为 {row.shown}，同一节正文为 {fact.shown}，口径或数额不一致。",
        stated=row.shown,
        expected=fact.shown,
        operands=(row.operand, fact.operand),
        figures=figures,
        suspect=row.figure,
    )
