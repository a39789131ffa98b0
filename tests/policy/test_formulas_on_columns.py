"""The formulas on Ibis columns give what they give for one person."""

import random

import ibis

from shebao.policy.pensions.formulas import (
    annual_adjustment,
    arrears,
    employee_pension,
    interpolated_payout_months,
    monthly_payment,
    resident_personal_pension,
    resident_year_bonus,
    transition_blend,
)
from shebao.policy.retirement.schedule import delay_months

SEED = random.Random(2026)
ROWS = [
    {
        "base": SEED.randrange(100_000, 2_000_000),
        "index": SEED.randrange(1, 35_000),
        "years": SEED.randrange(0, 6_000),
        "deemed": SEED.randrange(0, 5_000),
        "account": SEED.randrange(0, 2_000_000_000),
        "payout": SEED.randrange(560, 2330),
        "birth": SEED.randrange(1960 * 12, 1990 * 12),
        "payable": SEED.random() < 0.9,
        "due": SEED.randrange(-(10**6), 10**6),
    }
    for _ in range(2_000)
]


def formulas(row):
    pension = employee_pension(
        base=row["base"],
        index=row["index"],
        years=row["years"],
        deemed_years=row["deemed"],
        account=row["account"],
        payout_months=row["payout"],
        accrual=10,
        transition_rate=12,
    )
    bonus = resident_year_bonus(
        years=row["years"] // 100, first=100, second=200, third=300, second_from=15, third_from=25
    )
    return {
        **pension._asdict(),
        **{
            f"adjust_{key}": value
            for key, value in annual_adjustment(
                pension=pension.total, whole_years=25, fixed=3000, per_year=150, percent=10_000, tilt=0
            )
            ._asdict()
            .items()
        },
        "delay": delay_months(birth=row["birth"], first_birth=1975 * 12, step=2, cap=60),
        "resident": bonus + resident_personal_pension(row["account"], 139),
        "blend": transition_blend(former=500_000, current=pension.total, percent=30),
        "arrears": arrears(entitled=pension.total, paid=row["base"], months=12, corrected=row["due"]),
        "payment": monthly_payment(
            pension=pension.total, payable=row["payable"], arrears_due=row["due"], deduction=5_000
        ),
        "months": interpolated_payout_months(whole=139, following=132, extra_months=row["payout"] % 12),
    }


def test_columns_and_single_persons_agree_to_the_fen():
    table = ibis.memtable(ROWS)
    connection = ibis.duckdb.connect()
    computed = connection.to_pyarrow(table.select(**formulas(table))).to_pylist()
    expected = [formulas(row) for row in ROWS]
    assert len(computed) == len(expected)
    key = repr
    assert sorted(computed, key=key) == sorted(expected, key=key)
