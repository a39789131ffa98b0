"""X64: the same thing with the same unit has one number, in key work, its table, the overview and self-evaluation forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from shebao.auditing.context import Context
from shebao.auditing.quantities import interval_of, is_slip, operand, shown
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Undecided, Verdict, Violated
from shebao.report import Report
from shebao.report.nouns import stem
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
