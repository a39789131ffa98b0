"""Each rule on self-evaluation forms: a sound form raises nothing, one change raises what it should."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reading.forms.made import NATIONAL, grid, lines, report
from shebao.auditing.context import Context
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity, Undecided, Violated
from shebao.report import Report
from shebao.report.forms import GlossaryEntry, KeyWorkItem
from shebao.report.provenance import Passage, Source

WUHAN = """社会保险业务工作经费项目自评表
单位名称：某市社会保险中心
填报日期：2023年6月30日
项目名称\t\t社会保险业务工作经费\t
预算执行情况 (万元) (20分)\t\t\t预算数(A)\t执行数(B)\t执行率(B/A)\t得分 (20分*执行率)\t
\t\t年度财政资金 总额\t50.00\t44.04\t88%\t17.62\t
年度绩效 指标 (80分)\t一级 指标\t二级指标\t三级指标\t\t年初目标值 (A)\t实际完成值 (B)\t得分
\t产出 指标 (40分)\t数量指标 (20分)\t扩面人次(10分)\t\t30万人次\t37.43万人次\t10
\t\t\t工作简报发放量(10分)\t\t1680本\t1596本\t9.5
\t\t质量指标 (20分)\t养老金准确发放率(20分)\t\t≥99%\t100%\t20
\t效益 指标 (30分)\t社会效益指标 (30分)\t业务正常运转 (30分)\t\t有效保障\t有效保障\t30
\t满意 度指 标 (10分)\t服务对象满意 度指标(10分)\t群众满意度 (10分)\t\t95%\t96%\t10
总分\t97.12分\t
偏差大或目标未完成原因分析\t“工作简报发放量”指标偏差原因：印量减少。\t
注：2. 定量指标计分原则：正向指标（即目标值≥X，得分=权重*B/A），反向指标（即目标值≤X，得分=权重*A/B），得分不得突破权重总额。
"""


def violated(
    of: Report, severities: Sequence[Severity] = (Severity.ERROR, Severity.WARNING)
) -> list[tuple[str, Violated]]:
    found = []
    for rule in all_rules():
        if rule.family != "P" and not rule.code.startswith(("X5", "X6", "X7")):
            continue
        for verdict in rule.check(Context(of)):
            if isinstance(verdict, Violated) and (verdict.severity or rule.severity) in severities:
                found.append((rule.code, verdict))
    return found


def codes(text: str, narrative: str = "") -> list[str]:
    return [code for code, _ in violated(report(lines(text), narrative=narrative))]


def test_a_sound_form_raises_nothing() -> None:
    assert violated(report(lines(WUHAN)), tuple(Severity)) == []


def test_a_sound_national_form_raises_nothing() -> None:
    made = report((*lines("项目支出绩效自评表\n（2022年度）"), grid(NATIONAL, 3)))
    assert violated(made) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("\t88%\t", "\t98%\t", "P01"),
        ("\t17.62\t", "\t18.62\t", "P02"),
        ("\t9.5\n", "\t9.8\n", "P04"),
        ("1596本\t9.5", "1596本\t10", "P04"),
        ("≥99%\t100%\t20", "≤99%\t198%\t20", "P04"),
        ("有效保障\t有效保障\t30", "有效保障\t有效保障\t20", "P05"),
        ("37.43万人次\t10", "37.43万人次\t11", "P06"),
        ("97.12分", "98.12分", "P07"),
        ("数量指标 (20分)", "数量指标 (15分)", "P08"),
        ("效益 指标 (30分)", "效益 指标 (20分)", "P08"),
        ("产出 指标 (40分)", "产出 指标 (50分)", "P08"),
        ("1680本\t1596本\t9.5", "良好\t良好\t9.5", "P10"),
        ("2023年6月30日", "2022年6月30日", "P14"),
        ("“工作简报发放量”指标偏差", "“工作简报的发放量”指标偏差", "P16"),
    ],
)
def test_one_change_is_found(old: str, new: str, code: str) -> None:
    assert old in WUHAN
    found = codes(WUHAN.replace(old, new, 1))
    assert code in found


def test_cost_over_its_target_with_full_score_is_a_warning() -> None:
    text = WUHAN.replace("质量指标 (20分)", "成本指标 (20分)").replace(
        "养老金准确发放率(20分)\t\t≥99%\t100%\t20", "业务经费(20分)\t\t42万元\t44.04万元\t20"
    )
    found = [(code, verdict) for code, verdict in violated(report(lines(text))) if code == "P04"]
    assert [verdict.severity for _, verdict in found] == [Severity.WARNING]
    assert found[0][1].expected == "19.07"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\t17.62\t", "\t17.6\t"),  # rounded to one decimal
        ("1680本\t1596本", "1680册次\t已印发"),  # cannot be compared
        ("30万人次\t37.43万人次", "30万人次\t37.43万份"),  # units differ
        ("有效保障\t有效保障\t30", "有效保障\t基本保障\t30"),  # a person's judgement
    ],
)
def test_rounding_and_what_cannot_be_compared_raise_nothing_on_the_row(old: str, new: str) -> None:
    assert [code for code in codes(WUHAN.replace(old, new, 1)) if code not in {"P07"}] == []


def test_a_truncated_form_leaves_its_total_undecided() -> None:
    flat = "编外人员收入增幅（4分）\n5% 5% 4.00\n质量指\n标（6\n分）\n培训质量（6分）\n优 优 5.00\n总分 99.00 分\n"
    made = report(lines(flat))
    assert made.forms[0].truncated
    assert violated(made) == []
    total = next(rule for rule in all_rules() if rule.code == "P07")
    assert [type(verdict) for verdict in total.check(Context(made))] == [Undecided]


SUMMARY = "共涉及项目1个，资金44.04万元。1.社会保险业务工作经费绩效自评综述：项目全年预算数为50万元，执行数为44.04万元，完成预算的88.1%。"


def test_narrative_that_agrees_raises_nothing() -> None:
    assert codes(WUHAN, SUMMARY) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("执行数为44.04", "执行数为44.40", "X51"),
        ("预算数为50万", "预算数为60万", "X51"),
        ("社会保险业务工作经费绩效", "社会保险业务经费绩效", "X52"),
        ("资金44.04", "资金54.04", "X53"),
        ("完成预算的88.1%", "完成预算的88.1%，自评得分77.25分", "X59"),
        ("项目全年预算数为50万元", "预算安排60万元", "X51"),
        ("共涉及项目1个，资金", "共涉及项目3个，资金", "X50"),  # whose funds are those of the one
    ],
)
def test_narrative_that_disagrees_is_found(old: str, new: str, code: str) -> None:
    assert code in codes(WUHAN, SUMMARY.replace(old, new, 1))


@pytest.mark.parametrize(
    "told",
    ["自评得分为{}分", "绩效自评{}分", "自评得{}分", "自评结果为{}分", "绩效评价得分：{}分", "自评总分100分，得分{}分", "等级为优，{}分", "综合评定 {} 分"],
)  # fmt: skip
def test_a_score_is_told_in_many_ways(told: str) -> None:
    (printed,) = [form.total.text for form in report(lines(WUHAN), narrative="").forms if form.total]
    words = SUMMARY.replace("完成预算的88.1%", f"完成预算的88.1%，{told}")
    assert "X59" not in codes(WUHAN, words.format(printed))
    assert "X59" in codes(WUHAN, words.format("81.5"))


def test_one_summary_may_merge_two_projects() -> None:
    other = WUHAN.replace("社会保险业务工作经费", "稽核工作经费")
    told = SUMMARY.replace("1个", "2个").replace("资金44.04", "资金88.08").replace("经费绩效", "经费及稽核工作经费绩效")
    told = told.replace("为50万", "为100万").replace("为44.04", "为88.08")
    assert [code for code, _ in violated(report(lines(WUHAN + other), narrative=told))] == []


def test_more_forms_than_stated_projects() -> None:
    other = WUHAN.replace("社会保险业务工作经费", "稽核工作经费")
    assert "X50" in [code for code, _ in violated(report(lines(WUHAN + other), narrative="共涉及项目1个。"))]


def test_a_form_that_says_neither_its_name_nor_its_title_is_no_further_project() -> None:
    made = report(lines(WUHAN), narrative="共涉及项目1个。")
    (form,) = made.forms
    nameless = replace(form, name="", title=Source("", form.title.place))
    count = next(rule for rule in all_rules() if rule.code == "X50")
    for forms, wrong in (((form, nameless), 0), ((form, form), 1)):
        verdicts = count.check(Context(replace(made, forms=forms)))
        assert sum(isinstance(verdict, Violated) for verdict in verdicts) == wrong


def item(title: str, text: str, number: int = 1) -> KeyWorkItem:
    return KeyWorkItem(number, Source(title), text=Passage(text, (0,), (Source("").place,)))


def row(title: str, goal: str, done: str, number: int = 1) -> KeyWorkItem:
    place = (Source("").place,)
    return KeyWorkItem(number, Source(title), goal=Passage(goal, (0,), place), completion=Passage(done, (0,), place))


def key_work(told: KeyWorkItem, table: KeyWorkItem) -> list[str]:
    return [code for code, _ in violated(report(key_work=(told,), key_work_table=(table,)))]


def test_key_work_numbers_and_titles() -> None:
    told = item("扩面工作", "全市社保扩面净增15,363人次，完成年度目标的102.4%。")
    assert key_work(told, row("扩面工作", "扩面", "全市社保扩面净增 15363 人次")) == []
    assert key_work(told, row("扩面工作", "扩面", "全市社保扩面净增15636人次")) == ["X62"]
    assert key_work(told, row("扩面工作项", "扩面", "全市社保扩面净增15363人次")) == ["X61"]
    assert key_work(told, row("扩面工作", "扩面", "完成")) == []


def test_glossary_without_known_subjects_raises_nothing() -> None:
    entry = GlossaryEntry(
        Source("某支出（类）某事务（款）某项（项）"),
        ("某支出", "某事务", "某项"),
        Passage("", (0,), (Source("").place,)),
    )
    assert violated(report(glossary=(entry,))) == []


SHIFTED = """项目自评表
项目名称\t甲
预算执行情况（万元）（20分）\t预算数（A）\t执行数（B）\t执行率（B/A）\t得分（20分*执行率）
年度资金总额\t50\t50\t100%\t20
一级指标\t二级指标\t三级指标\t年初目标值（A）\t实际完成值（B）\t得分
产出指标（50分）\t数量指标（25分）\t走访户数（25分）\t30户\t30户\t25
\t质量指标（10分）\t档案合格率（10分）\t90%\t95%\t10
效益指标（30分）\t时效指标（15分）\t按期交付率（15分）\t100%\t100%\t15
\t社会效益指标（30分）\t知晓率（30分）\t80%\t84%\t30
总分\t100
"""


def test_a_heading_one_row_too_high_is_not_judged() -> None:
    """Moving one group settles both sums; where it settles only one, the sum is wrong."""
    assert not {"P08", "P09"} & set(codes(SHIFTED))
    assert "P08" in codes(SHIFTED.replace("质量指标（10分）", "质量指标（12分）"))
