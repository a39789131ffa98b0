"""X64–X65: the same thing with the same unit has one number, in key work, its table, the overview and self-evaluation forms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from shebao.auditing.context import Context
from shebao.auditing.passages import passages
from shebao.auditing.quantities import bare, figures_at, interval_of, is_slip, operand, shown
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Undecided, Verdict, Violated
from shebao.report import Report
from shebao.report.nouns import stem
from shebao.report.provenance import Figure, Passage, Place
from shebao.report.quantities import Field, Quantity, Role

_SHORTEST, _MOST = 4, 12
_NAMES = {
    Field.KEY_WORK: "重点工作",
    Field.KEY_WORK_TABLE: "重点工作表",
    Field.PERFORMANCE: "绩效说明",
    Field.FORM: "绩效自评表",
    Field.OVERVIEW: "概况",
    Field.NARRATIVE: "情况说明",
}
_TOLD = frozenset({Field.KEY_WORK, Field.KEY_WORK_TABLE})
_OTHERS = frozenset({Field.FORM, Field.PERFORMANCE, Field.KEY_WORK})


@rule(
    "X64",
    Severity.WARNING,
    "同一工作量前后一致",
    proves="同一项工作、同一单位的数在重点工作、绩效说明和绩效自评表中相同。",
    basis="同一报告内同一事项的数唯一",
)
def same_nouns(context: Context) -> Iterator[Verdict]:
    """Quantities of key work against those of the same noun and unit in other places; who stands alone is blamed."""
    for quantities in _alike(context.report).values():
        for told in quantities:
            others = [q for q in quantities if q.field is not told.field and q.field in _OTHERS]
            if told.field in _TOLD and others:
                yield from _against(told, others)


def _alike(report: Report) -> dict[tuple[str, str], list[Quantity]]:
    """The quantities of this year by noun and unit."""
    found: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    year = report.identity.fiscal_year
    for quantity in report.quantities.all:
        noun = stem(quantity.noun)
        wanted = (
            quantity.role in {Role.VALUE, Role.RATE} and not quantity.vague and quantity.field is not Field.NARRATIVE
        )
        if wanted and len(noun) >= _SHORTEST and quantity.year in {None, year}:
            group = found[noun, quantity.unit]
            if len(group) < _MOST:
                group.append(quantity)
    return found


def _against(told: Quantity, others: Sequence[Quantity]) -> Iterator[Verdict]:
    agreeing = [other for other in others if interval_of(other).meets(interval_of(told))]
    if agreeing:
        yield Holds(told.clause, (told.figure, *(other.figure for other in agreeing)))
        return
    other = others[0]
    figures = (told.figure, other.figure)
    if not is_slip(told.figure.text, other.figure.text):
        reason = f"“{told.noun}”在{_NAMES[told.field]}为 {shown(told)}，在{_NAMES[other.field]}为 {shown(other)}，口径可能不同。"
        yield Undecided(told.clause, reason, figures)
        return
    yield Violated(
        source=told.clause,
        message=f"“{told.noun}”在{_NAMES[told.field]}为 {shown(told)}，在{_NAMES[other.field]}为 {shown(other)}，同一事项应为同一个数。",
        stated=shown(told),
        expected=shown(other),
        operands=(operand(told), operand(other)),
        figures=figures,
    )


_REST = re.compile(r"[^；;。]{0,80}")
_VALUE = re.compile(r"(?P<number>\d[\d,]{0,14}(?:\.\d{1,6})?)\s*(?P<unit>[%％]|[\u4e00-\u9fff]{1,2})")
_LONG_NAME = 8


@rule(
    "X65",
    Severity.WARNING,
    "绩效说明转述的指标值",
    proves="绩效说明写出自评表的指标名称、再用别的话说出完成值的，与自评表的实际完成值相同。",
    basis="同一指标前后一致",
)
def paraphrased(context: Context) -> Iterator[Verdict]:
    """An indicator's long name in the summary, a clause further the one figure of its unit."""
    stated = {
        name: quantity
        for quantity in context.report.quantities.all
        if quantity.field is Field.FORM and len(name := _plain(quantity.noun)) >= _LONG_NAME
    }
    figures = figures_at(context.report)
    for passage, kind in passages(context.report) if stated else ():
        if kind.startswith("narrative.performance"):
            for name, quantity in stated.items():
                yield from _told(passage, name, quantity, figures)


def _plain(name: str) -> str:
    return "".join(name.split())


def _told(
    passage: Passage, name: str, quantity: Quantity, figures: Mapping[tuple[Place, str], Figure]
) -> Iterator[Verdict]:
    at = passage.text.find(name)
    rest = _REST.match(passage.text, at + len(name)) if at >= 0 else None
    values = list(_VALUE.finditer(passage.text, rest.start(), rest.end())) if rest else []
    if rest is None or len(values) != 1 or not re.search("[，,]", passage.text[rest.start() : values[0].start()]):
        return
    value = values[0]
    source = passage.source(at, value.end())
    figure = figures.get((passage.source(value.start(), value.end("number")).place, bare(value["number"])))
    if figure is None or value["unit"].replace("％", "%") != quantity.unit:
        return
    touched = (figure, quantity.figure)
    if figure.interval.meets(quantity.figure.interval):
        yield Holds(source, touched)
    elif is_slip(figure.text, quantity.figure.text):
        yield Violated(
            source=source,
            message=f"绩效说明写“{source.quote}”，而自评表中“{quantity.noun}”实际完成 {shown(quantity)}，同一指标应一致。",
            stated=f"{figure.text}{quantity.unit}",
            expected=f"{quantity.figure.text}{quantity.unit}",
            operands=(operand(quantity),),
            figures=touched,
        )
