"""Retirement of one person, explained; what is wrong with a case."""

from datetime import date

import pytest

from shebao.policy.casefile import parse_cases
from shebao.policy.errors import CaseError
from shebao.policy.retirement.case import read_retirement_case
from shebao.policy.retirement.determination import determine_retirement, row


def one(text):
    (raw,) = parse_cases(text, "x.yaml")
    return determine_retirement(read_retirement_case(raw))


def test_statutory_date_window_and_minimum_years():
    found = row(one("{id: 甲, 性别: 男, 出生日期: 1967-05-12}"))
    assert found["statutory_age"] == "60岁8个月"
    assert found["delay_months"] == 8
    assert found["statutory_date"] == "2028-01-12"
    assert found["earliest"] == "2027-05-12"
    assert found["latest"] == "2031-01-12"
    assert found["minimum_contribution_months"] == 180


def test_every_step_has_a_basis_and_results_are_steps():
    explanation = one("{id: 甲, sex: 女, category: 女干部, birth: 1972-03}").explanation
    assert all(step.bases for step in explanation.steps)
    assert [explanation.step(name).label for name in explanation.results][:2] == ["法定退休年龄", "法定退休时间"]


def test_before_the_reform_there_is_no_delay_and_no_window():
    found = row(one("{id: 甲, sex: 男, birth: 1960-05-12}"))
    assert (found["delay_months"], found["statutory_date"], found["earliest"]) == (0, "2020-05-12", None)


def test_contributions_that_fall_short_are_told_with_the_month_they_suffice():
    text = "{id: 甲, sex: 男, birth: 1976-09-01, 缴费年限: 8年, 截至: 2029-09}"
    remarks = one(text).explanation.remarks
    assert any("最低缴费年限20年差2年" in remark and "2041年9月" in remark for remark in remarks)


def test_special_work_and_its_service_years():
    found = one("{id: 甲, sex: 男, birth: 1972-05-12, 特殊工种: 是, 特殊工种年限: 11}")
    assert found.early_day == date(2027, 5, 12)
    assert found.explanation.step("early_date").mark == "known"
    short = one("{id: 甲, sex: 男, birth: 1972-05-12, 特殊工种: 是, 特殊工种年限: 9}")
    assert short.early_day is None
    assert any("不符合特殊工种条件" in remark for remark in short.explanation.remarks)


def test_retirement_for_disability_ended_with_2024():
    assert one("{id: 甲, sex: 女, category: 女工人, birth: 1979-11-12, 提前退休类型: 病退}").early_day == date(
        2024, 11, 12
    )
    late = one("{id: 甲, sex: 女, category: 女工人, birth: 1980-05-12, 提前退休类型: 病退}")
    assert late.early_day is None
    assert any("病残津贴" in remark for remark in late.explanation.remarks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{id: 甲, sex: 女, birth: 1970-01}", "甲：人员类别：缺少"),
        ("{id: 甲, birth: 1970-01}", "甲：性别：缺少"),
        ("{id: 甲, sex: 男}", "甲：出生年月：缺少"),
        ("{id: 甲, sex: 男, group: 女干部, birth: 1970-01}", "甲：人员类别：与性别不符"),
        ("{id: 甲, sex: 男, birth: 1970-01, work: 1969-01}", "早于出生年月"),
        ("{id: 甲, sex: 男, birth: 1970-01, death: 1969-01}", "死亡时间：1969年1月早于出生"),
        ("{id: 甲, sex: 男, birth: 1970-02-29}", "没有 29 日"),
    ],
)
def test_what_is_wrong_is_said(text, expected):
    with pytest.raises(CaseError, match=expected):
        one(text)


@pytest.mark.parametrize(
    ("category", "age"), [("灵活就业", "55岁4个月"), ("管理岗", "55岁4个月"), ("工人", "50岁"), ("50", "50岁")]
)
def test_a_womans_category_in_several_words(category, age):
    found = one(f"{{id: 甲, sex: 女, category: {category}, birth: 1971-01}}")
    assert row(found)["statutory_age"] == age
    assert any("灵活就业" in remark for remark in found.explanation.remarks) == (category == "灵活就业")


def test_a_mans_category_does_not_matter():
    assert row(one("{id: 甲, sex: 男, category: 灵活就业, birth: 1971-01}"))["statutory_age"] == "61岁7个月"


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ("16年", "最早可在2030年10月退休，当时累计缴费16年，达到2030年的15年6个月"),
        ("15年6个月", "最早可在2030年10月退休"),
        ("15年5个月", "不能弹性提前退休"),
    ],
)
def test_flexible_early_retirement_goes_by_the_minimum_of_the_chosen_year(years, told):
    (raw,) = parse_cases(f"{{性别: 男, 出生日期: 1970-10-20, 缴费年限: {years}, 截至: 2032-04}}", "x.yaml")
    found = determine_retirement(read_retirement_case(raw))
    assert (found.minimum_months, found.early_minimum_months) == (198, 186)
    assert any(told in remark for remark in found.explanation.remarks)


def test_who_pays_on_may_retire_early_when_the_years_are_enough():
    text = "{性别: 男, 出生日期: 1970-10-20, 缴费年限: 10年, 截至: 2025-10}"
    (raw,) = parse_cases(text, "x.yaml")
    found = determine_retirement(read_retirement_case(raw))
    assert any("最早可在2031年10月退休，当时如连续缴费为16年" in remark for remark in found.explanation.remarks)
