"""Annual adjustment (待遇调整): fixed, by years, by level and tilt, for everyone retired in time and alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.batch.rows import month_number_of_day
from shebao.batch.task import Input, Table, Task
from shebao.batch.tasks.pensioners import COLUMNS, PENSION_STEPS, output_schema, prepared, roster_rules, with_pension
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.arithmetic import floor_div
from shebao.policy.parameters import Law
from shebao.policy.pensions.formulas import annual_adjustment


def adjust(law: Law, rule: AdjustmentRule) -> Task:
    """The adjustment of a year over a roster `pensioners`, by the same rule as for one person (`pensions.ledger`)."""

    def steps(inputs: Mapping[str, Table]) -> Table:
        table = with_pension(inputs["pensioners"], law)
        table = table.mutate(
            eligible=_eligible(table, rule).ifelse(1, 0).cast("int64"),
            whole_years=rule.years(table.years),
            age=floor_div(rule.age_month.ordinal - month_number_of_day(table.birth), 12),
        )
        tilt = rule.tilt(table.age)
        parts = annual_adjustment(
            pension=table.pension,
            whole_years=table.whole_years,
            fixed=rule.fixed,
            per_year=rule.per_year,
            percent=rule.percent,
            tilt=tilt,
        )
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
        roster=Input("pensioners", COLUMNS, roster_rules(law), prepared),
        steps=steps,
        output=output_schema(
            "person", "identity_number", "district", "scheme", *PENSION_STEPS, "pension", "eligible", "whole_years",
            "age", "fixed", "by_years", "by_level", "tilt", "increase", "adjusted_pension",
        ),
        items=("pension", "fixed", "by_years", "by_level", "tilt", "increase", "adjusted_pension"),
        options={"area": law.area.code, "adjustment": _options(rule)},
    )  # fmt: skip


def _options(rule: AdjustmentRule) -> dict[str, Any]:
    """The figures as the manifest repeats them, in fen and 1/1000000."""
    return {
        "from": rule.effective.iso,
        "retired_by": rule.retired_by.iso,
        "schemes": list(rule.schemes),
        "fixed": rule.fixed,
        "per_year": rule.per_year,
        "part_year_up": rule.part_year_up,
        "percent": rule.percent,
        "tilt": [list(step) for step in rule.tilts],
        "basis": rule.basis,
    }


def _eligible(table: Table, rule: AdjustmentRule) -> Any:
    alive = table.death.isnull() | (month_number_of_day(table.death) >= rule.effective.ordinal)
    in_time = table.retired <= rule.retired_by.year * 100 + rule.retired_by.month
    return (
        table.scheme.isin([scheme.value for scheme in rule.schemes]) & (table.status != "terminated") & alive & in_time
    )
