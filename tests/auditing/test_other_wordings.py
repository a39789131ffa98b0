"""Sentences of other places: each is read as it is meant and nothing false is said about it."""

import pytest

from auditing.builders import holds, table, violations
from auditing.told import basic_table, told
from shebao.auditing.audit import audit_report
from shebao.auditing.verdicts import Severity
from shebao.reading.report import read_file
from shebao.report import Report


def false_alarms(subject: Report) -> list[str]:
    """Messages of errors and warnings on what figures say."""
    found = audit_report(subject, rules=["N", "X"]).findings
    return [finding.message for finding in found if finding.severity is not Severity.INFO]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        (
            "income",
            "本年收入合计540.00万元，包括财政拨款收入513.00万元（其中：一般公共预算513.00万元，政府性基金预算0万元），"
            "占收入合计95.00%；事业收入0万元，占收入合计0%；其他收入27.00万元，占收入合计5.00%。",
        ),
        (
            "three_public",
            "“三公”经费财政拨款支出决算中，公务接待费支出决算2.80万元，占25%，因公出国（境）费支出决算0万元，占0%,"
            "公务用车购置费及运行维护费支出决算8.40万元，占75%。",
        ),
        (
            "three_public",
            "“三公”经费财政拨款支出预算为15.00万元，支出决算为11.20万元，其中：\n"
            "因公出国（境）费支出预算为0万元，支出决算为0万元。\n"
            "公务接待费支出预算为5.00万元，支出决算为2.80万元。\n"
            "公务用车购置费支出预算为0万元，支出决算为0万元。\n"
            "公务用车运行维护费支出预算为10.00万元，支出决算为8.40万元。",
        ),
        (
            "three_public",
            "“三公”经费财政拨款支出预算为1.00万元，支出决算为0.60万元，完成预算的60%。\n"
            "培训费预算为0.50万元，支出决算为0.30万元，完成预算的60%，决算数较预算数减少0.20万元。\n"
            "会议费预算为0万元，支出决算为0万元。",
        ),
        (
            "three_public",
            "公务接待费支出0.39万元。其中：国内公务接待支出0.39万元（含外宾接待支出0.10万元）。主要用于业务交流。",
        ),
        (
            "three_public",
            "公务接待费支出2.00万元。其中：外事接待支出1.20万元。2023年共接待外事来访团组3个、来访外宾18人次。"
            "其他国内公务接待支出0.80万元。2023年共接待国内来访团组9个、来宾75人次。",
        ),
        ("assets", "单位价值50万元以上通用设备2台（套）；单位价值100万元以上专用设备0台（套）。"),
    ],
)
def test_true_sentences_raise_nothing(topic: str, words: str) -> None:
    assert false_alarms(told(**{topic: words})) == []


def test_what_brackets_add_does_not_take_the_share_behind_them() -> None:
    """A wrong share behind brackets is laid to what stands before them."""
    words = (
        "本年收入合计540.00万元，其中：财政拨款收入513.00万元（其中：一般公共预算财政拨款收入500.00万元），占90.00%。"
    )
    (found,) = violations("N01", told(income=words))
    assert "513.00" in found.message
    assert found.expected == "95.00%"


def test_parts_of_a_part_count_where_the_part_itself_is_not_stated() -> None:
    words = (
        "“三公”经费财政拨款支出12.00万元，其中：因公出国（境）费0万元；公务接待费2.80万元；"
        "公务用车购置费0万元；公务用车运行维护费8.40万元。"
    )
    (found,) = violations("N09", told(three_public=words))
    assert found.expected == "11.20 万元"


def test_an_item_heading_goes_on_with_the_paragraph_of_its_figures() -> None:
    words = (
        "财政拨款支出年初预算数为85.00万元，支出决算数为90.00万元，其中：\n"
        "1、住房保障支出（类）住房改革支出（款）住房公积金（项）。\n"
        "年初预算为85.00万元，支出决算为90.00万元，决算数小于年初预算数的主要原因是：缴存基数调整。"
    )
    text = f"第三部分 2023年度部门决算情况说明\n五、一般公共预算财政拨款支出决算情况说明\n{words}\n"
    subject = read_file(text.encode(), "x.txt").report
    (found,) = violations("X04", subject)
    assert "住房公积金" in found.message


def test_names_that_the_table_does_not_have_leave_open_what_was_left_out() -> None:
    """社保 and 公积金 stand for subjects: what the list lacks cannot be told; what it has without an amount can."""
    words = "基本支出180.00万元。其中：人员经费150.00万元，主要包括：基本工资、奖金、社保、公积金。"
    (found,) = violations("X08", told(tables=(basic_table(),), basic=words))
    assert "奖金" in found.message
    assert "没有列出" not in found.message


def test_a_list_under_an_outdated_class_name_is_the_finding() -> None:
    words = (
        "一般公共预算财政拨款支出100.00万元，主要用于以下方面：文化体育与传媒支出60.00万元，占60%；住房保障支出40.00万元，占40%。\n"
        "1.文化旅游体育与传媒支出（类）文化和旅游（款）群众文化（项）60.00万元。年初预算为60.00万元，支出决算为60.00万元。\n"
        "2.住房保障支出（类）住房改革支出（款）住房公积金（项）40.00万元。年初预算为40.00万元，支出决算为40.00万元。"
    )
    (found,) = violations("X06", told(general=words))
    assert found.stated.startswith("文化体育与传媒支出")
    assert found.expected.startswith("文化旅游体育与传媒支出")


def test_a_rate_that_fits_another_print_lays_the_mistake_to_the_amount() -> None:
    """257.14 ÷ 274.82 = 93.57 %: the amount 245.53 is wrong, not the rate; one cause, one consequence."""
    words = (
        "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支出（项）257.14万元，主要用于：缴纳年金。"
        "年初预算为274.82万元，支出决算为245.53万元，完成年初预算的93.57%。"
    )
    subject = told(general=words)
    (found,) = violations("N07", subject)
    assert found.suspect is not None
    assert found.suspect.text == "245.53"
    causes = {finding.rule: finding.cause for finding in audit_report(subject, rules=["N07", "X01"]).findings}
    assert causes["X01"] is None
    assert causes["N07"] is not None


def test_a_true_completion_still_holds_where_nothing_contradicts_it() -> None:
    subject = told(general="一般公共预算财政拨款支出年初预算为280万元，支出决算为300万元，完成年初预算的107.1%。")
    assert len(holds("N07", subject)) == 1


def test_a_share_worked_out_from_the_amounts_in_the_sentence_holds() -> None:
    """9.84 ÷ 12.14 = 81.1 %, though the table in yuan gives 81.0 %."""
    cells = ("121,350.60", "98,350.60", "23,000.00")
    columns = ("actual.total", "actual.vehicles", "actual.reception")
    tables = (table("three_public", {("row", ""): cells}, columns, unit="元"),)
    words = (
        "“三公”经费支出决算为12.14万元。其中：公务用车购置及运行费支出决算9.84万元，占{}；公务接待费2.30万元，占18.9%。"
    )
    assert violations("N01", told(tables=tables, three_public=words.format("81.1%"))) == []
    (found,) = violations("N01", told(tables=tables, three_public=words.format("81.6%")))
    assert found.stated == "81.6%"


@pytest.mark.parametrize(("carried", "count"), [("-12.00", 0), ("0.00", 1)])
def test_income_may_exceed_a_total_that_a_negative_carry_over_lowers(carried: str, count: int) -> None:
    rows = {("in.carry_over", "年初结转和结余"): (carried,), ("in.grand_total", "总计"): ("2,893.00",)}
    subject = told(tables=(table("income_and_expenditure", rows, ("amount",)),), income="本年收入合计2,905.00万元。")
    assert len(violations("N15", subject)) == count


def test_the_initial_budget_of_a_year_is_read() -> None:
    """2023年初预算数: the year and 年初预算 share a character."""
    words = "住房保障支出（类）住房改革支出（款）住房公积金（项）。2023年初预算数为75万元，2023年决算数为70万元，完成年初预算的{}%。"
    assert violations("N07", told(general=words.format("93.3"))) == []
    assert len(violations("N07", told(general=words.format("95.3")))) == 1


def test_classes_listed_without_their_whole_have_shares_of_the_total() -> None:
    words = "一般公共预算财政拨款支出900万元。\n1.社会保障和就业（类）支出780万元，占{}%。\n2.住房保障（类）支出120万元，占13.33%。"
    assert violations("N01", told(general=words.format("86.67"))) == []
    (found,) = violations("N01", told(general=words.format("68.67")))
    assert found.expected == "86.67%"


@pytest.mark.parametrize(
    "words",
    [
        "“三公”经费支出11.00万元，其中：因公出国（境）费0万元、公务用车购置及运行维护费10.00万元、公务接待费1.00万元，比上年增加1.00万元，增长10%。",
        "因公出国（境）费0万元，公务用车购置及运行维护费10.00万元，公务接待费1.00万元，合计11.00万元，比上年增加1.00万元，增长10%。",
        "“三公”经费支出11.00万元：公务用车购置及运行维护费10.00万元，公务接待费1.00万元；较上年增加1.00万元，增长10%。",
    ],
)
def test_a_comparison_behind_a_list_may_be_of_the_whole(words: str) -> None:
    assert false_alarms(told(three_public=words)) == []


def test_a_comparison_behind_each_part_is_of_the_part() -> None:
    words = (
        "“三公”经费支出11.00万元，其中：公务用车购置及运行维护费10.00万元，比上年减少1.00万元，下降9.1%；"
        "公务接待费1.00万元，比上年增加0.50万元，增长60%。"
    )
    assert violations("N03", told(three_public=words))
