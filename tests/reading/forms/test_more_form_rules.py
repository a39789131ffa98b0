"""Rules on forms that the sound forms of test_form_rules raise after one change: form, wording, forms against each other."""

from dataclasses import replace

import pytest

from auditing.builders import table
from reading.forms.made import lines, report
from reading.forms.test_form_rules import WUHAN, item, row, violated
from shebao.auditing.verdicts import Severity
from shebao.report import Report
from shebao.report.forms import GlossaryEntry
from shebao.report.provenance import Passage, Source

OVERALL = """2022年度某市社会保险中心整体绩效自评表
单位名称：某市社会保险中心
填报日期：2023年6月30日
单位名称\t某市社会保险中心
基本支出总额\t100.00\t\t项目支出总额\t\t44.04
预算执行情况（万元） （20分）\t预算数（A）\t执行数（B）\t执行率（B/A）\t得分（20分*执行率）
\t部门整体支出总额\t160.00\t144.04\t90%\t18
年度绩效指标 （80分）\t一级指标\t二级指标\t三级指标\t年初目标值（A）\t实际完成值（B）\t得分
\t产出指标 （40分）\t数量指标 （20分）\t扩面人次（20分）\t30万人次\t37.43万人次\t20
\t\t质量指标 （20分）\t养老金准确发放率（20分）\t≥99%\t100%\t20
\t效益指标 （30分）\t社会效益指标 （30分）\t业务正常运转（30分）\t有效保障\t有效保障\t30
\t满意度指标 （10分）\t服务对象满意度指标（10分）\t群众满意度（10分）\t95%\t96%\t10
总分\t98分
偏差大或目标未完成原因分析\t预算执行率偏差原因：厉行节约。
"""


def found(of: Report) -> list[str]:
    return [code for code, _ in violated(of, tuple(Severity))]


def test_both_forms_together_raise_nothing() -> None:
    assert found(report(lines(OVERALL + WUHAN))) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("≥99%\t100%\t20", "≥99%\t≥99%\t20", "P11"),
        ("工作简报发放量(10分)\t\t1680本\t1596本", "业务成本增长率(10分)\t\t8%\t7.6%", "P12"),
        ("群众满意度 (10分)\t\t95%", "群众满意度 (10分)\t\t》95%", "P13"),
        ("“工作简报发放量”指标偏差原因：印量减少。", "", "P15"),
        ("正向指标（即目标值≥X", "正向指标（即目标值＞X", "P17"),
    ],
)
def test_form_of_a_project_form(old: str, new: str, code: str) -> None:
    assert old in WUHAN
    assert code in found(report(lines(WUHAN.replace(old, new, 1))))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("基本支出总额\t100.00", "基本支出总额\t110.00", "P03"),
        ("社会效益指标 （30分）\t业务正常运转（30分）", "社会效益指标 （10分）\t业务正常运转", "P09"),
        ("扩面人次（20分）\t30万人次\t37.43万人次", "扩面人次（20分）\t30万人次\t36.43万人次", "X54"),
    ],
)
def test_overall_form_against_itself_and_its_projects(old: str, new: str, code: str) -> None:
    assert old in OVERALL
    assert code in found(report(lines(OVERALL.replace(old, new, 1) + WUHAN)))


def test_overall_form_against_the_expenditure_table() -> None:
    def spent(total: str) -> Report:
        rows = {("total", "合计"): (total, "100.00", "44.04")}
        return replace(report(lines(OVERALL)), tables=(table("expenditure", rows, ("total", "basic", "project")),))

    assert found(spent("144.04")) == []
    assert "X57" in found(spent("154.04"))


@pytest.mark.parametrize(
    ("narrative", "code"),
    [
        ("主要产出和效益是：养老金准确发放率达到98%。", "X55"),
        ("已完成的绩效目标包括：工作简报发放1680本。", "X58"),
        ("截至9月，扩面37.43万人次，完成年度目标的124.8%。", "X63"),
    ],
)
def test_narrative_against_forms(narrative: str, code: str) -> None:
    assert code in found(report(lines(WUHAN), narrative=narrative))


def test_no_goal_missed() -> None:
    missed = WUHAN.replace("≥99%\t100%\t20", "≥99%\t90%\t18.18")
    assert "X56" in found(report(lines(missed), narrative="本部门无未完成的绩效目标。"))
    assert "X56" not in found(report(lines(WUHAN), narrative="本部门无未完成的绩效目标。"))


@pytest.mark.parametrize(
    "narrative",
    [
        "主要产出和效益是：养老金准确发放率达到100%。",
        "未完成的绩效目标：工作简报发放量。",
        "已完成的绩效目标包括：扩面37.43万人次。",
        "全年扩面37.43万人次，完成年度目标的124.8%。",
    ],
)
def test_narrative_that_agrees_with_forms(narrative: str) -> None:
    assert found(report(lines(WUHAN), narrative=narrative)) == []


def test_the_number_of_key_tasks() -> None:
    told = (item("扩面工作", "扩面。", 1), item("待遇发放", "发放。", 2))
    rows = (row("扩面工作", "扩面", "完成", 1), row("待遇发放", "发放", "完成", 2))
    assert found(report(key_work=told, key_work_table=rows)) == []
    assert "X60" in found(report(key_work=told, key_work_table=rows[:1]))


def glossary(*names: tuple[str, str, str]) -> tuple[GlossaryEntry, ...]:
    text = Passage("", (0,), (Source("").place,))
    return tuple(GlossaryEntry(Source("（类）".join(path)), path, text) for path in names)


SPENT = table(
    "general_budget_expenditure",
    {
        ("total", "合计"): ("3.00",),
        ("208", "社会保障和就业支出"): ("3.00",),
        ("20801", "人力资源和社会保障管理事务"): ("3.00",),
        ("2080101", "行政运行"): ("2.00",),
        ("2080109", "社会保险经办机构"): ("1.00",),
    },
    ("total",),
)
USED = ("社会保障和就业支出", "人力资源和社会保障管理事务")


def explaining(*names: tuple[str, str, str]) -> Report:
    return replace(report(glossary=glossary(*names)), tables=(SPENT,))


def test_explained_subjects_are_those_used() -> None:
    both = ((*USED, "行政运行"), (*USED, "社会保险经办机构"))
    assert found(explaining(*both)) == []
    assert "X70" in found(explaining(*both, ("教育支出", "职业教育", "其他职业教育支出")))
    assert "X71" in found(explaining(both[0]))
