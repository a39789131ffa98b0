"""N25: what small firms were awarded in reserved and in other projects is together not more than all procurement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from shebao.auditing.amounts import Known
from shebao.auditing.assertions import Assertions
from shebao.auditing.context import Context
from shebao.auditing.passages import passages
from shebao.auditing.quantities import bare, figures_at
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Verdict, Violated
from shebao.money import total
from shebao.report.statements import Aspect

_CLAUSE = re.compile(r"[^。；;]+")
_AWARDED = re.compile(
    r"由(?P<size>中小企业|小微企业|小型微型企业)[^。；;，,]{0,16}(?:中标|成交|承接|供应)[^。；;]{0,12}?(?P<amount>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>万?元)"
)
_RESERVED, _OTHER = re.compile(r"预留"), re.compile(r"(?:在|其)(?:他|其他)|非预留|未预留")
_SIZES = {"中小企业": "中小企业", "小微企业": "小微企业", "小型微型企业": "小微企业"}


class _Award(NamedTuple):
    """An amount awarded to firms of one size, in reserved or in other projects."""

    size: str
    reserved: bool
    known: Known


@rule(
    "N25",
    Severity.ERROR,
    "授予中小企业的采购",
    proves="预留项目与其他项目中由中小企业（小微企业）中标的金额之和不大于政府采购总额。",
    basis="部分之和不大于整体；预留项目与其他项目互不重叠（政府采购促进中小企业发展管理办法）",
)
def awards(context: Context) -> Iterator[Verdict]:
    """Reserved + other awards of one size of firm against all procurement."""
    assertions = context.assertions
    whole = assertions.value("procurement", Aspect.ACTUAL)
    found = list(_awards(context))
    if whole is None:
        return
    for size in dict.fromkeys(award.size for award in found):
        first = [award for award in found if award.size == size and award.reserved]
        second = [award for award in found if award.size == size and not award.reserved]
        if len(first) == len(second) == 1:
            yield _together(assertions, first[0], second[0], whole)


def _awards(context: Context) -> Iterator[_Award]:
    figures = figures_at(context.report)
    for passage, kind in passages(context.report):
        if not kind.startswith(("narrative.procurement", "narrative.other")) or "企业" not in passage.text:
            continue
        for clause in _CLAUSE.finditer(passage.text):
            match = _AWARDED.search(clause[0])
            if match is None:
                continue
            scope = clause[0][: match.start()]
            start, end = clause.start() + match.start("amount"), clause.start() + match.end("amount")
            source = passage.source(clause.start(), clause.end())
            figure = figures.get((passage.source(start, end).place, bare(match["amount"])))
            reserved = bool(_RESERVED.search(scope)) and not _OTHER.search(scope)
            if figure is not None and (reserved or _OTHER.search(scope)):
                size = _SIZES[match["size"]]
                name = f"{'预留' if reserved else '其他'}项目授予{size}"
                yield _Award(size, reserved, Known(name, figure, match["unit"], source))


def _together(assertions: Assertions, reserved: _Award, other: _Award, whole: Known) -> Verdict:
    parts = (reserved.known, other.known)
    figures = tuple(known.figure for known in (*parts, whole) if known.figure)
    if total(part.interval for part in parts).low <= whole.interval.high:
        return Holds(other.known.source, figures, weak=True)
    left = max(whole.value - reserved.known.value, Decimal(0))
    return Violated(
        source=other.known.source,
        message=f"{reserved.known.name} {reserved.known.shown}，{other.known.name} {other.known.shown}，合计大于{whole.name} {whole.shown}；"
        f"其他项目不应大于 {whole.show(left)}。",
        stated=other.known.shown,
        expected=f"不大于 {whole.show(left)}",
        operands=(reserved.known.operand, other.known.operand, whole.operand),
        figures=figures,
    )
