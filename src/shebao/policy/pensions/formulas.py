"""The pension formulas, each once, on Python integers or Ibis integer columns (see policy.arithmetic).

Amounts are fen, indexes 1/10000, years 1/100, payout months 1/10, accrual and transition rates 1/1000, yearly interest
and percentages 1/1000000. Doubled numerators stay below 2^53 while bases are below 20 000 yuan, indexes at most 3.5,
years at most 60, deemed years at most 50, balances below 20 million yuan and rates below 20 %.
"""

from __future__ import annotations

from typing import NamedTuple

from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import INDEX_SCALE, PAYOUT_SCALE, RATE_SCALE, Quantity, greatest, half_up, least, where

ACCRUAL_SCALE = 1_000
"""Accrual and transition rates are integers in 1/1000 (1 % is 10, 1.2 % is 12)."""


class EmployeePension(NamedTuple):
    """The parts of an employee's monthly pension in fen."""

    indexed_wage: Quantity
    basic: Quantity
    personal: Quantity
    transition: Quantity
    total: Quantity


class Adjustment(NamedTuple):
    """The parts of one annual adjustment of a monthly pension in fen."""

    fixed: Quantity
    by_years: Quantity
    by_level: Quantity
    tilt: Quantity
    total: Quantity


def indexed_wage(base: Quantity, index: Quantity) -> Quantity:
    """指数化月平均缴费工资 = 计发基数 × 平均缴费工资指数, to the fen (湖北省养老保险待遇计算表)."""
    return half_up(base * index, INDEX_SCALE)


def basic_pension(
    *, base: Quantity, wage: Quantity, years: Quantity, accrual: Quantity, years_scale: int = YEARS_SCALE
) -> Quantity:
    """基础养老金 = (计发基数 + 指数化月平均缴费工资) ÷ 2 × 缴费年限 × 1%, to the fen (国发〔2005〕38号 六)."""
    return half_up((base + wage) * years * accrual, 2 * years_scale * ACCRUAL_SCALE)


def personal_pension(account: Quantity, payout_months: Quantity) -> Quantity:
    """个人账户养老金 = 个人账户储存额 ÷ 计发月数, to the fen (国发〔2005〕38号 六)."""
    return half_up(account * PAYOUT_SCALE, payout_months)


def transitional_pension(
    *, base: Quantity, index: Quantity, deemed_years: Quantity, rate: Quantity, years_scale: int = YEARS_SCALE
) -> Quantity:
    """过渡性养老金 = 计发基数 × 平均缴费工资指数 × 视同缴费年限 × 系数, to the fen (鄂政发〔2006〕42号)."""
    return half_up(base * index * deemed_years * rate, INDEX_SCALE * years_scale * ACCRUAL_SCALE)


def employee_pension(
    *,
    base: Quantity,
    index: Quantity,
    years: Quantity,
    deemed_years: Quantity,
    account: Quantity,
    payout_months: Quantity,
    accrual: Quantity,
    transition_rate: Quantity,
    years_scale: int = YEARS_SCALE,
) -> EmployeePension:
    """An employee's monthly pension: basic + personal account + transitional.

    Both years are in 1/years_scale: 100 for years to two decimals, 12 where a province counts months.
    """
    wage = indexed_wage(base, index)
    basic = basic_pension(base=base, wage=wage, years=years, accrual=accrual, years_scale=years_scale)
    personal = personal_pension(account, payout_months)
    transition = transitional_pension(
        base=base, index=index, deemed_years=deemed_years, rate=transition_rate, years_scale=years_scale
    )
    return EmployeePension(wage, basic, personal, transition, basic + personal + transition)


def interpolated_payout_months(*, whole: Quantity, following: Quantity, extra_months: Quantity) -> Quantity:
    """计发月数 between whole ages in 1/10: 上一整岁值 −(上一整岁值 − 下一整岁值)÷12×超出月数, to one decimal.

    `whole` and `following` are months (not tenths) at the last and the next whole age; extra_months is 0 to 11.
    """
    return half_up((whole * 12 - (whole - following) * extra_months) * PAYOUT_SCALE, 12)


def resident_year_bonus(
    *, years: Quantity, first: Quantity, second: Quantity, third: Quantity, second_from: Quantity, third_from: Quantity
) -> Quantity:
    """缴费年限养老金 in fen: `first` for each whole year, `second` beyond the first limit, `third` beyond the second.

    Years and limits are whole years.
    """
    return (
        years * first
        + greatest(years - second_from, 0) * (second - first)
        + greatest(years - third_from, 0) * (third - second)
    )


def resident_personal_pension(account: Quantity, payout_months: Quantity) -> Quantity:
    """城乡居保个人账户养老金 = 储存额 ÷ 139, to the fen (国发〔2014〕8号); payout months are whole."""
    return half_up(account, payout_months)


def transition_blend(*, former: Quantity, current: Quantity, percent: Quantity) -> Quantity:
    """机关事业单位过渡期待遇: the former method's amount at least, plus `percent` of what the current one exceeds it by.

    人社部发〔2015〕28号; percent is whole.
    """
    excess = greatest(current - former, 0)
    return former + half_up(excess * percent, 100)


def annual_adjustment(
    *, pension: Quantity, whole_years: Quantity, fixed: Quantity, per_year: Quantity, percent: Quantity, tilt: Quantity
) -> Adjustment:
    """One annual adjustment: 定额 + 每满1年 × 年限 + 本人养老金 × 比例 (to the fen) + 倾斜 (社会保险法第18条；年度通知).

    `percent` is a rate in 1/1000000 (2 % is 20000); `tilt` the sum of the person's extra amounts.
    """
    by_years = per_year * whole_years
    by_level = half_up(pension * percent, RATE_SCALE)
    return Adjustment(fixed, by_years, by_level, tilt, fixed + by_years + by_level + tilt)


def arrears(*, entitled: Quantity, paid: Quantity, months: Quantity, corrected: Quantity) -> Quantity:
    """重核补发: (重核后月标准 − 原月标准) × 月数 − 已补发的更正额; negative where too much was paid."""
    return (entitled - paid) * months - corrected


def monthly_payment(*, pension: Quantity, payable: Quantity, arrears_due: Quantity, deduction: Quantity) -> Quantity:
    """月发放额: the pension where payable (otherwise 0) plus arrears, less a deduction that is never more than both."""
    due = where(payable, pension, 0) + greatest(arrears_due, 0)
    return due - least(greatest(deduction, 0), due)


def account_interest(balance: Quantity, rate: Quantity) -> Quantity:
    """A full year's interest on an opening balance: 上年末储存额 × 记账利率, to the fen."""
    return half_up(balance * rate, RATE_SCALE)


def credit_interest(month_products: Quantity, rate: Quantity) -> Quantity:
    """本年记账额利息 = 月积数 × 记账利率 ÷ 12, to the fen; 月积数 = Σ 各月记账额 × (12 − 月份 + 1)."""
    return half_up(month_products * rate, 12 * RATE_SCALE)


def year_index(*, wages: Quantity, average_wage: Quantity, months: Quantity) -> Quantity:
    """A year's contribution index in 1/10000: 当年缴费工资合计 ÷ (月社平 × 缴费月数)."""
    return half_up(wages * INDEX_SCALE, average_wage * months)
