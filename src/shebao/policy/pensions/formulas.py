"""The pension formulas, each once, on Python integers or Ibis integer columns (see policy.arithmetic).

Amounts are fen, indexes 1/10000, years 1/100, payout months 1/10, accrual and transition rates 1/1000, yearly interest
and percentages 1/1000000. Doubled numerators stay below 2^53 while bases are below 20 000 yuan, indexes at most 3.5,
years at most 60, deemed years at most 50, balances below 20 million yuan and rates below 20 %.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from shebao.policy.arithmetic import (
    INDEX_SCALE,
    PAYOUT_SCALE,
    RATE_SCALE,
    YEARS_SCALE,
    greatest,
    half_up,
    least,
    where,
)

ACCRUAL_SCALE = 1_000
"""Accrual and transition rates are integers in 1/1000 (1 % is 10, 1.2 % is 12)."""


class EmployeePension(NamedTuple):
    """The parts of an employee's monthly pension in fen."""

    indexed_wage: Any
    basic: Any
    personal: Any
    transition: Any
    total: Any


class Adjustment(NamedTuple):
    """The parts of one annual adjustment of a monthly pension in fen."""

    fixed: Any
    by_years: Any
    by_level: Any
    tilt: Any
    total: Any


def indexed_wage(base: Any, index: Any) -> Any:
    """指数化月平均缴费工资 = 计发基数 × 平均缴费工资指数, to the fen (湖北省养老保险待遇计算表)."""
    return half_up(base * index, INDEX_SCALE)


def basic_pension(base: Any, wage: Any, years: Any, accrual: Any) -> Any:
    """基础养老金 = (计发基数 + 指数化月平均缴费工资) ÷ 2 × 缴费年限 × 1%, to the fen (国发〔2005〕38号 六)."""
    return half_up((base + wage) * years * accrual, 2 * YEARS_SCALE * ACCRUAL_SCALE)


def personal_pension(account: Any, payout_months: Any) -> Any:
    """个人账户养老金 = 个人账户储存额 ÷ 计发月数, to the fen (国发〔2005〕38号 六)."""
    return half_up(account * PAYOUT_SCALE, payout_months)


def transitional_pension(base: Any, index: Any, deemed_years: Any, rate: Any) -> Any:
    """过渡性养老金 = 计发基数 × 平均缴费工资指数 × 视同缴费年限 × 系数, to the fen (鄂政发〔2006〕42号)."""
    return half_up(base * index * deemed_years * rate, INDEX_SCALE * YEARS_SCALE * ACCRUAL_SCALE)


def employee_pension(
    base: Any,
    index: Any,
    years: Any,
    deemed_years: Any,
    account: Any,
    payout_months: Any,
    accrual: Any,
    transition_rate: Any,
) -> EmployeePension:
    """An employee's monthly pension: basic + personal account + transitional."""
    wage = indexed_wage(base, index)
    basic = basic_pension(base, wage, years, accrual)
    personal = personal_pension(account, payout_months)
    transition = transitional_pension(base, index, deemed_years, transition_rate)
    return EmployeePension(wage, basic, personal, transition, basic + personal + transition)


def interpolated_payout_months(whole: Any, following: Any, extra_months: Any) -> Any:
    """计发月数 between whole ages in 1/10: 上一整岁值 −(上一整岁值 − 下一整岁值)÷12×超出月数, to one decimal.

    `whole` and `following` are months (not tenths) at the last and the next whole age; extra_months is 0 to 11.
    """
    return half_up((whole * 12 - (whole - following) * extra_months) * PAYOUT_SCALE, 12)


def resident_year_bonus(years: Any, first: Any, second: Any, third: Any, second_from: Any, third_from: Any) -> Any:
    """缴费年限养老金 in fen: `first` for each whole year, `second` beyond the first limit, `third` beyond the second.

    Years and limits are whole years.
    """
    return (
        years * first
        + greatest(years - second_from, 0) * (second - first)
        + greatest(years - third_from, 0) * (third - second)
    )


def resident_personal_pension(account: Any, payout_months: Any) -> Any:
    """城乡居保个人账户养老金 = 储存额 ÷ 139, to the fen (国发〔2014〕8号); payout months are whole."""
    return half_up(account, payout_months)


def resident_pension(base: Any, bonus: Any, account: Any, payout_months: Any) -> Any:
    """城乡居保月待遇 = 基础养老金 + 缴费年限养老金 + 个人账户养老金."""
    return base + bonus + resident_personal_pension(account, payout_months)


def transition_blend(former: Any, current: Any, percent: Any) -> Any:
    """机关事业单位过渡期待遇: the former method's amount at least, plus `percent` of what the current one exceeds it by.

    人社部发〔2015〕28号; percent is whole.
    """
    excess = greatest(current - former, 0)
    return former + half_up(excess * percent, 100)


def annual_adjustment(pension: Any, whole_years: Any, fixed: Any, per_year: Any, percent: Any, tilt: Any) -> Adjustment:
    """One annual adjustment: 定额 + 每满1年 × 年限 + 本人养老金 × 比例 (to the fen) + 倾斜 (社会保险法第18条；年度通知).

    `percent` is a rate in 1/1000000 (2 % is 20000); `tilt` the sum of the person's extra amounts.
    """
    by_years = per_year * whole_years
    by_level = half_up(pension * percent, RATE_SCALE)
    return Adjustment(fixed, by_years, by_level, tilt, fixed + by_years + by_level + tilt)


def arrears(entitled: Any, paid: Any, months: Any, corrected: Any) -> Any:
    """重核补发: (重核后月标准 − 原月标准) × 月数 − 已补发的更正额; negative where too much was paid."""
    return (entitled - paid) * months - corrected


def monthly_payment(pension: Any, payable: Any, arrears_due: Any, deduction: Any) -> Any:
    """月发放额: the pension where payable (otherwise 0) plus arrears, less a deduction that is never more than both."""
    due = where(payable, pension, 0) + greatest(arrears_due, 0)
    return due - least(greatest(deduction, 0), due)


def account_interest(balance: Any, rate: Any) -> Any:
    """A full year's interest on an opening balance: 上年末储存额 × 记账利率, to the fen."""
    return half_up(balance * rate, RATE_SCALE)


def credit_interest(month_products: Any, rate: Any) -> Any:
    """本年记账额利息 = 月积数 × 记账利率 ÷ 12, to the fen; 月积数 = Σ 各月记账额 × (12 − 月份 + 1)."""
    return half_up(month_products * rate, 12 * RATE_SCALE)


def year_index(wages: Any, average_wage: Any, months: Any) -> Any:
    """A year's contribution index in 1/10000: 当年缴费工资合计 ÷ (月社平 × 缴费月数)."""
    return half_up(wages * INDEX_SCALE, average_wage * months)
