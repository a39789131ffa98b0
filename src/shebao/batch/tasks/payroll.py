"""Monthly payroll (月发放): who is paid, the pension by its parts, arrears and deductions, the payment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis

from shebao.batch.rows import month_number, month_number_of_day
from shebao.batch.task import AMOUNT_LIMIT, Input, Table, Task, column
from shebao.batch.tasks.pensioners import COLUMNS, PENSION_STEPS, output_schema, prepared, roster_rules, with_pension
from shebao.fields.dates import Month
from shebao.fields.field import Kind
from shebao.policy.parameters import Law
from shebao.policy.pensions.formulas import monthly_payment

PROOF_MONTHS = 12
"""Proof of life counts for twelve months (人社厅发〔2018〕107号)."""

_COLUMNS = (
    *COLUMNS,
    column("verified", "最近认证日期", Kind.DAY, optional=True),
    column("arrears", "本月补发（分）", low=0, high=AMOUNT_LIMIT),
    column("deduction", "本月抵扣（分）", low=0, high=AMOUNT_LIMIT),
)


def payroll(law: Law, month: Month) -> Task:
    """The payroll of a month over a roster `pensioners`."""

    def steps(inputs: Mapping[str, Table]) -> Table:
        table = with_pension(inputs["pensioners"], law)
        table = table.mutate(state=_state(table, month))
        table = table.mutate(payable=(table.state == "normal").ifelse(1, 0).cast("int64"))
        payment = monthly_payment(
            pension=table.pension, payable=table.payable == 1, arrears_due=table.arrears, deduction=table.deduction
        )
        table = table.mutate(payment=payment)
        due = table.pension * table.payable + table.arrears
        return table.mutate(deduction=due - table.payment)

    return Task(
        name="payroll",
        title=f"{month} 养老金发放",
        roster=Input("pensioners", _COLUMNS, roster_rules(law), prepared),
        steps=steps,
        output=output_schema(
            "person", "identity_number", "district", "scheme", "state", *PENSION_STEPS, "pension", "payable",
            "arrears", "deduction", "payment",
        ),
        items=("basic", "personal", "transition", "determined", "adjustment", "pension"),
        always=("arrears", "deduction", "payment"),
        options={"month": month.iso, "area": law.area.code},
    )  # fmt: skip


def _state(table: Table, month: Month) -> Table:
    """Why a pensioner is paid or not, the first that applies; paid up to and including the month of death."""
    oldest_proof = month.plus(-PROOF_MONTHS).first_day
    return ibis.cases(
        (table.status == "terminated", "terminated"),
        (month_number(table.retired) > month.ordinal, "not_yet"),
        (month_number_of_day(table.death) < month.ordinal, "deceased"),
        (table.status == "suspended", "suspended"),
        (table.verified < ibis.literal(date(oldest_proof.year, oldest_proof.month, 1)), "unproven"),
        else_="normal",
    )
