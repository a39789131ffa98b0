"""Unemployment cases: benefit, medical contributions, subsidies, grant and refunds; and wrong ones."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.benefit_cases import amount, case, problems, reference
from shebao.policy.parameters import law
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS as KINDS

CASE = {"失业登记日期": "2023-10-09", "缴费月数": 30}
SKILL = {
    "事项": "技能提升补贴",
    "技能等级": "高级",
    "证书核发日期": "2024-06-30",
    "申请日期": "2025-05-20",
    "缴费月数": 26,
}
REFUND = {"事项": "稳岗返还", "返还年度": 2024, "上年实缴": "86420.55", "职工人数": 120, "裁员人数": 4, "缴费月数": 12}


def test_the_amount_of_each_month_is_that_of_its_date():
    found = case(KINDS, **CASE)
    assert amount(found, "months") == 12
    assert [(row["month"], row["amount"]) for row in found.rows][3:5] == [("2024-01", 1809), ("2024-02", 1989)]
    assert amount(found, "total") == 4 * 1809 + 8 * 1989
    assert found.explanation.step("benefit_1").mark == "known"
    assert found.explanation.step("total").mark == "known"


@pytest.mark.parametrize(
    ("paid", "carried", "months"),
    [
        ("11个月", 0, 0),
        ("1年", 0, 12),
        ("4年11个月", 5, 17),
        ("5年", 0, 18),
        ("9年", 12, 24),
        ("10年", 0, 24),
        ("5个月", 8, 8),
    ],
)
def test_the_duration_by_years_of_contributions_and_months_left_over(paid, carried, months):
    found = case(KINDS, 失业登记日期="2024-03-01", 缴费年限=paid, 前次未领=carried)
    assert amount(found, "months") == months
    assert len(found.rows) == months


@pytest.mark.parametrize(
    ("place", "paid", "months"),
    [("广州", "4年11个月", 5), ("深圳", "5年", 6), ("广东", "20年", 24), ("上海", "5年", 10), ("长春", "5年", 18)],
)
def test_the_duration_where_a_province_has_its_own(place, paid, months):
    found = case(KINDS, 统筹区=place, 失业登记日期="2026-02-03", 缴费年限=paid, 失业保险金标准=2000)
    assert amount(found, "months") == months
    assert amount(found, "total") == 2000 * months


def test_a_shorter_term_that_the_place_decided_counts_and_a_longer_one_is_refused():
    facts = {"统筹区": "全国", "失业登记日期": "2026-02-03", "缴费月数": 60, "失业保险金标准": 2000}
    found = case(KINDS, 领取期限=6, **facts)
    assert (amount(found, "months"), amount(found, "total")) == (6, 12000)
    assert found.explanation.step("months").label == "领取期限"
    assert case(KINDS, **facts).explanation.step("months").label == "最长领取期限"
    assert any("超过按缴费时间最长 18 个月" in message for message in problems(KINDS, 领取期限=19, **facts))


@pytest.mark.parametrize("fields", [{"本人辞职": "是"}, {"求职要求": "否"}, {"缴费月数": 11}])
def test_who_does_not_meet_a_condition_gets_nothing_and_is_told_why(fields):
    found = case(KINDS, **CASE | fields)
    assert amount(found, "total") == 0
    assert "不符合领取条件" in found.explanation.step("months").note


def test_who_worked_less_than_a_year_again_goes_on_with_the_months_left_over():
    step = case(KINDS, 失业登记日期="2024-03-01", 缴费月数=5, 前次未领=8).explanation.step("months")
    assert "继续领取前次" in step.note
    assert step.mark == "known"
    left = case(KINDS, 失业登记日期="2024-03-01", 缴费月数=5, 前次未领=8, 本人辞职="是")
    assert amount(left, "months") == 0


def test_stopping_ends_the_benefit_before_the_month_of_the_event():
    found = case(KINDS, 停领月份="2024-02", 停领原因="重新就业", **CASE)
    assert amount(found, "total") == 4 * 1809


def test_close_to_retirement_the_benefit_runs_on_until_then():
    near = case(KINDS, 失业登记日期="2025-01-06", 缴费月数=20, 法定退休年月="2026-12")
    assert near.rows[-1]["month"] == "2026-12"
    far = case(KINDS, 失业登记日期="2025-01-06", 缴费月数=20, 法定退休年月="2027-01")
    assert far.rows[-1]["month"] == "2025-12"
    before = case(KINDS, 失业登记日期="2024-01-06", 缴费月数=20, 法定退休年月="2024-06")
    assert before.rows[-1]["month"] == "2024-06"


@pytest.mark.parametrize(("birth", "last"), [("1970-12", "2026-03"), ("1971-12", "2025-12")])
def test_a_womans_category_decides_on_her_age(birth, last):
    fields = {"出生年月": birth, "性别": "女", "人员类别": "干部"}
    assert case(KINDS, 失业登记日期="2025-01-06", 缴费月数=20, **fields).rows[-1]["month"] == last


@pytest.mark.parametrize(
    ("birth", "last"), [("1965-08-20", "2025-10"), ("1966-03-20", "2026-07"), ("1970-01-01", "2025-12")]
)
def test_the_statutory_age_follows_from_birth_and_sex(birth, last):
    found = case(KINDS, 失业登记日期="2025-01-06", 缴费月数=20, 出生日期=birth, 性别="男")
    assert found.rows[-1]["month"] == last


def test_months_after_the_last_known_standard_are_marked():
    found = case(KINDS, 失业登记日期="2025-06-01", 缴费月数=20)
    late = found.explanation.step("benefit_2")
    assert late.mark == "known"
    assert "没有收录" in late.note


def test_a_death_while_drawing_pays_what_an_employee_would_leave():
    fields = {"死亡日期": "2025-05-16", "缴费年限": "22年5个月"}
    found, staff = case(KINDS, 事项="领取期间死亡", **fields), case(SURVIVOR_KINDS, **fields)
    assert amount(found, "total") == amount(staff, "total")
    assert "第四十九条" in found.explanation.remarks[0]


def test_a_stated_standard_stands_in_for_the_law():
    found = case(KINDS, 失业登记日期="2025-12-06", 缴费月数=20, benefit="2100.50")
    assert amount(found, "total") == 12 * Decimal("2100.50")


def test_medical_contributions_are_paid_by_the_fund():
    found = case(KINDS, 失业登记日期="2025-01-06", 缴费月数=20, 医保基数=4498)
    assert amount(found, "medical") == 12 * (Decimal("391.33") + Decimal("89.96") + 7)


@settings(max_examples=40)
@given(st.integers(0, 400), st.integers(0, 200), st.integers(0, 24))
def test_longer_contributions_never_pay_less(paid, more, carried):
    def total(months):
        return amount(case(KINDS, 失业登记日期="2022-01-10", 缴费月数=months, 前次未领=carried), "total")

    assert total(paid) <= total(paid + more)


@settings(max_examples=30)
@given(st.integers(12, 300), st.integers(0, 23))
def test_months_are_additive(paid, stop):
    whole = case(KINDS, 失业登记日期="2022-01-10", 缴费月数=paid)
    month = date(2022 + stop // 12, stop % 12 + 1, 1).strftime("%Y-%m")
    part = case(KINDS, 失业登记日期="2022-01-10", 缴费月数=paid, 停领月份=month)
    assert part.rows == whole.rows[:stop]
    assert amount(whole, "total") == sum(row["amount"] for row in whole.rows)


@pytest.mark.parametrize(("level", "paid"), [("初级（五级）", 1000), ("四级", 1500), ("高级工", 2000)])
def test_the_skill_subsidy_by_level(level, paid):
    assert amount(case(KINDS, **SKILL | {"技能等级": level}), "total") == paid


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"申请日期": "2025-07-01"}, "申请期限"),
        ({"缴费月数": 11}, "缴费月数"),
        ({"本年已享受次数": 3}, "每年次数"),
        ({"同一职业同一等级已享受": "是"}, "每年次数"),
        ({"证书核发日期": "2018-01-05", "申请日期": "2018-06-01", "缴费月数": 35}, "缴费月数"),
    ],
)
def test_the_skill_subsidy_is_refused_with_the_condition(fields, reason):
    found = case(KINDS, **SKILL | fields)
    assert amount(found, "total") == 0
    assert reason in found.explanation.step("total").note


@pytest.mark.parametrize(
    ("month", "cpi", "food", "subsidy"),
    [
        ("2020-01", "5.4%", "15.2", "42.12"),
        ("2020-09", "1.7", "5.9", "0.00"),
        ("2020-09", "1.7", "6", "13.26"),
        ("2022-09", "3.0", None, "23.40"),
        ("2022-08", "3.0", None, "0.00"),
    ],
)
def test_the_price_subsidy_starts_with_its_trigger(month, cpi, food, subsidy):
    fields = {"月份": month, "CPI": cpi, "基数": 780, **({"食品CPI": food} if food else {})}
    assert amount(case(KINDS, 事项="价格临时补贴", **fields), "total") == Decimal(subsidy)


def test_the_grant_of_2020_to_2022():
    assert amount(case(KINDS, 事项="失业补助金", 开始领取月份="2021-11"), "total") == Decimal("8683.20")
    assert amount(case(KINDS, 事项="失业补助金", start="2021-11", months=2, percent=50), "total") == Decimal("1809.00")


@pytest.mark.parametrize(
    ("fields", "refund"),
    [
        ({}, "51852.33"),
        ({"职工人数": 301, "裁员人数": 0}, "25926.17"),
        ({"单位规模": "大型"}, "25926.17"),
        ({"返还年度": 2020}, "86420.55"),
        ({"返还年度": 2022, "单位规模": "大型"}, "43210.28"),
        ({"返还年度": 2025, "困难企业": "是"}, "77778.50"),
        ({"裁员人数": 7}, "0.00"),
        ({"职工人数": 30, "裁员人数": 6}, "51852.33"),
        ({"职工人数": 30, "裁员人数": 7}, "0.00"),
        ({"缴费月数": 11}, "0.00"),
    ],
)
def test_refunds_by_year_size_and_layoffs(fields, refund):
    assert amount(case(KINDS, **REFUND | fields), "total") == Decimal(refund)


@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"失业登记日期": "2023-02-29"}, "失业登记日期", "没有 29 日"),
        ({"失业日期": "2023-11-01"}, "失业登记日期", "早于失业日期"),
        ({"出生日期": "2023-11-01"}, "失业登记日期", "早于出生年月"),
        ({"出生日期": "2006-01-01"}, "累计缴费月数", "超过从满 16 周岁"),
        ({"缴费月数": "很久"}, "累计缴费月数", "不是月数"),
        ({"前次未领": 25}, "前次未领月数", "0 至 24 个月"),
        ({"停领月份": "2023-09"}, "停领月份", "早于失业登记"),
        ({"出生年月": "1970-12", "性别": "女", "人员类别": "工人"}, "法定退休年月", "已达法定退休年龄"),
        ({"出生年月": "1970-12", "性别": "女", "人员类别": "60"}, "人员类别", "与性别不符"),
        ({"停领原因": "没空"}, "停领原因", "不认识"),
        ({"失业登记日期": "2020-01-09"}, "失业保险金标准", "没有 2020年1月 的失业保险金标准"),
        ({"失业登记日期": "2025-12-09"}, "失业保险金标准", "请写明"),
        ({"医保基数": 4498}, "医疗保险缴费基数", "没有 2023年10月 的职工医保缴费标准"),
        ({"失业登记日期": "1998-10-09"}, "参数", "1999-01-22"),
        (SKILL | {"申请日期": "2024-01-01"}, "申请日期", "早于证书核发日期"),
        (SKILL | {"技能等级": "大师"}, "技能等级", "不认识"),
        ({"事项": "失业补助金", "开始领取月份": "2021-11", "领取月数": 7}, "领取月数", "超过最长 6 个月"),
        ({"事项": "失业补助金", "开始领取月份": "2021-11", "比例": "81%"}, "比例", "超过最高 80%"),
        ({"事项": "失业补助金", "开始领取月份": "2023-11"}, "参数", "unemployment.grant_months"),
        (REFUND | {"返还年度": 2027}, "返还年度", "2027 年没有返还比例"),
        (REFUND | {"裁员人数": 200}, "上年裁员人数", "多于参保职工"),
        (REFUND | {"困难企业": "是"}, "受影响困难企业", "2024 年没有"),
    ],
)
def test_wrong_cases_are_told_person_field_and_rule(fields, field, rule):
    messages = problems(KINDS, **CASE | fields)
    assert any(message.startswith("甲") and field in message and rule in message for message in messages), messages


def test_the_minimum_wages_of_the_reference_are_kept():
    for row in reference("wuhan_min_wage.csv"):
        if row["yuan_per_month"]:
            value = law("武汉").at("wage.minimum", date.fromisoformat(row["effective"]))
            assert (value.integer, value.confidence) == (int(row["yuan_per_month"]) * 100, row["confidence"])


def test_the_benefit_stays_below_the_minimum_wage():
    wuhan = law("武汉")
    for value in wuhan.series("unemployment.benefit")[0].values:
        if value.content is not None:
            assert value.integer < wuhan.at("wage.minimum", value.start).integer
