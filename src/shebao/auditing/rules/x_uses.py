"""X15–X17: what an item is used for against the tables; counts of receptions; how many projects were evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Verdict, Violated
from shebao.report.statements import Aspect, Use

_OTHER = {"general.basic": "general.project", "general.project": "general.basic"}
_NAMES = {"general.basic": "基本支出", "general.project": "项目支出"}


@rule(
    "X15",
    Severity.INFO,
    "用途与支出类别",
    proves="说明某科目“主要用于……基本支出（项目支出）”时，支出决算表中该科目的支出属于这一类。",
    basis="一般公共预算财政拨款支出决算表的基本支出、项目支出两栏",
)
def uses(context: Context) -> Iterator[Verdict]:
    """The kind of expenditure named after 主要用于 against the row's two columns."""
    assertions = context.assertions
    for claim in assertions.claims(Use):
        other = assertions.cells(_OTHER[claim.measure], Aspect.ACTUAL, claim.item)
        if not other:
            continue
        if other[0].value == 0:
            yield Holds(claim.source)
            continue
        named, actual = _NAMES[claim.measure], _NAMES[_OTHER[claim.measure]]
        yield Violated(
            source=claim.source,
            message=f"文中说“{claim.item[-1]}”用于{named}，而{other[0].name}为 {other[0].shown}，还有{actual}。",
            stated=named,
            expected=f"{actual} {other[0].shown}",
            operands=(other[0].operand,),
            key="use",
        )


@rule(
    "X16",
    Severity.INFO,
    "接待批次和人次",
    proves="有公务接待费支出时，接待的批次和人次都有说明。",
    basis="地方预决算公开操作规程（财预〔2016〕143号）：“三公”经费决算公开说明国内公务接待的批次、人次",
)
def receptions(context: Context) -> Iterator[Verdict]:
    """Batches and people, where money was spent on receptions and one of the two counts is given."""
    assertions = context.assertions
    spent = [f for f in assertions.facts("three_public.reception", Aspect.ACTUAL) if f.figure.value > 0]
    batches = assertions.facts("reception_batches", Aspect.COUNT)
    people = assertions.facts("reception_people", Aspect.COUNT)
    if not spent or bool(batches) == bool(people):
        return
    given, missing = (batches[0], "人次") if batches else (people[0], "批次")
    yield Violated(
        source=given.source,
        message=f"有公务接待费支出，只说明了 {given.figure.text} {given.figure.unit}，没有说明接待{missing}。",
        stated=f"{given.figure.text}{given.figure.unit}",
        expected=f"同时列示批次和人次，补充{missing}",
        figures=(given.figure,),
        key="reception",
    )


@rule(
    "X17",
    Severity.INFO,
    "绩效自评项目个数",
    proves="绩效部分各处所说的自评项目总数相同。",
    basis="同一口径的项目数唯一；一级、二级项目口径不同时数目可以不同",
)
def project_counts(context: Context) -> Iterator[Verdict]:
    """The number of evaluated projects wherever the performance section gives it."""
    assertions = context.assertions
    stated = assertions.facts("performance.projects", Aspect.COUNT)
    for other in stated[1:]:
        first = stated[0]
        figures = (first.figure, other.figure)
        if first.figure.value == other.figure.value:
            yield Holds(other.source, figures)
            continue
        yield Violated(
            source=other.source,
            message=f"前面说自评项目 {first.figure.text} 个，此处为 {other.figure.text} 个，请核对或说明口径。",
            stated=f"{other.figure.text}个",
            expected=f"{first.figure.text}个",
            operands=(assertions.known(first).operand, assertions.known(other).operand),
            figures=figures,
        )
