"""The formulas on Ibis columns give what they give for one person."""

import random

import ibis

from shebao.policy.pensions.formulas import (
    annual_adjustment,
    arrears,
    employee_pension,
    interpolated_payout_months,
    monthly_payment,
    resident_pension,
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
        row["base"], row["index"], row["years"], row["deemed"], row["account"], row["payout"], 10, 12
    )
    bonus = resident_year_bonus(row["years"] // 100, 100, 200, 300, 15, 25)
    return {
        **pension._asdict(),
        **{
            f"adjust_{key}": value
            for key, value in annual_adjustment(pension.total, 25, 3000, 150, 10_000, 0)._asdict().items()
        },
        "delay": delay_months(row["birth"], 1975 * 12, 2, 60),
        "resident": resident_pension(36_700, bonus, row["account"], 139),
        "blend": transition_blend(500_000, pension.total, 30),
        "arrears": arrears(pension.total, row["base"], 12, row["due"]),
        "payment": monthly_payment(pension.total, row["payable"], row["due"], 5_000),
        "months": interpolated_payout_months(139, 132, row["payout"] % 12),
    }


def test_columns_and_single_persons_agree_to_the_fen():
    table = ibis.memtable(ROWS)
    connection = ibis.duckdb.connect()
    computed = connection.to_pyarrow(table.select(**formulas(table))).to_pylist()
    expected = [formulas(row) for row in ROWS]
    assert len(computed) == len(expected)
    key = repr
    assert sorted(computed, key=key) == sorted(expected, key=key)
