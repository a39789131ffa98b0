"""X50–X53, X57, X59: project forms against the narrative, the overall form against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.forms import projects
from shebao.auditing.performance_text import Count, Summary, counts, funds
from shebao.auditing.registry import rule
from shebao.auditing.summarised import funds_of, in_yuan, matches
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import format_amount, total
from shebao.report.forms import Form, FormKind
from shebao.report.provenance import Figure, Source
from shebao.report.statements import Aspect

_BASIS = "同一报告内前后一致"
_PROJECTS = ("expenditure.project", "general.project")


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
    # a form without a name and a title may be the overall one, or a page of another
    forms = [form for form in projects(context) if form.name or form.title.quote]
    listed = sum(len(found) or 1 for _, found, _ in matches(context))
    for count in stated:
        figures = (count.figure,)
        if listed != count.number and len(forms) in {0, listed} and _are_all(context, count, forms):
            yield _miscounted(count, listed)
            continue
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


def _are_all(context: Context, count: Count, forms: Sequence[Form]) -> bool:
    """Whether the forms (the summaries, where there are none) are of all projects: their amounts add up to the funds that are named
    with the count, or to the project expenditure of the report."""
    stated = [in_yuan(count.funds)] if count.funds else []
    stated += [cell.interval for name in _PROJECTS for cell in context.assertions.cells(name, Aspect.ACTUAL)]
    return any(one.meets(total(in_yuan(f) for f in found)) for one in stated for found in funds_of(context, forms))


def _miscounted(count: Count, listed: int) -> Violated:
    return Violated(
        count.source,
        f"说明称项目 {count.number} 个，而所列的项目（自评综述、项目绩效自评表）是 {listed} 个，其金额合计已是全部项目的金额。",
        stated=str(count.number),
        expected=str(listed),
        figures=(count.figure,),
    )


@rule(
    "X51",
    Severity.ERROR,
    "项目预算数、执行数",
    proves="项目自评综述中的预算数、执行数与该项目自评表一致（一个综述合并几个项目的，与各表之和一致）。",
    basis=_BASIS,
)
def summary_figures(context: Context) -> Iterator[Verdict]:
    """综述预算数、执行数 = 自评表预算数、执行数."""
    for summary, forms, _ in matches(context):
        lines = [form.executions[0] for form in forms if form.executions]
        if not forms or len(lines) < len(forms):
            continue
        for what, stated, printed in (
            ("预算数", summary.budget, [line.budget for line in lines]),
            ("执行数", summary.actual, [line.actual for line in lines]),
        ):
            parts = [figure for figure in printed if figure is not None and figure.unit != "%"]
            if len(parts) == len(forms):
                yield _amount(summary, forms, what, stated, parts)


def _amount(summary: Summary, forms: Sequence[Form], what: str, stated: Figure, parts: Sequence[Figure]) -> Verdict:
    figures = (stated, *parts)
    if in_yuan(stated).meets(total(in_yuan(part) for part in parts)):
        return Holds(summary.source, figures)
    expected = format_amount(sum((part.value for part in parts), Decimal(0)))
    names = "、".join(f"《{form.name}》" for form in forms)
    return Violated(
        Source(stated.source.quote if len(summary.source.quote) > 120 else summary.source.quote, stated.source.place),
        f"项目自评综述的{what}为 {stated.text}{stated.unit}，{names}自评表为 {expected} {parts[0].unit}。",
        stated=stated.text,
        expected=expected,
        operands=tuple(Operand(f"自评表{what}", part.text, part.source) for part in parts),
        figures=figures,
        key=what,
    )


@rule(
    "X59",
    Severity.ERROR,
    "项目自评得分",
    proves="项目自评综述中的自评得分与该项目自评表的总分一致。",
    basis=_BASIS,
)
def summary_scores(context: Context) -> Iterator[Verdict]:
    """综述得分 = 自评表总分."""
    for summary, forms, same in matches(context):
        if summary.score is None or len(forms) != 1 or not same or (printed := forms[0].total) is None:
            continue
        figures = (summary.score, printed)
        if summary.score.interval.meets(printed.interval):
            yield Holds(summary.score.source, figures)
            continue
        yield Violated(
            summary.score.source,
            f"“{forms[0].name}”自评综述得分为 {summary.score.text} 分，自评表总分为 {printed.text} 分。",
            stated=summary.score.text,
            expected=printed.text,
            operands=(Operand("自评表总分", printed.text, printed.source),),
            figures=figures,
        )


@rule(
    "X52",
    Severity.WARNING,
    "项目名称",
    proves="项目自评综述中的项目名称与项目自评表中的一致。",
    basis=_BASIS,
)
def project_names(context: Context) -> Iterator[Verdict]:
    """综述项目名 = 自评表项目名."""
    for summary, forms, same in matches(context):
        if not forms:
            continue
        if same:
            yield Holds(summary.name_source)
            continue
        form = forms[0]
        yield Violated(
            summary.name_source,
            f"项目自评综述中的项目名称“{summary.names[0]}”与自评表中的“{form.name}”不一致。",
            stated=summary.names[0],
            expected=form.name,
            operands=(Operand("自评表项目名称", form.name, form.title),),
        )


@rule(
    "X53",
    Severity.ERROR,
    "自评项目资金合计",
    proves="自评涉及的项目资金等于各项目执行数之和（自评表、没有自评表时自评综述的个数与所述个数相同时）。",
    basis=_BASIS,
)
def project_funds(context: Context) -> Iterator[Verdict]:
    """涉及资金 = Σ 项目执行数（或预算数）."""
    stated, forms = funds(context.report), projects(context)
    number = next((count.number for count in counts(context.report)), None)
    found = funds_of(context, forms)
    if stated is None or len(found) < 2 or number != len(found[0]):
        return
    actuals, budgets = found
    if any(in_yuan(stated).meets(total(in_yuan(part) for part in parts)) for parts in (actuals, budgets)):
        yield Holds(stated.source, (stated, *actuals))
        return
    expected = format_amount(sum((part.value for part in actuals), Decimal(0)))
    yield Violated(
        stated.source,
        f"说明称自评项目资金 {stated.text}{stated.unit}，{number} 个项目的执行数合计为 {expected} {actuals[0].unit}。",
        stated=stated.text,
        expected=expected,
        operands=tuple(Operand("执行数", part.text, part.source) for part in actuals),
        figures=(stated, *actuals),
        suspect=stated,
    )


@rule(
    "X57",
    Severity.WARNING,
    "整体自评表与决算表",
    proves="整体自评表的执行数、基本支出、项目支出与支出决算表（或财政拨款支出）一致。",
    basis=_BASIS,
)
def overall_against_tables(context: Context) -> Iterator[Verdict]:
    """整体执行数、基本支出、项目支出 = 决算表."""
    for form in context.report.forms:
        line = form.executions[0] if form.executions else None
        if form.kind is not FormKind.OVERALL or line is None:
            continue
        for what, stated, column in (
            ("执行数", line.actual, "total"),
            ("基本支出", form.basic, "basic"),
            ("项目支出", form.project, "project"),
        ):
            printed = _table_figures(context, column)
            if stated is None or not printed:
                continue
            figures = (stated, *(figure for _, figure, _ in printed))
            if any(in_yuan(stated).meets(in_yuan(figure, unit)) for _, figure, unit in printed):
                yield Holds(stated.source, figures)
                continue
            shown = "，".join(f"{name}为 {figure.text}" for name, figure, _ in printed)
            yield Violated(
                stated.source,
                f"整体绩效自评表{what} {stated.text} {stated.unit}与决算表不一致：{shown}。",
                stated=stated.text,
                expected=printed[0][1].text,
                operands=tuple(Operand(name, figure.text, figure.source) for name, figure, _ in printed),
                figures=figures,
                key=what,
            )


def _table_figures(context: Context, column: str) -> list[tuple[str, Figure, str]]:
    found = []
    for table_id, name in (
        ("expenditure", "支出决算表"),
        ("general_budget_expenditure", "一般公共预算财政拨款支出决算表"),
    ):
        table = context.report.table(table_id)
        figure = table.figure("total", column) if table else None
        if table and figure:
            found.append((name, figure, table.unit or context.report.identity.money_unit or "万元"))
    return found
