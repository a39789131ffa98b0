"""X50, X53: how many projects, and how much money, the narrative says were evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import projects
from shebao.auditing.performance_text import Count, counts, funds, summaries
from shebao.auditing.project_matches import summaries_with_forms, yuan
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import format_amount, total
from shebao.report.provenance import Figure

_BASIS = "同一报告内前后一致"


@rule(
    "X50",
    Severity.ERROR,
    "项目个数",
    proves="说明中的项目个数与自评综述、项目自评表的个数一致。",
    basis=_BASIS,
)
def project_count(context: Context) -> Iterator[Verdict]:
    """涉及项目 N 个 = 自评综述所列项目数 = 项目自评表数."""
    stated = counts(context.report)
    forms = projects(context)
    listed = sum(len(found) or 1 for _, found, _ in summaries_with_forms(context))
    for count in stated:
        figures = (count.figure,)
        for number, what in ((len(forms), "项目绩效自评表"), (listed, "项目自评综述所列项目")):
            if number == count.number:
                yield Holds(count.source, figures)
            elif number > count.number:
                yield Violated(
                    count.source,
                    f"说明称涉及项目 {count.number} 个，而{what}有 {number} 个。",
                    stated=str(count.number),
                    expected=str(number),
                    figures=figures,
                    key=what,
                )
            elif number and _all_listed(context, listed, len(forms)):
                yield _fewer(count, number, what)
            elif number:
                yield Undecided(
                    count.source,
                    f"说明称涉及项目 {count.number} 个，本文件中{what}只读到 {number} 个，其余可能另行公开",
                    figures,
                )
    if len({count.number for count in stated}) > 1:
        first, other = stated[0], next(c for c in stated if c.number != stated[0].number)
        yield Violated(
            other.source,
            f"说明前文称涉及项目 {first.number} 个，此处为 {other.number} 个。",
            stated=str(other.number),
            expected=str(first.number),
            operands=(Operand("前文", str(first.number), first.source),),
            figures=(first.figure, other.figure),
            severity=Severity.WARNING,
        )


def _all_listed(context: Context, listed: int, forms: int) -> bool:
    """Whether what is listed is known to be all: as many forms, or the stated sum of all projects, say so."""
    if forms:
        return forms == listed
    stated, told = funds(context.report), summaries(context.report)
    if stated is None or not told:
        return False
    sums = ([each.actual for each in told], [each.budget for each in told])
    return any(yuan(stated).meets(total(yuan(part) for part in parts)) for parts in sums)


def _fewer(count: Count, number: int, what: str) -> Violated:
    return Violated(
        count.source,
        f"说明称涉及项目 {count.number} 个，而{what}只有 {number} 个，且已是全部。",
        stated=str(count.number),
        expected=str(number),
        figures=(count.figure,),
        key=what,
        severity=Severity.WARNING,
    )


@rule(
    "X53",
    Severity.ERROR,
    "自评项目资金合计",
    proves="自评涉及的项目资金等于各项目自评表（没有自评表的，各项自评综述）执行数之和（个数与所述个数相同时）。",
    basis=_BASIS,
)
def project_funds(context: Context) -> Iterator[Verdict]:
    """涉及资金 = Σ 项目执行数（或预算数）."""
    stated = funds(context.report)
    number = next((count.number for count in counts(context.report)), 0)
    what, actuals, budgets = _amounts(context)
    if stated is None or not number or not len(actuals) == len(budgets) == number:
        return
    if any(yuan(stated).meets(total(yuan(part) for part in parts)) for parts in (actuals, budgets)):
        yield Holds(stated.source, (stated, *actuals))
        return
    expected = format_amount(sum((part.value for part in actuals), Decimal(0)))
    yield Violated(
        stated.source,
        f"说明称自评项目资金 {stated.text}{stated.unit}，{number} {what}的执行数合计为 {expected} {actuals[0].unit}。",
        stated=stated.text,
        expected=expected,
        operands=tuple(Operand("执行数", part.text, part.source) for part in actuals),
        figures=(stated, *actuals),
        suspect=stated,
    )


def _amounts(context: Context) -> tuple[str, list[Figure], list[Figure]]:
    """Outturns and budgets by project: of the forms, or where there are none of the summaries; and what these are."""
    forms = projects(context)
    if forms:
        lines = [form.executions[0] for form in forms if form.executions]
        return "张项目自评表", [x.actual for x in lines if x.actual], [x.budget for x in lines if x.budget]
    told = summaries(context.report)
    return "项自评综述", [each.actual for each in told], [each.budget for each in told]
