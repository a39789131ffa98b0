"""Survivors' cases: funeral grant, lump sum, inherited account, residents; and wrong ones."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.benefit_cases import amount, case, problems
from shebao.policy.survivors.kinds import SURVIVOR_KINDS as KINDS

CASE = {"死亡日期": "2025-05-16", "缴费年限": "22年5个月"}


def test_the_published_funeral_grant_of_hubei_in_2025():
    assert round(amount(case(KINDS, **CASE), "funeral")) == 7831


@pytest.mark.parametrize(
    ("paid", "months"),
    [
        ("1年", 3),
        ("4年11个月", 3),
        ("5年", 6),
        ("10年", 9),
        ("15年", 9),
        ("15年1个月", 10),
        ("22年5个月", 17),
        ("35年", 24),
    ],
)
def test_the_lump_sum_by_years_of_contributions(paid, months):
    found = case(KINDS, 死亡日期="2024-05-16", 缴费年限=paid)
    assert amount(found, "lump_sum_months") == months
    assert amount(found, "lump_sum") == (Decimal(44990) * months / 12).quantize(Decimal("0.01"))


@pytest.mark.parametrize(("start", "months"), [("2025-05", 24), ("2024-06", 23), ("2010-08", 10), ("1999-01", 9)])
def test_a_pensioners_lump_sum_shrinks_by_each_year_of_pension(start, months):
    found = case(KINDS, 领取起始月=start, **CASE | {"缴费年限": "36年"})
    assert amount(found, "lump_sum_months") == months


def test_the_marks_tell_what_was_not_checked():
    assert case(KINDS, **CASE).explanation.step("lump_sum_months").mark == "verified"
    assert case(KINDS, **CASE | {"缴费年限": "3年"}).explanation.step("lump_sum").mark == "known"


def test_another_funeral_grant_leaves_the_lump_sum_only():
    found = case(KINDS, 已领工伤或失业丧葬补助金="是", **CASE)
    assert "funeral" not in found.explanation.results
    assert amount(found, "total") == amount(found, "lump_sum")


def test_in_prison_only_the_account_is_inherited():
    assert amount(case(KINDS, 服刑="是", 个人账户余额="86543.21", **CASE), "total") == Decimal("86543.21")


def test_a_residents_funeral_grant_is_ten_months():
    assert amount(case(KINDS, 事项="居民", 死亡日期="2025-09-01", 基础养老金=367), "funeral") == 3670


@settings(max_examples=40)
@given(st.integers(0, 600), st.integers(0, 100))
def test_longer_contributions_never_leave_less(paid, more):
    def total(months):
        return amount(case(KINDS, 死亡日期="2023-05-16", 缴费月数=months), "total")

    assert total(paid) <= total(paid + more)


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"死亡日期": "2021-08-31"}, "上一年度全省城镇居民人均可支配收入", "没有 2021年8月31日"),
        ({"死亡日期": "2021-08-31", "人均可支配收入": 1}, "参数", "2021-09-01"),
        ({"死亡日期": "2026-08-31"}, "上一年度全省城镇居民人均可支配收入", "请写明"),
        ({"出生日期": "2026-01-01"}, "死亡日期", "早于出生年月"),
        ({"出生日期": "1880-01-01"}, "出生日期", "130 岁"),
        ({"领取起始月": "2025-06"}, "养老金领取起始月", "晚于死亡日期"),
        ({"个人账户余额": "-5"}, "个人账户余额", "为负"),
        ({"缴费年限": None}, "缴费月数", "缺少"),
    ],
)
def test_wrong_cases_are_told_person_field_and_rule(fields, field, rule):
    wrong = {key: value for key, value in {**CASE, **fields}.items() if value is not None}
    messages = problems(KINDS, **wrong)
    assert any(message.startswith("甲") and field in message and rule in message for message in messages), messages
