"""X15–X17: what an item is used for against the tables; counts of receptions; parts of the year in an annual report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.passages import passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Verdict, Violated
from shebao.report.statements import Aspect, Use

_OTHER = {"general.basic": "general.project", "general.project": "general.basic"}
_NAMES = {"general.basic": "基本支出", "general.project": "项目支出"}
_PART_YEAR = re.compile(
    r"截[至止]\s*(?:20\d\d\s*年\s*)?(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)[底末]?|(?<!\d)1\s*[-—–~至]+\s*(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)"
)
_DECEMBER = 12
_CONTEXT = 24


@rule(
    "X15",
    Severity.INFO,
    "用途与支出类别",
    proves="说明某科目“主要用于……基本支出（项目支出）”时，支出决算表中该科目的支出属于这一类。",
    basis="一般公共预算财政拨款支出决算表的基本支出、项目支出两栏",
)
def uses(context: Context) -> Iterator[Verdict]:
    """The kind of expenditure named after 主要用于 against the row's two columns."""
    ledger = context.ledger
    for claim in ledger.claims(Use):
        other = ledger.cells(_OTHER[claim.measure], Aspect.ACTUAL, claim.item)
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
    ledger = context.ledger
    spent = [f for f in ledger.facts("three_public.reception", Aspect.ACTUAL) if f.figure.value > 0]
    batches = ledger.facts("reception_batches", Aspect.COUNT)
    people = ledger.facts("reception_people", Aspect.COUNT)
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
    "部分年度的数据",
    proves="年度决算报告中的绩效和重点工作用全年数据，不用“截至9月”“1—9月”的数据。",
    basis="决算反映整个预算年度（公历1月1日至12月31日，预算法第18条）",
)
def part_years(context: Context) -> Iterator[Verdict]:
    """Periods that end before December in the performance and key-work sections."""
    for passage, kind in passages(context.report):
        if not kind.startswith(("narrative.performance", "key_work")):
            continue
        for match in _PART_YEAR.finditer(passage.text):
            month = int(match[1] or match[2])
            if not 1 < month < _DECEMBER:
                continue
            start, end = max(0, match.start() - 4), min(len(passage.text), match.end() + _CONTEXT)
            yield Violated(
                source=passage.source(start, end),
                message=f"年度报告用了“{match[0]}”的数据，应为全年数据。",
                stated=match[0],
                expected="全年（截至12月31日）的数据",
                key=str(match.start()),
            )
