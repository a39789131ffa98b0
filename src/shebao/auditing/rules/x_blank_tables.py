"""X18: a table printed without any amount against the amounts that the text gives for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from shebao.auditing.assertions import BUDGETS, Assertions
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Undecided, Verdict, Violated
from shebao.report import Report
from shebao.report.measures import measures
from shebao.report.provenance import Source
from shebao.report.statements import Aspect, Fact
from shebao.report.tables import Table, TableState


@rule(
    "X18",
    Severity.ERROR,
    "空表与文字",
    proves="文字写有金额的项目，它所在的决算表不是空表。",
    basis="决算情况说明应与决算表一致；没有数据的才列空表",
)
def blank_tables(context: Context) -> Iterator[Verdict]:
    """Each table without amounts, with what the text says it should show; one finding for budgets, one for actuals."""
    assertions = context.assertions
    for (table_id, _), facts in _told(context.report).items():
        table = context.report.table(table_id)
        if table is None or table.state is not TableState.EMPTY:
            continue
        if context.report.text_only:
            reason = f"《{table.spec.title}》没有读到数，文本提取可能丢了表中的数，无法与文字核对。"
            yield Undecided(facts[0].source, reason, tuple(fact.figure for fact in facts))
        else:
            yield _blank(assertions, table, facts)


def _told(report: Report) -> dict[tuple[str, bool], list[Fact]]:
    """The text's amounts by the table that shows their measure first, budgets apart from actuals."""
    found: dict[tuple[str, bool], list[Fact]] = defaultdict(list)
    for fact in report.facts:
        spec = measures().get(fact.measure)
        aspect = Aspect.BUDGET if fact.aspect in BUDGETS else fact.aspect
        references = spec.cells.get(aspect, ()) if spec and not fact.item else ()
        if references and fact.figure.value != 0:
            found[references[0].table, aspect is Aspect.BUDGET].append(fact)
    return found


def _blank(assertions: Assertions, table: Table, facts: list[Fact]) -> Violated:
    title = table.spec.title
    known = [assertions.known(fact) for fact in facts]
    return Violated(
        source=facts[0].source,
        message=f"文中{known[0].name}为 {known[0].shown}，而《{title}》是空表，没有填列任何金额。",
        stated=known[0].shown,
        expected=f"《{title}》填列相应的金额",
        operands=(*((value.operand) for value in known),),
        figures=tuple(fact.figure for fact in facts),
        key=f"{table.id} {table.title.quote if table.title else Source('').quote}",
    )
