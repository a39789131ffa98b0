"""Payout months (计发月数) of a personal account by age at retirement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from shebao.policy.arithmetic import PAYOUT_SCALE, unscaled
from shebao.policy.errors import PolicyError
from shebao.policy.explanation import Step, law_operand, operand, step
from shebao.policy.parameters import Law, Value
from shebao.policy.pensions.formulas import interpolated_payout_months


@dataclass(frozen=True, slots=True)
class Payout:
    """Payout months in 1/10 and the step that tells how they were found."""

    tenths: int
    step: Step


_RULE = "整岁查表；非整岁＝上一整岁值－（上一整岁值－下一整岁值）÷12×超出月数"


@lru_cache(maxsize=4096)  # of ages and days of the law alone; a comparison asks for each month that one may retire in
def payout_months(law: Law, age_months: int, on: date) -> Payout:
    """The payout months of an age. Raises PolicyError below the table's first age.

    Above the table's last age its last row holds.
    """
    table, method = law.at("pension.payout_months", on), law.at("pension.payout_method", on)
    years, extra = _within(table, age_months)
    monthly = method.text == "month" and extra > 0
    whole = table.cell(str(years))
    following = table.cell(str(years + 1)) if monthly else whole
    tenths = interpolated_payout_months(
        whole=whole.integer, following=following.integer, extra_months=extra if monthly else 0
    )
    operands = [operand("退休年龄", age_months, "full_age"), law_operand(whole, f"{years}岁")]
    if monthly:
        operands += [law_operand(following, f"{years + 1}岁"), operand("超出月数", extra, "months")]
    found = step(
        "months",
        "计发月数",
        shown_months(tenths),
        "months",
        _RULE if monthly else "按退休时足岁查表",
        operands,
        rounding="四舍五入保留一位小数" if monthly else "",
        laws=[table, method] if extra else [table],
    )
    return Payout(tenths, found)


def stated_payout(tenths: int) -> Payout:
    """Payout months that a sheet states."""
    value = shown_months(tenths)
    return Payout(tenths, step("months", "计发月数", value, "months", "核定表所列", basis="国发〔2005〕38号附件"))


def shown_months(tenths: int) -> int | Decimal:
    """Payout months in 1/10 as a number of months, whole where they are."""
    return tenths // PAYOUT_SCALE if tenths % PAYOUT_SCALE == 0 else unscaled(tenths, PAYOUT_SCALE)


def _within(table: Value, age_months: int) -> tuple[int, int]:
    ages = [int(age) for age in table.table]
    years, extra = divmod(age_months, 12)
    if years < min(ages):
        raise PolicyError(f"退休年龄 {years}岁{extra}个月低于计发月数表的最低年龄 {min(ages)} 岁，请核对出生与退休年月")
    return (years, extra) if years < max(ages) else (max(ages), 0)
