"""X51, X52, X57: project forms against the narrative, the overall form against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.auditing.context import Context
from shebao.auditing.performance_text import Summary
from shebao.auditing.project_matches import summaries_with_forms, yuan
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Verdict, Violated
from shebao.money import format_amount, total
from shebao.report.forms import Form, FormKind
from shebao.report.provenance import Figure, Source

_BASIS = "同一报告内前后一致"


@rule(
    "X51",
    Severity.ERROR,
    "项目预算数、执行数",
    proves="项目自评综述中的预算数、执行数与该项目自评表一致（一个综述合并几个项目的，与各表之和一致）。",
    basis=_BASIS,
)
def summary_figures(context: Context) -> Iterator[Verdict]:
    """综述预算数、执行数 = 自评表预算数、执行数."""
    for summary, forms, _ in summaries_with_forms(context):
        lines = [form.executions[0] for form in forms if form.executions]
        if not forms or len(lines) < len(forms):
            continue
        for what, stated, printed in (
            ("预算数", summary.budget, [line.budget for line in lines]),
            ("执行数", summary.actual, [line.actual for line in lines]),
        ):
            parts = [figure for figure in printed if figure is not None]
            if len(parts) == len(forms):
                yield _amount(summary, forms, what, stated, parts)


def _amount(summary: Summary, forms: Sequence[Form], what: str, stated: Figure, parts: Sequence[Figure]) -> Verdict:
    figures = (stated, *parts)
    if yuan(stated).meets(total(yuan(part) for part in parts)):
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
    "X52",
    Severity.WARNING,
    "项目名称",
    proves="项目自评综述中的项目名称与项目自评表中的一致。",
    basis=_BASIS,
)
def project_names(context: Context) -> Iterator[Verdict]:
    """综述项目名 = 自评表项目名."""
    for summary, forms, same in summaries_with_forms(context):
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
            if any(yuan(stated).meets(yuan(figure, unit)) for _, figure, unit in printed):
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
