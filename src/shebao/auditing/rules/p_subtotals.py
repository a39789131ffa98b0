"""P19: the rows of a form that add up those above them (小计)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import label, unread_among
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.report.forms import Form, Indicator, Subtotal
from shebao.report.performance.weights import sum_of_scores
from shebao.report.provenance import Figure

_SEVERAL = "有几个小计行与其上各项不等，可能不是按这些行加的，不作判断"


@rule(
    "P19",
    Severity.ERROR,
    "分组小计",
    proves="小计行的分值、得分等于其上各指标分值、得分之和。",
    basis="自评表内部关系",
)
def subtotals(context: Context) -> Iterator[Verdict]:
    """小计 = Σ 其上各指标."""
    for form in context.report.forms:
        found = [verdict for row in form.subtotals for verdict in _row(form, row)]
        wrong = {id(each.source) for each in found if isinstance(each, Violated)}
        if len(wrong) > 1:
            yield from (Undecided(row.source, f"{label(form)}{_SEVERAL}") for row in form.subtotals)
            continue
        yield from found


def _row(form: Form, row: Subtotal) -> Iterator[Verdict]:
    own = form.indicators[row.first : row.stop]
    if row.score:
        yield _compare(form, row, "得分", row.score, own, [item.score for item in own])
    if row.weight:
        yield _compare(form, row, "分值", row.weight, own, [item.weight for item in own])


def _compare(
    form: Form, row: Subtotal, what: str, printed: Figure, own: Sequence[Indicator], parts: Sequence[Figure | None]
) -> Verdict:
    known = [part for part in parts if part is not None]
    figures = (printed, *known)
    unread = unread_among(form, range(row.first, row.stop))
    if unread or len(known) < len(parts):
        return Undecided(row.source, f"{label(form)}：{unread or f'有{what}没有读到'}，小计无法核对", figures)
    if sum_of_scores(known).meets(printed.interval):
        return Holds(row.source, figures)
    added = f"{sum((part.value for part in known), Decimal(0)).normalize():f}"
    shown = "＋".join(f"{item.name}{part.text}" for item, part in zip(own, known, strict=True))
    return Violated(
        row.source,
        f"{label(form)}小计的{what}为 {printed.text} 分，其上 {len(known)} 项指标的{what} {shown}＝{added} 分，不相等。",
        stated=printed.text,
        expected=added,
        operands=tuple(Operand(f"{i.name}{what}", part.text, part.source) for i, part in zip(own, known, strict=True)),
        figures=figures,
        suspect=printed,
    )
