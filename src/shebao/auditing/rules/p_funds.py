"""P21: the sources of a form's funds against their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import label
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import total
from shebao.report.forms import Execution, Form
from shebao.report.provenance import Figure

_TOTAL = re.compile(r"总额|合计|总计|资金总量")
_OTHER = re.compile(r"其他|其它")
_WITHIN = re.compile("其中")
_ALL_OFF = "各项资金来源在几栏里都与总额不等，可能没有列全或没有读对，不作判断"
_COLUMNS = (("initial", "年初预算数"), ("budget", "预算数"), ("actual", "执行数"))


@rule(
    "P21",
    Severity.WARNING,
    "资金来源合计",
    proves="自评表各项资金来源（列到“其他资金”为止）的预算数、执行数之和等于资金总额；任何一项不大于总额。",
    basis="自评表栏目“年度资金总额”“其中：财政拨款、其他资金”",
)
def sources_of_funds(context: Context) -> Iterator[Verdict]:
    """资金总额 = 财政拨款 + … + 其他资金."""
    for form in context.report.forms:
        first, *parts = form.executions or (None,)
        if first is None or not parts or not _TOTAL.search(first.name) or any(_TOTAL.search(p.name) for p in parts):
            continue
        if sum(bool(_WITHIN.search(part.name)) for part in parts[1:]):
            continue
        found = [
            verdict
            for column, what in _COLUMNS
            if (whole := getattr(first, column)) is not None
            for verdict in _column(form, first, whole, parts, column, what)
        ]
        if sum(isinstance(each, Violated) for each in found) > 1:
            yield Undecided(first.source, f"{label(form)}{_ALL_OFF}")
            continue
        yield from found


def _column(
    form: Form, first: Execution, whole: Figure, parts: Sequence[Execution], column: str, what: str
) -> Iterator[Verdict]:
    known = [(part, figure) for part in parts if (figure := getattr(part, column)) is not None]
    if not known:
        return
    figures = (whole, *(figure for _, figure in known))
    added = total(figure.interval for _, figure in known)
    closed = bool(_OTHER.search(parts[-1].name))
    if added.meets(whole.interval) or (not closed and added.low <= whole.interval.high):
        yield Holds(first.source, figures)
    elif len(known) < len(parts) and added.low <= whole.interval.high:
        yield Undecided(first.source, f"{label(form)}有资金来源的{what}没有读到，资金总额无法核对", figures)
    else:
        yield _violated(form, whole, known, what, figures)


def _violated(
    form: Form, whole: Figure, known: Sequence[tuple[Execution, Figure]], what: str, figures: tuple[Figure, ...]
) -> Violated:
    added = f"{sum((figure.value for _, figure in known), Decimal(0)):f}"
    shown = "＋".join(f"{part.name}{figure.text}" for part, figure in known)
    return Violated(
        known[0][0].source,
        f"{label(form)}资金来源的{what} {shown}＝{added}，资金总额为 {whole.text}，不相等。",
        stated=whole.text,
        expected=added,
        operands=(
            Operand("资金总额", whole.text, whole.source),
            *(Operand(part.name, figure.text, figure.source) for part, figure in known),
        ),
        figures=figures,
    )
