"""Budgets (预算公开): recognised by their titles, audited against the prior year's budget, not asked for final accounts."""

import random

import pytest

from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.reading.report import read_file
from shebao.report.kinds import DocumentKind

BUDGET = """2024年度示例区文化馆单位预算公开
第一部分 示例区文化馆概况
一、主要职能
组织群众文化活动。
第二部分 2024年单位预算表
第三部分 2024年单位预算情况说明
一、收支预算总体安排情况说明
2024年收支总预算{grand}万元，比2023年预算增加{more}万元，增长{rate}%，主要原因是新增活动经费。收入包括：上年结转12.40万元、财政拨款收入{side}万元、其他收入20.00万元；支出包括：文化旅游体育与传媒支出700.00万元、社会保障和就业支出{class_}万元、住房保障支出40.00万元。
二、收入预算安排情况说明
2024年收入预算{grand}万元，其中：上年结转12.40万元，占1.5%；财政拨款收入780.00万元，占{share}%；其他收入20.00万元，占2.5%。
三、支出预算安排情况说明
2024年支出预算812.40万元，其中：基本支出512.40万元，占63.1%；项目支出{project}万元，占36.9%。
四、一般公共预算支出安排情况说明
文化旅游体育与传媒（类）支出690.00万元，占{part}%；社会保障和就业（类）支出50.00万元，占6.4%；住房保障（类）支出40.00万元，占5.1%。
2024年一般公共预算当年拨款780.00万元，2023年决算数为700.00万元，比2023年决算数增加80.00万元，增长11.4%。
五、“三公”经费支出安排情况说明
2024年“三公”经费预算{public}万元，比2023年预算减少1.00万元，下降{fall}%，其中：因公出国（境）费0万元；公务用车购置及运行维护费4.00万元；公务接待费2.50万元。
六、政府采购情况
2024年政府采购预算总额{bought}万元，其中：货物预算50.00万元、工程预算0万元、服务预算70.00万元。
七、国有资产占有使用情况
截至2023年12月31日，共有车辆3辆，其中：机要通信用车1辆、其他用车2辆。
第四部分 名词解释
（一）基本支出：维持单位运转的支出。
"""
RIGHT = {
    "grand": "812.40",
    "more": "52.40",
    "rate": "6.9",
    "share": "96.0",
    "project": "300.00",
    "part": "88.5",
    "public": "6.50",
    "fall": "13.3",
    "side": "780.00",
    "class_": "72.40",
    "bought": "120.00",
}


def audited(**changes: str):
    text = BUDGET.format(**(RIGHT | changes))
    report = read_file(text.encode(), "budget.txt").report
    return report, [f for f in audit_report(report).findings if f.severity is not Severity.INFO]


def test_a_budget_is_recognised_and_a_right_one_is_clean():
    report, findings = audited()
    assert report.document is DocumentKind.BUDGET
    assert report.identity.fiscal_year == 2024
    assert [f.message for f in findings] == []


@pytest.mark.parametrize(
    ("name", "wrong", "stated"),
    [
        ("rate", "7.9", "7.9"),
        ("more", "25.40", "6.9"),
        ("share", "95.0", "95.0"),
        ("project", "310.00", "812.40"),
        ("part", "87.5", "87.5"),
        ("public", "6.00", "6.00"),
        ("fall", "15.3", "15.3"),
        ("side", "770.00", "812.40"),
        ("class_", "52.40", "812.40"),
        ("bought", "130.00", "130.00"),
    ],
)
def test_a_wrong_figure_of_a_budget_is_found(name, wrong, stated):
    _, findings = audited(**{name: wrong})
    assert any(stated in f.stated + f.message for f in findings), findings


def test_any_other_last_digit_of_a_rate_is_wrong():
    """Whatever digit replaces the last of a printed rate, the audit says so."""
    rng = random.Random(7)
    for name in ("rate", "share", "part", "fall"):
        right = RIGHT[name]
        wrong = right[:-1] + rng.choice([digit for digit in "0123456789" if digit != right[-1]])
        _, findings = audited(**{name: wrong})
        assert any(wrong in f.message for f in findings), (name, wrong)


def test_final_accounts_that_mention_the_budget_stay_final_accounts():
    text = BUDGET.format(**RIGHT).replace("单位预算公开", "单位决算公开").replace("单位预算表", "单位决算表")
    text = (
        text.replace("单位预算情况说明", "单位决算情况说明")
        .replace("收入预算安排情况", "收入决算情况")
        .replace("2024年收支总预算", "2024年度收、支总计")
    )
    report = read_file(text.encode(), "accounts.txt").report
    assert report.document is DocumentKind.FINAL_ACCOUNTS
