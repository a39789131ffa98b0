"""What the pension would be at each month of the flexible window: early, on time, late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from shebao.fields.dates import Month, age_text, month_of
from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import INDEX_SCALE, RATE_SCALE, half_up, unscaled
from shebao.policy.errors import CaseError, blamed_on, problem
from shebao.policy.parameters import Law
from shebao.policy.pensions.case import EmployeeCase
from shebao.policy.pensions.employee import DEFAULT_PLACE, amounts, calculation_base
from shebao.policy.pensions.formulas import EmployeePension
from shebao.policy.places import placed
from shebao.policy.retirement.choice import Timing, possible_groups, timing
from shebao.policy.retirement.schedule import Statutory, minimum_contribution_months, statutory, window

TIMING_NAMES: dict[Timing, str] = {"early": "提前", "on_time": "按时", "late": "延迟", "outside": "范围外"}
ASSUMPTIONS = (
    "假定：计发基数、平均缴费工资指数不变；每月按计发基数×指数缴费，个人账户每月记入8%，不计利息；"
    "缴费到退休前一个月。只用于比较，实际以核定为准。"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One month to retire in: how it stands to the statutory month, and the pension in fen with what it rests on."""

    month: Month
    timing: Timing
    age: int
    years: int
    account: int
    payout_months: Decimal
    eligible: bool
    parts: EmployeePension


def what_if(case: EmployeeCase) -> tuple[Choice, ...]:
    """The pension for every month of the person's flexible window. Raises CaseError where there is no such window."""
    with blamed_on(case.identifier):
        return _what_if(case)


def _what_if(case: EmployeeCase) -> tuple[Choice, ...]:
    if case.birth is None or case.retire is None:
        raise CaseError([problem(case.identifier, "出生年月", "比较退休时间须有出生年月和退休时间")])
    rules = placed(case.place, DEFAULT_PLACE, "参保地").law
    plan = _plan(rules, case, case.birth, case.retire)
    flexible = window(rules, plan)
    if flexible is None:
        message = f"法定退休时间为{plan.month}，在2025年以前，没有弹性退休范围可比较"
        raise CaseError([problem(case.identifier, "退休时间", message)])
    base = calculation_base(case)
    first, last = month_of(flexible.earliest), month_of(flexible.latest)
    months = [first.plus(offset) for offset in range(last.since(first) + 1)]
    choices = (_choice(rules, case, plan, base, month) for month in months)
    return tuple(choice for choice in choices if choice is not None)


def rows(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The choices for machines: amounts in yuan, ISO months."""
    return [
        {
            "retire": choice.month.iso,
            "timing": choice.timing,
            "age": age_text(choice.age),
            "total_years": unscaled(choice.years, YEARS_SCALE),
            "account": unscaled(choice.account, 100),
            "months": choice.payout_months,
            "eligible": choice.eligible,
            "basic": unscaled(choice.parts.basic, 100),
            "personal": unscaled(choice.parts.personal, 100),
            "transition": unscaled(choice.parts.transition, 100),
            "total": unscaled(choice.parts.total, 100),
        }
        for choice in choices
    ]


def table_text(choices: Sequence[Choice], identifier: str) -> str:
    """The choices as a table for a terminal; months that are not the first, the last or on time only once a quarter."""
    lines = [f"不同退休时间的养老金　{identifier}", ASSUMPTIONS]
    lines.append(
        "退休时间　　　年龄　　　　　方式　缴费年限　计发月数　　基础　　　个人账户　　过渡性　　　合计（元/月）"
    )
    for number, choice in enumerate(choices):
        edge = number in (0, len(choices) - 1) or choice.timing == "on_time"
        if edge or number % 3 == 0:
            lines.append(_line(choice))
    if any(not choice.eligible for choice in choices):
        lines.append("＊ 当时未达到最低缴费年限，不能按月领取。")
    return "\n".join(lines) + "\n"


def _line(choice: Choice) -> str:
    parts = choice.parts
    amounts = "".join(f"{unscaled(amount, 100):>12,}" for amount in (parts.basic, parts.personal, parts.transition))
    years = f"{unscaled(choice.years, YEARS_SCALE):>8}"
    mark = "" if choice.eligible else " ＊"
    return (
        f"{choice.month.iso:<12}{_wide(age_text(choice.age), 14)}{TIMING_NAMES[choice.timing]}"
        f"{years}{choice.payout_months!s:>9}{amounts}{unscaled(parts.total, 100):>13,}{mark}"
    )


def _wide(text: str, width: int) -> str:
    taken = sum(2 if ord(character) > 255 else 1 for character in text)
    return text + " " * max(width - taken, 1)


def _plan(rules: Law, case: EmployeeCase, birth: Month, retire: Month) -> Statutory:
    groups = possible_groups(case.sex, case.group)
    if not groups:
        raise CaseError([problem(case.identifier, "性别", "缺少；比较退休时间须有性别，女性并写人员类别")])
    plans = [statutory(rules, group, birth.first_day) for group in groups]
    fitting = [plan for plan in plans if timing(rules, plan, retire) != "outside"]
    return (fitting or plans)[0]


def carried_to(case: EmployeeCase, month: Month) -> EmployeeCase:
    """The case as it stands in another month to retire in, by `ASSUMPTIONS`: its base, and on it every month's credit.

    Raises CaseError where the base or the crediting rate is not known, or where the month is before the first paid one.
    """
    with blamed_on(case.identifier):
        carried = _carried(placed(case.place, DEFAULT_PLACE, "参保地").law, case, calculation_base(case), month)
    if carried is None:
        raise CaseError([problem(case.identifier, "退休时间", f"{month}早于开始缴费的时间，不能推算")])
    return carried


def _carried(rules: Law, case: EmployeeCase, base: int, month: Month) -> EmployeeCase | None:
    if case.retire is None:
        return None
    later = month.since(case.retire)
    wage = half_up(base * (case.index or 0), INDEX_SCALE)
    rate = rules.at("pension.account_credit_rate", month.first_day).scaled(RATE_SCALE)
    account = (case.account or 0) + half_up(wage * rate, RATE_SCALE) * later
    months = half_up((case.total_years or 0) * 12, YEARS_SCALE) + later
    if account < 0 or months < 0:
        return None
    years = half_up(months * YEARS_SCALE, 12) if later else case.total_years or 0
    return replace(case, retire=month, base=base, total_years=years, account=account, months=None)


def _choice(rules: Law, case: EmployeeCase, plan: Statutory, base: int, month: Month) -> Choice | None:
    chosen = _carried(rules, case, base, month)
    if chosen is None or case.birth is None:
        return None
    parts, payout_months = amounts(chosen)
    years = chosen.total_years or 0
    minimum = minimum_contribution_months(rules, min(month, plan.month).first_day).integer
    return Choice(
        month=month,
        timing=timing(rules, plan, month),
        age=month.since(case.birth),
        years=years,
        account=chosen.account or 0,
        payout_months=payout_months,
        eligible=half_up(years * 12, YEARS_SCALE) >= minimum,
        parts=parts,
    )
