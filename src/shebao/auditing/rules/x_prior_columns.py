"""X83: what the text says of the year before against the column of the year before in a budget's tables."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.x_years import implied
from shebao.auditing.verdicts import Severity, Verdict
from shebao.report.kinds import DocumentKind
from shebao.report.statements import Aspect, Change


@rule(
    "X83",
    Severity.ERROR,
    "比上年预算与表中上年预算数",
    proves="预算说明中“比上年预算增加（减少）多少”推出的上年预算数，与本预算表中上年预算数一栏一致。",
    basis="同一口径的上年预算数唯一",
    of=frozenset({DocumentKind.BUDGET}),
)
def prior_columns(context: Context) -> Iterator[Verdict]:
    """Each comparison with the year before, where a table has a column of the year before."""
    assertions, year = context.assertions, context.report.identity.fiscal_year
    for change in assertions.claims(Change):
        if change.base_aspect is not Aspect.PRIOR or (
            change.base_year is not None and year and change.base_year != year - 1
        ):
            continue
        stated = next(iter(assertions.cells(change.measure, Aspect.PRIOR, change.item)), None)
        verdict = implied(assertions, stated, change, "表中上年预算数") if stated and stated.figure else None
        if verdict:
            yield verdict
