"""L: residue of the template, punctuation, units, slips."""

import pytest

from auditing.builders import UNIT, narrative, violations


def flagged(code, sentence):
    return violations(code, narrative(f"一、收入决算情况说明\n{sentence}"))


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("L01", "比上年增加（减少）5.00万元。", "比上年增加5.00万元（减少开支后）。"),
        ("L01", "下降(增长)27.78%。", "下降27.78%。"),
        ("L01", "决算数大小于预算数。", "决算数小于预算数。"),
        ("L02", "支出XXX万元。", "支出5.00万元。"),
        ("L02", "增长XX%。", "增长5%。"),
        ("L02", "其他收入（请依据实际情况进行解释）。", "其他收入（依据实际情况核定）。"),
        ("L02", "事业收入1.00万元……（不涉及的不列）。", "事业收入1.00万元。"),
        ("L02", "（如持平作持平表述）", "与上年持平。"),
        ("L03", "我部门（单位）开展自评。", "我部门开展自评，各部门（单位）配合。"),
        ("L03", "接待考察，列明公务接待2批次。", "接待考察，公务接待2批次。"),
        ("L04", "购房补贴(项))。年初预算为1.00万元。", "购房补贴(项)。年初预算为1.00万元。"),
        ("L04", "平均99分（其中，优4个。", "平均99分（其中，优4个）。"),
        ("L05", "支出5.00万元。。", "支出5.00万元。"),
        ("L06", "项目支出5.00万元，占20%；", "项目支出5.00万元，占20%。"),
        ("L07", "支出增加5.00万元，增长13.95。主要原因是新增人员。", "支出增加5.00万元，增长13.95%。"),
        ("L07", "接听率达90 以上%。", "接听率达90%以上。"),
        ("L07", "发放退休金5.83亿；发放工伤待遇。", "发放退休金5.83亿元；发放工伤待遇。"),
        ("L08", "从绩效评价情况来看，从绩效评价情况来看，良好。", "从绩效评价情况来看，良好。"),
        ("L08", "2021年度年度采购1.00万元。", "2021年度采购1.00万元。"),
        ("L09", "支出决算数小年初预算数的主要原因是节约。", "支出决算数小于年初预算数的主要原因是节约。"),
        ("L10", "较上一度增加5.00万元。", "较上一年度增加5.00万元。"),
        ("L10", "截止2023年12月31日，有车1辆。", "截至2023年12月31日，有车1辆。"),
        ("L10", "征收集体士地。", "征收集体土地。"),
    ],
)
def test_the_wrong_is_flagged_and_the_right_is_not(code, wrong, right):
    assert flagged(code, wrong)
    assert not flagged(code, right)


def test_the_expected_form_is_named():
    (found,) = flagged("L07", "增加5.00万元，增长13.95。")
    assert found.expected == "13.95%"
    assert "13.95" in found.source.quote


def test_a_unit_named_before_the_choice():
    assert flagged("L03", f"{UNIT.unit}部门（单位）共有车辆0辆。")
    assert flagged("L03", "示例区示例路街道办事处部门（单位）共有车辆0辆。")


def test_separators_are_compared_with_the_rest_of_the_report():
    others = "，".join(f"第{n}项1,00{n}.00万元" for n in range(6))
    assert flagged("L11", f"{others}，人员经费1396.69万元。")
    assert not flagged("L11", "收入2946.25万元，支出2940.05万元。")


def test_enumerations_with_one_bracket_are_no_slip():
    assert not flagged("L04", "工作如下：1)甲；2)乙。")


def test_attachments_are_not_running_text():
    subject = narrative("一、情况\n良好。\n第三部分 附件\n满意度》90% 》90% 10")
    assert not violations("L10", subject)


def test_one_character_differs_between_text_and_table():
    from dataclasses import replace

    from auditing.builders import report
    from shebao.report.forms import KeyWorkItem
    from shebao.report.provenance import Passage, Place, Source

    def item(text):
        return KeyWorkItem(1, Source("工作"), text=Passage(text, (0,), (Place(None, 1),)))

    told = item("建立多部门合作机制，定期调度核实未享受人员名单，指导各区核实确认、完成资金安排。")
    row = item("建立多部门合作机制，定期调度核实未享待人员名单，指导各区核实确认、完成资金安排。")
    subject = replace(report(), key_work=(told,), key_work_table=(row,))
    (found,) = violations("L12", subject)
    assert (found.stated, found.expected) == ("待", "受")
    assert not violations("L12", replace(subject, key_work_table=(told,)))
    apart = item("做好养老金发放工作，按月核对名单，确保按时足额，服务对象满意，基金安全完整运行有序。")
    assert not violations("L12", replace(subject, key_work_table=(apart,)))
