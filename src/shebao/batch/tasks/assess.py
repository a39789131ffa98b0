"""Monthly assessment of contributions (缴费核定): base between floor and ceiling, each line by employer and employee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from shebao.batch.errors import BatchError
from shebao.batch.parameters import amount_at, value_at
from shebao.batch.rows import (
    BIRTH,
    DEATH,
    DEATH_RULE,
    DISTRICT,
    DISTRICT_RULE,
    IDENTITY,
    IDENTITY_RULES,
    PERSON,
    month_number_of_day,
    with_identity,
)
from shebao.batch.task import AMOUNT_LIMIT, Input, Rule, Table, Task, column
from shebao.fields.dates import Month
from shebao.policy.arithmetic import RATE_SCALE, where
from shebao.policy.contributions.formulas import bounded_base, contribution, injury_rate
from shebao.policy.contributions.lines import LINES, shares
from shebao.policy.errors import PolicyError
from shebao.policy.insured import Insured, Line
from shebao.policy.parameters import Law

FLOATING = ("down_two", "down_one", "base", "up_one", "up_two")
_FLEXIBLE = Insured.FLEXIBLE.value
"""Who insures alone, for the pension only."""
_YOUNGEST, _OLDEST = 16 * 12, 80 * 12
_RATED = tuple(line for line in Line if line != Line.INJURY)
"""The lines with one rate for everybody of a kind."""

_COLUMNS = (
    PERSON,
    IDENTITY,
    BIRTH,
    DEATH,
    DISTRICT,
    column("employer", "单位编号", low=1, high=2**62, optional=True),
    column("kind", "参保身份", among=tuple(LINES)),
    column("wage", "申报月工资（分）", low=1, high=AMOUNT_LIMIT),
    column("injury_class", "工伤风险类别", low=1, high=8, optional=True),
    column("floating", "工伤费率浮动档次", among=FLOATING, optional=True),
)


def assess(law: Law, month: Month, reduction: str | None = None) -> Task:
    """The contributions of a month over a roster `insured`; `reduction` names a phased cut of the injury rate.

    Raises BatchError where the law has no value for the month.
    """
    rates = _rates(law, month)
    cut = _reduction(law, month, reduction)

    def steps(inputs: Mapping[str, Table]) -> Table:
        table = inputs["insured"]
        floor, ceiling = (amount_at(law, f"contribution.base_{end}", month) for end in ("floor", "ceiling"))
        table = table.mutate(base=bounded_base(wage=table.wage, floor=floor, ceiling=ceiling))
        table = table.mutate(injury_rate=_injury_rate(law, month, table, cut))
        table = table.mutate(
            **{name: contribution(table.base, _by_kind(table, by_kind)) for name, by_kind in rates.items()},
            injury_employer=contribution(table.base, table.injury_rate),
        )
        employer = sum((table[f"{line}_employer"] for line in _RATED), table.injury_employer)
        table = table.mutate(employer_total=employer)
        table = table.mutate(employee_total=sum(table[f"{line}_employee"] for line in _RATED))
        return table.mutate(total=table.employer_total + table.employee_total)

    amounts = (*rates, "injury_employer", "employer_total", "employee_total", "total")
    texts = ("identity_number", "district", "kind")
    names = ("person", "identity_number", "district", "employer", "kind", "wage", "base", "injury_rate", *amounts)
    return Task(
        name="assess",
        title=f"{month} 缴费核定",
        roster=Input("insured", _COLUMNS, _rules(month), with_identity),
        steps=steps,
        output=pa.schema([(name, pa.string() if name in texts else pa.int64()) for name in names]),
        items=("base", *amounts),
        options={"month": month.iso, "area": law.area.code, "injury_reduction": reduction},
    )


def _rules(month: Month) -> tuple[Rule, ...]:
    return (
        *IDENTITY_RULES,
        DISTRICT_RULE,
        DEATH_RULE,
        Rule("death", "缴费月份以前已死亡", lambda t: month_number_of_day(t.death) < month.ordinal),
        Rule("birth", "缴费月份不满 16 周岁", lambda t: _age(t, month) < _YOUNGEST),
        Rule("birth", "缴费月份已满 80 周岁", lambda t: _age(t, month) >= _OLDEST),
        Rule("employer", "职工没有单位编号", lambda t: (t.kind != _FLEXIBLE) & t.employer.isnull()),
        Rule("injury_class", "职工没有工伤风险类别", lambda t: (t.kind != _FLEXIBLE) & t.injury_class.isnull()),
        Rule("floating", "职工没有工伤费率浮动档次", lambda t: (t.kind != _FLEXIBLE) & t.floating.isnull()),
        Rule(
            "floating",
            "一类行业的费率不下浮",
            lambda t: (t.injury_class == 1) & t.floating.isin(("down_two", "down_one")),
        ),
    )


def _age(table: Table, month: Month) -> Any:
    return month.ordinal - month_number_of_day(table.birth)


def _rates(law: Law, month: Month) -> dict[str, dict[str, int]]:
    """For each amount the rate in millionths of each kind of insured."""
    rates: dict[str, dict[str, int]] = {}
    for line in _RATED:
        for kind in (kind for kind, lines in LINES.items() if line in lines):
            for share in shares(kind, line):
                rates.setdefault(share.name, {})[kind.value] = value_at(law, share.parameter, month, RATE_SCALE)
    return rates


def _by_kind(table: Table, rates: Mapping[str, int]) -> Any:
    chosen: Any = 0
    for kind, rate in rates.items():
        chosen = where(table.kind == kind, rate, chosen)
    return chosen


def _reduction(law: Law, month: Month, name: str | None) -> int:
    if name is None:
        return 0
    try:
        table = law.at("contribution.injury_reduction", month.first_day)
    except PolicyError as error:
        raise BatchError(str(error)) from error
    if name not in table.table:
        raise BatchError(f"工伤费率下调幅度“{name}”应为 {'、'.join(table.table)} 之一")
    return int(table.cell(name).decimal)


def _injury_rate(law: Law, month: Month, table: Table, cut: int) -> Any:
    """The injury rate of each row in millionths: class × floating grade × (1 − reduction); 0 for the flexible."""
    try:
        classes = law.at("contribution.injury_class_rate", month.first_day)
        grades = law.at("contribution.injury_floating", month.first_day)
    except PolicyError as error:
        raise BatchError(str(error)) from error
    benchmark: Any = 0
    for number in classes.table:
        benchmark = where(table.injury_class == int(number), classes.cell(number).scaled(RATE_SCALE), benchmark)
    percent: Any = 0
    for grade in grades.table:
        percent = where(table.floating == grade, int(grades.cell(grade).decimal), percent)
    rated = injury_rate(
        benchmark=benchmark.cast("int64"), floating_percent=percent.cast("int64"), reduction_percent=cut
    )
    return where(table.kind == _FLEXIBLE, 0, rated)
