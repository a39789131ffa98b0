"""Recalculation with arrears (待遇重核补发): what was owed month by month, less what was paid and corrected before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from shebao.batch.rows import PERSON, month_number, month_number_of_day, period_column, period_rule
from shebao.batch.task import AMOUNT_LIMIT, Input, Rule, Table, Task, column
from shebao.batch.tasks.pensioners import COLUMNS, PENSION_STEPS, output_schema, prepared, roster_rules, with_pension
from shebao.policy.arithmetic import greatest, least
from shebao.policy.parameters import Law
from shebao.policy.pensions.formulas import arrears

_FROM = period_column("from_period", "重核起始年月")
_THROUGH = period_column("through_period", "重核截止年月")
_ADJUSTED = period_column("adjusted_from", "调整额计发起始年月")
_PERIOD = period_column("period", "待遇年月")
PAYMENT_KINDS = ("regular", "correction")
"""A regular payment, or an earlier correction (以前已补发或扣回的更正额, may be negative)."""
_MOST_MONTHS = 600

PAYMENTS = Input(
    "payments",
    (
        PERSON,
        _PERIOD,
        column("kind", "发放性质", among=PAYMENT_KINDS),
        column("amount", "发放额（分）", low=-AMOUNT_LIMIT, high=AMOUNT_LIMIT),
    ),
    (
        period_rule(_PERIOD),
        Rule("amount", "发放额为负而不是更正", lambda t: (t.amount < 0) & (t.kind != "correction")),
    ),
)


def recalculate(law: Law) -> Task:
    """The arrears of the pensioners in `recalculations`, against every payment in `payments`."""

    def steps(inputs: Mapping[str, Table]) -> Table:
        table = _with_months(with_pension(inputs["recalculations"], law))
        table = table.left_join(_paid(table, inputs["payments"]), "person")
        table = table.mutate(
            payments=table.payments.fill_null(0), paid=table.paid.fill_null(0), corrected=table.corrected.fill_null(0)
        )
        standard = table.pension - table.adjustment
        table = table.mutate(entitled=standard * table.owed_months + table.adjustment * table.adjusted_months)
        return table.mutate(
            arrears=arrears(entitled=table.entitled, paid=table.paid, months=1, corrected=table.corrected)
        )

    return Task(
        name="recalculate",
        title="待遇重核补发",
        roster=Input("recalculations", (*COLUMNS, _FROM, _THROUGH, _ADJUSTED), _rules(law), prepared),
        steps=steps,
        output=output_schema(
            "person", "identity_number", "district", "scheme", *PENSION_STEPS, "pension", "owed_months",
            "adjusted_months", "entitled", "payments", "paid", "corrected", "arrears",
        ),
        items=("entitled", "paid", "corrected", "arrears"),
        options={"area": law.area.code},
        others=(PAYMENTS,),
    )  # fmt: skip


def _rules(law: Law) -> tuple[Rule, ...]:
    return (
        *roster_rules(law),
        *(period_rule(column) for column in (_FROM, _THROUGH, _ADJUSTED)),
        Rule("from_period", "重核起始年月早于待遇开始年月", lambda t: t.from_period < t.retired),
        Rule("through_period", "重核截止年月早于起始年月", lambda t: t.through_period < t.from_period),
        Rule("through_period", f"重核期间超过 {_MOST_MONTHS} 个月", lambda t: _span(t) > _MOST_MONTHS),
    )


def _span(table: Table) -> Any:
    return month_number(table.through_period) - month_number(table.from_period) + 1


def _with_months(table: Table) -> Table:
    """How many months are owed, up to the month of death, and for how many of them the adjustment counts."""
    through = month_number(table.through_period)
    table = table.mutate(last=least(through, month_number_of_day(table.death).fill_null(2**31)))
    first, adjusted = month_number(table.from_period), month_number(table.adjusted_from)
    return table.mutate(
        owed_months=greatest(table.last - first + 1, 0),
        adjusted_months=greatest(table.last - greatest(first, adjusted) + 1, 0),
    )


def _paid(table: Table, payments: Table) -> Table:
    """For each person how many payments there are, and those of the recalculated months in sum, corrections apart."""
    spans = table.select("person", "from_period", "through_period")
    joined = spans.inner_join(payments, "person")
    inside = joined.period.between(joined.from_period, joined.through_period)
    regular = joined.kind == "regular"
    return joined.group_by("person").aggregate(
        payments=joined.count(),
        paid=(inside & regular).ifelse(joined.amount, ibis.literal(0, "int64")).sum().cast("int64"),
        corrected=(inside & ~regular).ifelse(joined.amount, ibis.literal(0, "int64")).sum().cast("int64"),
    )
