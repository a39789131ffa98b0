"""Work-injury cases: every grade, nursing, subsidies, death and disappearance, and what is said about wrong ones."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.benefit_cases import amount, case, problems, reference
from shebao.policy.injury.kinds import INJURY_KINDS as KINDS
from shebao.policy.parameters import law

HURT = {"受伤日期": "2024-03-11", "核定日期": "2025-02-20", "月平均缴费工资": 6000}
DEAD = {"事项": "工亡", "受伤日期": "2025-04-12", "死亡日期": "2025-04-12", "月平均缴费工资": 7000}
WAGES = st.integers(1, 4_000_000).map(lambda fen: Decimal(fen).scaleb(-2))
GRADES = st.integers(1, 10)


def test_the_months_of_a_subsidy_are_those_of_the_province():
    hurt = {"受伤日期": "2024-03-11", "核定日期": "2025-02-20", "月平均缴费工资": 6000, "平均工资": 7000}
    ended = {"伤残等级": 9, "解除日期": "2025-03-01", **hurt}
    guangdong, shanghai = case(KINDS, 统筹区="广州", **ended), case(KINDS, 统筹区="上海", **ended)
    assert (amount(guangdong, "medical_subsidy"), amount(guangdong, "employment_subsidy")) == (2 * 6000, 8 * 6000)
    assert (amount(shanghai, "medical_subsidy"), amount(shanghai, "employment_subsidy")) == (6 * 7000, 6 * 7000)
    assert guangdong.explanation.step("medical_subsidy").mark == "known"
    assert any("由省规定" in message for message in problems(KINDS, 统筹区="成都", **ended))


@pytest.mark.parametrize(
    ("grade", "lump_sum", "allowance"),
    [
        (1, 162000, "5400.00"),
        (2, 150000, "5100.00"),
        (3, 138000, "4800.00"),
        (4, 126000, "4500.00"),
        (5, 108000, "4200.00"),
        (6, 96000, "3600.00"),
        (7, 78000, None),
        (8, 66000, None),
        (9, 54000, None),
        (10, 42000, None),
    ],
)
def test_each_grade_has_its_lump_sum_and_allowance(grade, lump_sum, allowance):
    found = case(KINDS, 伤残等级=grade, 难以安排工作="是", **HURT)
    assert amount(found, "lump_sum") == lump_sum
    monthly = [row for row in found.rows if row["item"] == "allowance"]
    assert [row["amount"] for row in monthly] == ([Decimal(allowance)] if allowance else [])
    payer = "工伤保险基金" if grade <= 4 else "用人单位"
    assert all(row["payer"] == payer for row in monthly)


def test_the_wage_is_the_mean_of_the_months_before_within_the_bounds():
    months = [5200] * 3 + [5300] * 3 + [5400] * 3 + [5500] * 3
    worker = {"受伤日期": "2024-03-11", "伤残等级": "十级"}
    assert amount(case(KINDS, wages=months, **worker), "own_wage") == Decimal("5350.00")
    assert amount(case(KINDS, wages=[5000, 5000.01], **worker), "own_wage") == Decimal("5000.01")
    assert amount(case(KINDS, wage=1000, **worker), "own_wage") == Decimal("4493.40")
    assert amount(case(KINDS, wage=90000, **worker), "own_wage") == Decimal("22467.00")


@pytest.mark.parametrize(
    ("level", "nursing"), [("完全不能自理", "3748.00"), ("大部分", "2998.40"), ("部分不能自理", "2248.80")]
)
def test_nursing_by_degree_on_the_average_wage_of_the_year(level, nursing):
    assert amount(case(KINDS, 伤残等级=1, 生活自理障碍=level, **HURT), "nursing") == Decimal(nursing)


def test_an_allowance_below_the_minimum_wage_is_topped_up_by_its_payer():
    fields = {"伤残等级": "6级", "最低工资": 3000, "难以安排工作": "是"}
    found = case(KINDS, **fields, **HURT | {"月平均缴费工资": 100})
    assert amount(found, "allowance") == Decimal("2696.04")
    assert amount(found, "allowance_top_up") == Decimal("303.96")
    assert amount(found, "employer_monthly") == Decimal("3000.00")


def test_a_pensioner_gets_the_difference_to_the_allowance():
    found = case(KINDS, 伤残等级=2, 养老金="4000.55", **HURT)
    assert amount(found, "pension_difference") == Decimal("1099.45")
    assert amount(case(KINDS, 伤残等级=2, 养老金=9000, **HURT), "pension_difference") == 0


def test_subsidies_upon_leaving_take_the_provinces_months_from_the_case():
    fields = {"解除日期": "2025-03-31", "医疗补助金月数": 12, "就业补助金月数": "15个月"}
    found = case(KINDS, 伤残等级=7, **fields, **HURT)
    assert amount(found, "medical_subsidy") == Decimal("89952.00")
    assert amount(found, "employment_subsidy") == Decimal("112440.00")
    assert amount(found, "fund_once") == Decimal("78000.00") + Decimal("89952.00")
    assert found.explanation.step("medical_subsidy").mark == "known"


def test_who_is_not_insured_is_paid_by_the_employer():
    found = case(KINDS, 伤残等级=3, 是否参保="否", **HURT)
    assert {row["payer"] for row in found.rows} == {"用人单位"}


def test_a_late_report_is_remarked():
    assert any(
        "超过 30 日" in remark
        for remark in case(KINDS, 伤残等级=9, 申请认定日期="2024-05-01", **HURT).explanation.remarks
    )


def test_leave_within_the_limits_is_paid_by_the_employer():
    found = case(KINDS, 伤残等级=9, 停工留薪期="1年2个月", 延长="是", 原工资=5000, **HURT)
    assert amount(found, "leave_pay") == 70000


@settings(max_examples=40)
@given(GRADES, WAGES, WAGES)
def test_higher_wages_and_graver_grades_never_pay_less(grade, wage, more):
    def result(at, of):
        return case(KINDS, 伤残等级=at, **HURT | {"月平均缴费工资": of, "最低工资": 0})

    lower, higher = result(grade, wage), result(grade, wage + more)
    assert amount(lower, "lump_sum") <= amount(higher, "lump_sum")
    if grade > 1:
        assert amount(lower, "lump_sum") <= amount(result(grade - 1, wage), "lump_sum")


@settings(max_examples=40)
@given(GRADES, WAGES)
def test_totals_by_payer_are_the_sums_of_the_items(grade, wage):
    found = case(KINDS, 伤残等级=grade, 难以安排工作="是", 生活自理障碍="部分", **HURT | {"月平均缴费工资": wage})
    totals = [name for name in found.explanation.results if name.startswith(("fund_", "employer_"))]
    assert sum(amount(found, name) for name in totals) == sum(row["amount"] for row in found.rows)


def test_every_year_of_death_has_its_grant():
    for row in reference("death_lump_sum_by_year.csv"):
        day = f"{row['death_year']}-06-30"
        found = case(KINDS, **DEAD | {"受伤日期": day, "死亡日期": day, "平均工资": 7000})
        assert amount(found, "death_grant") == Decimal(row["lump_sum_20x"])
        value = law("武汉").at("injury.national_income", date.fromisoformat(day))
        assert value.confidence == row["confidence"]
        assert found.explanation.step("death_grant").mark == row["confidence"]


def test_a_death_at_work_pays_funeral_grant_and_pensions():
    family = [{"关系": "配偶"}, {"关系": "儿子"}]
    found = case(KINDS, 供养亲属=family, **DEAD)
    assert amount(found, "funeral") == Decimal("44976.00")
    assert (amount(found, "dependant_1"), amount(found, "dependant_2")) == (2800, 2100)
    assert amount(found, "death_grant") == 1083760


def test_pensions_together_do_not_exceed_the_wage():
    family = [{"关系": "配偶"}, {"关系": "女儿"}, {"关系": "母亲", "孤寡": "是"}]
    found = case(KINDS, 供养亲属=family, **DEAD)
    paid = [amount(found, f"dependant_{number}") for number in (1, 2, 3)]
    assert paid == [Decimal("2545.46"), Decimal("1909.09"), Decimal("2545.45")]
    assert amount(found, "fund_monthly") == 7000


def test_after_leave_there_is_no_lump_sum():
    found = case(KINDS, 死亡情形="停工留薪期满后", **DEAD)
    assert "death_grant" not in found.explanation.results


def test_the_missing_are_paid_wages_then_pensions_and_an_advance():
    fields = {
        "受伤日期": "2025-05-20",
        "月平均缴费工资": 6500,
        "月工资": 7200,
        "预支": "是",
        "供养亲属": [{"关系": "配偶"}],
    }
    found = case(KINDS, 事项="下落不明", **fields)
    assert amount(found, "missing_wages") == 21600
    assert amount(found, "death_grant_advance") == 541880
    assert "2025年8月" in found.explanation.remarks[0]


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"伤残等级": 11}, "伤残等级", "应在 1 至 10 级之间（工伤保险条例第二十二条）"),
        ({"伤残等级": 0}, "伤残等级", "应在 1 至 10 级之间"),
        ({"伤残等级": "十一级"}, "伤残等级", "应在 1 至 10 级之间"),
        ({"伤残等级": "3.5"}, "伤残等级", "应在 1 至 10 级之间"),
        ({"伤残等级": None}, "伤残等级", "缺少"),
        ({"受伤日期": "2024-02-30"}, "受伤日期", "没有 30 日"),
        ({"受伤日期": "2024-02"}, "受伤日期", "没有日"),
        ({"核定日期": "2023-01-01"}, "核定日期", "早于受伤日期"),
        ({"出生日期": "2024-04-01"}, "受伤日期", "早于出生年月"),
        ({"月平均缴费工资": None}, "月平均缴费工资", "写一项"),
        ({"月平均缴费工资": None, "wages": [1] * 13}, "受伤前各月缴费工资", "1 至 12 个月"),
        ({"月平均缴费工资": None, "wages": [1, "多"]}, "受伤前各月缴费工资", "不是金额"),
        ({"停工留薪期": 13, "原工资": 1}, "停工留薪期", "超过最长 12 个月"),
        ({"停工留薪期": 25, "延长": "是", "原工资": 1}, "停工留薪期", "超过最长 24 个月"),
        ({"解除日期": "2025-03-01", "伤残等级": 4}, "终止或解除劳动关系日期", "保留劳动关系"),
        ({"解除日期": "2025-03-01"}, "工伤医疗补助金月数", "由省规定"),
        ({"受伤日期": "2010-03-01", "平均工资": 1, "最低工资": 1}, "参数", "最早的值自 2011-01-01 起"),
        ({"受伤日期": "2026-03-01", "核定日期": "2026-04-01"}, "统筹地区上年度职工月平均工资", "请写明"),
        ({"伤残等级": 1, "核定日期": "2025-12-01"}, "最低工资标准", "没有 2025年12月1日的最低工资标准"),
        ({"生活自理障碍": "有点"}, "生活自理障碍", "不认识"),
        ({"事项": "工亡", "死亡日期": "2024-01-01"}, "死亡日期", "早于受伤日期"),
        ({"事项": "工亡", "死亡日期": "2025-01-01", "供养亲属": [{"关系": "邻居"}]}, "关系", "不认识"),
        (
            {"事项": "工亡", "死亡日期": "2025-01-01", "供养亲属": [{"关系": "妻"}, {"关系": "夫"}]},
            "供养亲属",
            "只能有一人",
        ),
        ({"事项": "工亡", "死亡日期": "2027-01-01", "平均工资": 1}, "人均可支配收入", "没有 2027年1月1日的"),
    ],
)
def test_wrong_cases_are_told_person_field_and_rule(fields, field, rule):
    wrong = {key: value for key, value in {"伤残等级": 7, **HURT, **fields}.items() if value is not None}
    messages = problems(KINDS, **wrong)
    assert any(message.startswith("甲") and field in message and rule in message for message in messages), messages
