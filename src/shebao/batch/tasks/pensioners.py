"""What payroll, adjustment and recalculation share: the roster of pensioners and its monthly pension."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from shebao.batch.parameters import NONE, by_period, first_period
from shebao.batch.rows import (
    BIRTH,
    DEATH,
    DEATH_RULE,
    DISTRICT,
    DISTRICT_RULE,
    IDENTITY,
    IDENTITY_RULES,
    PERSON,
    month_number,
    month_number_of_day,
    period_column,
    period_rule,
    with_identity,
)
from shebao.batch.task import AMOUNT_LIMIT, Rule, Table, column
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import half_up, where
from shebao.policy.insured import Scheme
from shebao.policy.parameters import Law
from shebao.policy.pensions.counting import MONTHS, MONTHS_SCALE
from shebao.policy.pensions.formulas import ACCRUAL_SCALE, employee_pension

STATUSES = ("normal", "suspended", "terminated")
ACCRUAL, TRANSITION = "pension.accrual_rate", "pension.transition_rate"
_YOUNGEST_RETIREMENT_MONTHS = 40 * 12
_YOUNGEST_WORK_MONTHS = 14 * 12
_RETIRED = period_column("retired", "待遇开始年月")

COLUMNS = (
    PERSON,
    IDENTITY,
    BIRTH,
    DISTRICT,
    column("scheme", "险种", among=tuple(Scheme)),
    column("status", "发放状态", among=STATUSES),
    _RETIRED,
    DEATH,
    column("base", "计发基数（分）", low=0, high=10_000_000),
    column("index", "平均缴费工资指数（万分之一）", low=0, high=100_000),
    column("months", "缴费月数", low=0, high=720),
    column("deemed_months", "视同缴费月数", low=0, high=600),
    column("account", "个人账户储存额（分）", low=0, high=2_000_000_000),
    column("payout_months", "计发月数（十分之一）", low=560, high=2330),
    column("determined", "核定月待遇（分）", low=0, high=AMOUNT_LIMIT, optional=True),
    column("adjustment", "历年调整合计（分）", low=0, high=AMOUNT_LIMIT),
)


OLD_SCHEMES = {"enterprise": Scheme.EMPLOYEE, "institution": Scheme.PUBLIC}
"""Words for schemes in rosters of earlier versions, mapped when a roster is read."""


def prepared(table: Table) -> Table:
    """The roster with today's words for schemes and what the rules for identity numbers look at."""
    scheme = table.scheme
    for old, new in OLD_SCHEMES.items():
        scheme = where(table.scheme == old, new.value, scheme)
    return with_identity(table.mutate(scheme=scheme))


def roster_rules(law: Law) -> tuple[Rule, ...]:
    """What a row must fulfil beyond its single columns; births, work, retirement and death in their order."""
    first = max(first_period(law, name) for name in (ACCRUAL, TRANSITION))
    return (
        *IDENTITY_RULES,
        DISTRICT_RULE,
        DEATH_RULE,
        period_rule(_RETIRED),
        Rule("retired", "待遇开始时不满 40 周岁", lambda t: _age_at_retirement(t) < _YOUNGEST_RETIREMENT_MONTHS),
        Rule("deemed_months", "视同缴费月数多于缴费月数", lambda t: t.deemed_months > t.months),
        Rule("months", "缴费月数多于 14 周岁至退休的月数", _works_too_long),
        Rule("determined", "机关事业、居民待遇须有核定月待遇", _lacks_determination),
        Rule("retired", f"待遇开始年月早于计发参数最早的 {first}，须有核定月待遇", lambda t: _unknown_law(t, law)),
        Rule("death", "死亡日期早于待遇开始年月", lambda t: _death_number(t) < month_number(t.retired) - 1),
    )


def _age_at_retirement(table: Table) -> Any:
    return month_number(table.retired) - month_number_of_day(table.birth)


def _works_too_long(table: Table) -> Any:
    return table.months > _age_at_retirement(table) - _YOUNGEST_WORK_MONTHS


def _lacks_determination(table: Table) -> Any:
    """Only an employee's pension follows from the columns; the others carry a determined amount (核定额)."""
    return (table.scheme != Scheme.EMPLOYEE.value) & table.determined.isnull()


def _unknown_law(table: Table, law: Law) -> Any:
    missing = [by_period(law, name, table.retired, ACCRUAL_SCALE) == NONE for name in (ACCRUAL, TRANSITION)]
    return table.determined.isnull() & (missing[0] | missing[1])


def _death_number(table: Table) -> Any:
    return month_number_of_day(table.death)


def with_pension(table: Table, law: Law) -> Table:
    """Adds the steps of the monthly pension: years, indexed wage, the parts, the determined amount, the total.

    Where an amount was determined (`determined`) it stands for the parts. Contribution years are months ÷ 12 to two
    decimals, as assessment sheets print them; where the place counts months the parts come of the months.
    """
    in_months = law.series("pension.years_counting")[0].values[-1].text == MONTHS
    staged = table.mutate(
        years=half_up(table.months * YEARS_SCALE, 12),
        deemed_years=half_up(table.deemed_months * YEARS_SCALE, 12),
        by_formula=table.determined.isnull().ifelse(1, 0).cast("int64"),
    )
    parts = employee_pension(
        base=staged.base,
        index=staged.index,
        years=staged.months if in_months else staged.years,
        deemed_years=staged.deemed_months if in_months else staged.deemed_years,
        account=staged.account,
        payout_months=staged.payout_months,
        accrual=by_period(law, ACCRUAL, staged.retired, ACCRUAL_SCALE),
        transition_rate=by_period(law, TRANSITION, staged.retired, ACCRUAL_SCALE),
        years_scale=MONTHS_SCALE if in_months else YEARS_SCALE,
    )
    staged = staged.mutate(
        indexed_wage=parts.indexed_wage * staged.by_formula,
        basic=parts.basic * staged.by_formula,
        personal=parts.personal * staged.by_formula,
        transition=parts.transition * staged.by_formula,
        determined=staged.determined.fill_null(0),
    )
    total = staged.basic + staged.personal + staged.transition + staged.determined + staged.adjustment
    return staged.mutate(pension=total)


PENSION_STEPS = ("years", "deemed_years", "indexed_wage", "basic", "personal", "transition", "determined", "adjustment")


def output_schema(*names: str) -> pa.Schema:
    """A result's columns: who and where as text, everything else fen, months or years as integers."""
    texts = {"identity_number", "district", "scheme", "state"}
    return pa.schema([(name, pa.string() if name in texts else pa.int64()) for name in names])
