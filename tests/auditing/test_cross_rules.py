"""X: the same measure wherever it is stated, reasons, years, items, lists, absences; each with success and failure."""

from dataclasses import replace

import pytest

from auditing.builders import UNIT, holds, table, undecided, violations
from auditing.told import basic_table, general_table, severities, told
from shebao.auditing.verdicts import Severity
from shebao.report.tables import Table

TOTALS = {
    ("in.total", "本年收入合计"): ("100.00",),
    ("in.carry_over", "年初结转和结余"): ("20.00",),
    ("in.grand_total", "总计"): ("120.00",),
    ("out.208", "八、社会保障和就业支出"): ("110.00",),
    ("out.total", "本年支出合计"): ("110.00",),
    ("out.grand_total", "总计"): ("120.00",),
}


def totals_table() -> Table:
    return table("income_and_expenditure", TOTALS, ("amount",), unit="万元")


def test_one_measure_twice_in_the_text() -> None:
    """Equal prints hold, rounder prints hold, different ones do not; the odd one of three is suspected."""
    clause = "一般公共预算财政拨款支出{}万元。\n"
    assert holds("X01", told(general=clause.format("120.46") + clause.format("120.5")))
    (found,) = violations("X01", told(general=clause.format("130.46") + clause.format("120.46") * 2))
    assert (found.stated, found.expected) == ("130.46 万元", "120.46 万元")
    (tail,) = violations("X01", told(general=clause.format("120.47") + clause.format("120.46")))
    assert tail.severity is Severity.WARNING


def test_the_text_against_the_tables() -> None:
    """A fact agrees with its cell in any unit; a mistaken scope is recognised by the other cell's value."""
    words = "一般公共预算财政拨款支出{}，其中：基本支出{}，项目支出120万元。"
    assert not violations("X02", told((general_table(),), general=words.format("300万元", "1800000元")))
    found = violations("X02", told((general_table(),), general=words.format("310万元", "180万元")))
    assert [(v.stated, v.expected) for v in found] == [("310 万元", "300.00 万元")]
    scope = told((general_table(), totals_table()), general=words.format("110万元", "180万元"))
    assert "取错口径" in violations("X02", scope)[0].message


def test_items_of_the_text_against_their_rows() -> None:
    """An item is found by its path of names, whatever brackets and suffixes."""
    words = "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）。年初预算为9万元，支出决算为{}万元。"
    assert holds("X02", told((general_table(),), general=words.format("100.00")))
    (found,) = violations("X02", told((general_table(),), general=words.format("101.00")))
    assert "社会保险经办机构" in found.message


def test_a_blank_cell_of_a_plain_text_decides_nothing() -> None:
    """Where columns may have been lost in extraction a blank is not a contradiction; elsewhere it is."""
    words = "1.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为9万元，支出决算为100.00万元。"
    subject = told((general_table(k2210201=("", "80.00", "20.00")),), general=words)
    assert violations("X02", subject)
    assert undecided("X02", replace(subject, text_only=True))
    assert not violations("X02", replace(subject, text_only=True))


def test_two_facts_against_one_cell_suspect_the_cell() -> None:
    """Where the text says the same twice, the table's figure is the odd one."""
    words = "一般公共预算财政拨款支出310万元。\n一般公共预算财政拨款支出310万元。"
    (found,) = violations("X02", told((general_table(),), general=words))
    assert found.stated == "300.00 万元"


def test_a_total_that_is_the_years_sum() -> None:
    """总计 with the figure of 合计; without tables, unequal totals of the two sides."""
    right = "2023年度收、支总计120.00万元。"
    assert holds("X02", told((totals_table(),), totals=right))
    wrong = "2023年度收入总计100.00万元，支出总计110.00万元。"
    found = violations("X03", told((totals_table(),), totals=wrong))
    assert [v.stated for v in found] == ["100.00 万元", "110.00 万元"]
    assert all("合计" in v.expected for v in found)
    assert not violations("X02", told((totals_table(),), totals=wrong))
    assert len(violations("X03", told(totals=wrong))) == 1


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("预算5万元，支出决算4万元。决算数小于预算数的主要原因是节约。", None),
        ("预算5万元，支出决算4万元。决算数大于预算数的主要原因是节约。", Severity.ERROR),
        ("预算5万元，支出决算5万元。决算数与预算数持平。", None),
        ("预算5万元，支出决算4万元。决算数与预算数持平。", Severity.ERROR),
        ("预算5万元，支出决算4.99万元。决算数与预算数基本持平。", None),
        ("支出决算4万元，比上年减少1万元。减少的主要原因是节约。", None),
        ("支出决算4万元，比上年减少1万元。增加的主要原因是节约。", Severity.ERROR),
        ("支出决算4万元，比上年减少1万元，下降20%。主要原因是上年增加了调研。", None),
    ],
)
def test_directions_of_reasons(words: str, severity: Severity | None) -> None:
    """What the words before a reason presuppose against the figures."""
    found = violations("X04", told(three_public=f"3.公务接待费{words}"))
    assert severities(found, Severity.ERROR) == ([severity] if severity else [])


def test_the_year_compared_with() -> None:
    """Another base year than the one before, where the rest of the report has that one."""
    totals = "收、支总计120万元。与2022年度相比，收、支总计各增加20万元。"
    assert not violations("X05", told(totals=totals, running_costs="机关运行经费支出5万元，比2022年度增加1万元。"))
    (found,) = violations("X05", told(totals=totals, running_costs="机关运行经费支出5万元，比2021年度增加1万元。"))
    assert found.expected == "2022年度"
    both = "机关运行经费支出5万元，比2022年度增加1万元，比2019年度增加2万元。"
    assert not violations("X05", told(totals=totals, running_costs=both))


ITEM = "1.{}（类）{}（款）{}（项）。年初预算为9万元，支出决算为100万元。"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("住房保障支出", "住房改革支出", "住房公积金"), None),
        (("住房保障", "住房改革", "住房公积金"), None),
        (("住房保障支出", "住房保障支出", "住房公积金"), "住房改革支出（款）"),
        (("教育支出", "住房改革支出", "住房公积金"), "住房保障支出（类）"),
        (("住房保障支出", "住房改革支出", "公积金"), "住房公积金（项）"),
    ],
)
def test_names_and_paths_of_items(path: tuple[str, str, str], expected: str | None) -> None:
    """The first level of a path that leaves the table's is reported with what the table has."""
    found = violations("X06", told((general_table(),), general=ITEM.format(*path)))
    assert [violated.expected for violated in found] == ([expected] if expected else [])


def test_an_item_of_a_class_that_the_report_does_not_have() -> None:
    """Without tables the classes listed in the text decide, and the class that lacks the amount is named."""
    classes = "一般公共预算财政拨款支出250万元，主要用于以下方面：社会保障和就业支出（类）150万元；住房保障支出（类）100万元。\n"
    items = (
        "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）社会保险经办机构（项）。年初预算为9万元，支出决算为50万元。\n"
        "2.{}（类）财政事务（款）行政运行（项）。年初预算为9万元，支出决算为100万元。\n"
        "3.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为9万元，支出决算为100万元。"
    )
    (found,) = violations("X06", told(general=classes + items.format("一般公共服务支出")))
    assert "社会保障和就业支出" in found.expected
    assert not violations("X06", told(general=classes + items.format("社会保障和就业支出")))


def test_an_item_left_out() -> None:
    """A row with an amount that the explanation by items passes over."""
    items = "\n".join(
        f"{number}.社会保障和就业支出（类）{path}。年初预算为9万元，支出决算为{amount}万元。"
        for number, (path, amount) in enumerate(
            (
                ("人力资源和社会保障管理事务（款）行政运行（项）", 50),
                ("人力资源和社会保障管理事务（款）社会保险经办机构（项）", 100),
                ("行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）", 50),
            ),
            1,
        )
    )
    (found,) = violations("X07", told((general_table(),), general=items))
    assert "2210201" in found.message
    whole = items + "\n4.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为9万元，支出决算为100万元。"
    assert not violations("X07", told((general_table(),), general=whole))


def test_what_basic_expenditure_consists_of() -> None:
    """Names listed though blank, and amounts left out; small variants of names and 等 are no findings."""
    words = "基本支出180万元，其中：人员经费150万元，主要包括：{}。\n公用经费30万元，主要包括：{}。"
    good = words.format("基本工资、绩效工资、奖励金", "办公费、维修(护)费用、公务接待费")
    assert not violations("X08", told((basic_table(),), basic=good))
    assert len(holds("X08", told((basic_table(),), basic=good))) == 2
    bad = words.format("基本工资、奖金、绩效工资", "办公费、维修费、公务接待费、办公设备购置支出")
    first, second = violations("X08", told((basic_table(),), basic=bad))
    assert (first.stated, first.expected) == ("奖金", "奖励金")
    assert second.stated == "办公设备购置支出"
    assert not violations("X08", told((basic_table(),), basic=words.format("基本工资等", "办公费等")))
    foreign = words.format("基本工资、绩效工资、办公费", "办公费、维修费、公务接待费")
    (wrong,) = violations("X08", told((basic_table(),), basic=foreign))
    assert (wrong.stated, wrong.expected) == ("办公费", "奖励金")


def test_absence_against_data() -> None:
    """无… where a table or another sentence has an amount."""
    words = "1.无因公出国（境）费用支出。\n3.公务接待费无预算，无支出。"
    blank = ("1", "", "", "", "", "1", "0.40", "", "", "", "", "{}")
    columns = tuple(
        f"{kind}.{name}"
        for kind in ("budget", "actual")
        for name in ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")
    )

    def three_public(reception: str) -> Table:
        texts = tuple(text.format(reception) for text in blank)
        return table("three_public", {("row", ""): texts}, columns, unit="万元")

    assert len(violations("X09", told((three_public("0.40"),), three_public=words))) == 2
    (found,) = violations("X09", told((three_public(""),), three_public=words))
    assert "预算" in found.message
    assert violations("X09", told(fund="本单位无政府性基金预算财政拨款收入支出。政府性基金预算财政拨款支出5万元。"))


def test_three_public_contains_its_basic_part() -> None:
    """公务接待费 of the text is at least 30217."""
    words = "公务接待费支出决算为{}万元。"
    assert holds("X10", told((basic_table(),), three_public=words.format("0.40")))
    assert violations("X10", told((basic_table(),), three_public=words.format("0.20")))


def test_running_costs() -> None:
    """Equal to the text's operating expenditure they must equal the table's; otherwise nothing can be said."""
    words = {
        "basic": "基本支出180万元，其中：人员经费150万元，公用经费{}万元。",
        "running_costs": "机关运行经费支出{}万元。",
    }

    def said(operating: str, costs: str):
        return told(
            (basic_table(),),
            basic=words["basic"].format(operating),
            running_costs=words["running_costs"].format(costs),
        )

    assert holds("X11", said("30.00", "30.00"))
    assert len(violations("X11", said("30.01", "30.01"))) == 1
    assert undecided("X11", said("30.00", "25.00"))
    assert not violations("X11", said("30.00", "25.00"))


def test_overall_performance() -> None:
    """年初预算 that is the adjusted budget is an error; execution unlike any total of the accounts is a hint."""
    general = "一般公共预算财政拨款支出年初预算为100万元，追加预算20万元，总计120万元，支出决算为110万元。"
    words = "对本部门开展整体支出绩效自评，整体支出年初预算总额为{}万元，执行数为{}万元。"
    assert not violations("X12", told(general=general, performance=words.format(100, 110)))
    (found,) = violations("X12", told(general=general, performance=words.format(120, 110)))
    assert "全年预算" in found.message
    (hint,) = violations("X12", told(general=general, performance=words.format(100, 115)))
    assert hint.severity is Severity.INFO


def test_vehicles() -> None:
    """Vehicles kept on appropriations are not more than all vehicles."""
    kept = "开支财政拨款的公务用车保有量{}辆。"
    assert holds("X13", told(three_public=kept.format(2), assets="共有车辆2辆。"))
    assert violations("X13", told(three_public=kept.format(3), assets="共有车辆2辆。"))


def test_charts() -> None:
    """The rows of a chart are those of the section's text."""
    text = "支出合计50.00万元。其中：教育支出20.00万元，住房保障支出30.00万元。\n"
    chart = "项目 金额 占比 教育支出 {} 40.0% 住房保障支出 30.00 60.0% 合计 50.00"
    assert not violations("X14", told(expenditure=text + chart.format("20.00")))
    (found,) = violations("X14", told(expenditure=text + chart.format("21.00")))
    assert "教育支出" in found.message
    assert UNIT.fiscal_year == 2023


def test_uses_against_the_kind_of_expenditure() -> None:
    """等基本支出 where the row is project expenditure, and the other way round; several kinds claim nothing."""
    words = "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）{}（项）。主要用于：{}。年初预算为9万元，支出决算为9万元。"
    assert holds("X15", told((general_table(),), general=words.format("行政运行", "人员经费等基本支出")))
    (found,) = violations("X15", told((general_table(),), general=words.format("社会保险经办机构", "宣传等基本支出")))
    assert "100.00" in found.expected
    several = words.format("社会保险经办机构", "人员支出、公用支出、单位项目支出")
    assert not violations("X15", told((general_table(),), general=several))


def test_receptions_are_counted_twice() -> None:
    """Batches and people go together."""
    words = "公务接待费支出决算为1.00万元。共接待国内来访团组5个{}。"
    assert not violations("X16", told(three_public=words.format("，30人次")))
    assert [v.expected for v in violations("X16", told(three_public=words.format("")))] == [
        "同时列示批次和人次，补充人次"
    ]


def test_the_number_of_evaluated_projects() -> None:
    """The same wherever the performance section states it."""
    words = "开展绩效自评，共涉及项目3个，资金9万元。\n反映所有项目绩效自评结果，共涉及{}个二级项目。"
    assert holds("X17", told(performance=words.format(3)))
    assert [v.expected for v in violations("X17", told(performance=words.format(4)))] == ["3个"]


def test_names_joined_at_the_end_of_a_list() -> None:
    """…办公费和公务接待费 are two names."""
    words = "基本支出180万元，其中：公用经费30万元，主要包括：维修费、办公费和公务接待费。"
    assert not violations("X08", told((basic_table(),), basic=words))


def test_projects_by_grade_add_up() -> None:
    """The projects of each grade are all that were evaluated."""
    words = "绩效自评的2023年度项目{}个（其中，绩效评级为“优”的项目3个；绩效评级为“良”的项目1个。共发现问题9个）。"
    assert holds("N10", told(performance=words.format(4)))
    assert violations("N10", told(performance=words.format(5)))


def test_an_item_that_was_budgeted_and_not_spent_is_in_no_table() -> None:
    """Nothing spent leaves no row; a name that is in no classification is still reported."""
    unspent = (
        "1.社会保障和就业支出（类）人力资源和社会保障管理事务（款）{}（项）。年初预算为9万元，支出决算为0.00万元。"
    )
    assert not violations("X06", told((general_table(),), general=unspent.format("劳动关系和维权")))
    assert violations("X06", told((general_table(),), general=unspent.format("劳动关系和睦")))
