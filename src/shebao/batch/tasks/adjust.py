"""Annual adjustment (待遇调整): fixed, by years, by level and tilt, for everyone retired in time and alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.batch.rows import month_number_of_day, with_identity
from shebao.batch.scheme import Scheme
from shebao.batch.task import Input, Table, Task
from shebao.batch.tasks.pensioners import COLUMNS, PENSION_STEPS, output_schema, roster_rules, with_pension
from shebao.policy.arithmetic import YEARS_SCALE, floor_div, tier
from shebao.policy.dates import Month
from shebao.policy.parameters import Law
from shebao.policy.pensions.formulas import annual_adjustment


def adjust(law: Law, scheme: Scheme) -> Task:
    """The adjustment of a year over a roster `pensioners`, by the figures of the year's notice.

    Ages count at the end of the year before, as in `policy.pensions.ledger`.
    """
    rule = scheme.rule
    year_before = Month(rule.effective.year - 1, 12)

    def steps(inputs: Mapping[str, Table]) -> Table:
        table = with_pension(inputs["pensioners"], law)
        part_year = YEARS_SCALE - 1 if rule.part_year_up else 0
        table = table.mutate(
            eligible=_eligible(table, scheme).ifelse(1, 0).cast("int64"),
            whole_years=floor_div(table.years + part_year, YEARS_SCALE),
            age=floor_div(year_before.ordinal - month_number_of_day(table.birth), 12),
        )
        tilt = tier(table.age, sorted(rule.tilts))
        parts = annual_adjustment(table.pension, table.whole_years, rule.fixed, rule.per_year, rule.percent, tilt)
        table = table.mutate(
            fixed=parts.fixed * table.eligible,
            by_years=parts.by_years * table.eligible,
            by_level=parts.by_level * table.eligible,
            tilt=parts.tilt * table.eligible,
            increase=parts.total * table.eligible,
        )
        return table.mutate(adjusted_pension=table.pension + table.increase)

    return Task(
        name="adjust",
        title=f"{rule.effective} 起养老金调整",
        roster=Input("pensioners", COLUMNS, roster_rules(law), with_identity),
        steps=steps,
        output=output_schema(
            "person", "identity_number", "district", "scheme", *PENSION_STEPS, "pension", "eligible", "whole_years",
            "age", "fixed", "by_years", "by_level", "tilt", "increase", "adjusted_pension",
        ),
        items=("pension", "fixed", "by_years", "by_level", "tilt", "increase", "adjusted_pension"),
        options={"area": law.area.code, "adjustment": scheme.options()},
    )  # fmt: skip


def _eligible(table: Table, scheme: Scheme) -> Any:
    rule = scheme.rule
    alive = table.death.isnull() | (month_number_of_day(table.death) >= rule.effective.ordinal)
    in_time = table.retired <= rule.retired_by.year * 100 + rule.retired_by.month
    return table.scheme.isin(scheme.schemes) & (table.status != "terminated") & alive & in_time
