"""Slips of words, names, dates and levels: what is wrong is found, its right neighbour is not."""

from dataclasses import replace

import pytest

from auditing.builders import UNIT, narrative, report, table, undecided, violations
from auditing.told import told
from shebao.report.provenance import Passage, Place, Source
from shebao.report.tables import TableState

NAME = "示例区城市运行综合服务中心"


def named(sentence: str):
    body = f"一、政府性基金预算财政拨款收入支出决算情况\n{sentence}"
    return narrative(body, identity=replace(UNIT, unit=NAME))


@pytest.mark.parametrize(
    "name",
    [
        NAME[:-1],  # cut at the end
        "示例区城市运行综合中心",  # a word dropped
        "示例区城市运行综合综合服务中心",  # a word doubled
        "示例区城市运营综合服务中心",  # a character changed
    ],
)
@pytest.mark.parametrize(
    "predicate", ["没有使用政府性基金预算财政拨款安排的支出。", "无政府性基金收支。", "2023年度没有支出。"]
)
def test_a_slip_in_the_unit_name_at_the_head_of_a_sentence(name, predicate):
    (found,) = violations("S07", named(f"{name}{predicate}"))
    assert (found.stated, found.expected) == (name, NAME)


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        "示例区城市运行综合服务中心本级",
        "示例区城市运行综合服务中心下属单位",
        "示例区城市管理局",  # another organisation
        "示例区第二城市运行综合服务中心",  # another with a number
    ],
)
def test_the_name_itself_and_other_organisations_are_none(name):
    assert not violations("S07", named(f"{name}没有使用政府性基金预算财政拨款安排的支出。"))


@pytest.mark.parametrize("day", ["12月31日", "12 月 31 日", "年底", "年末"])
def test_a_date_at_the_end_of_another_year(day):
    def dated(year):
        joint = "" if day.startswith("年") else "年"
        return narrative(f"一、国有资产占用情况说明\n截至{year}{joint}{day}，共有车辆2辆。")

    (found,) = violations("S12", dated(2022))
    assert (found.stated, found.expected) == ("2022", "2023")
    assert not violations("S12", dated(2023))


def test_dates_of_other_months_and_outside_the_narrative_are_not_judged():
    assert not violations("S12", narrative("一、国有资产占用情况说明\n截至2024年6月30日，尚未收回。"))
    assert not violations("S12", report("第一部分 概况\n一、主要职责\n截至2020年12月31日，编制数为10人。\n"))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("教育支出（类）普通教育（款）小学教育（款）", "小学教育（款）"),
        ("教育支出（类）普通教育（项）小学教育（项）", "小学教育（项）"),
        ("教育支出（类）普通教育（类）", ""),  # two classes beside each other are no path
        ("教育支出（类）普通教育（款）小学教育（项）", ""),
        ("教育支出（类）、科学技术支出（类）", ""),
        ("普通教育（款）、职业教育（款）", ""),
    ],
)
def test_the_level_words_of_a_path(path, wrong):
    found = violations("X72", narrative(f"一、支出决算情况说明\n{path}支出5.00万元。"))
    assert [violated.stated for violated in found] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("words", "is_request"),
    [
        ("没有政府性基金收支的单位，表格照列，并在表下注明原因：", True),
        ("如无此项支出，请保留空表并按以下格式说明：", True),
        ("若不涉及，应列空表并于表下说明。", True),
        ("本单位没有政府性基金预算收入，也没有使用政府性基金安排的支出，故本表为空。", False),
        ("注：本表反映单位本年度国有资本经营预算财政拨款支出情况。", False),
        ("对于申请材料不齐的，请申请人补正。", False),
    ],
)
def test_requests_to_whoever_fills_in_under_a_table(words, is_request):
    subject = report("", among_tables=(Passage(words, (0,), (Place(None, 7),)),))
    assert bool(violations("L02", subject)) == is_request


def test_a_placeholder_in_a_title():
    assert violations("L02", report("第一部分 ××单位概况\n一、主要职责\n经办。\n"))


def test_a_paragraph_repeated_in_another_section():
    words = "本单位的收入和支出全部纳入单位预算管理，执行统一的会计制度，年末按规定编制决算并接受审计和社会监督。"
    twice = f"一、收入决算情况说明\n{words}\n二、支出决算情况说明\n支出合计5.00万元。{words}\n"
    (found,) = violations("S11", narrative(twice))
    assert found.severity == "info"
    assert not violations("S11", narrative(twice.replace("年末", "年中", 1)))


def test_a_sentence_with_figures_may_stand_in_two_sections():
    words = "2023年度一般公共预算财政拨款支出120.00万元，占本年支出合计的100%，比上年增加20.00万元，增长20%，主要原因是增加人员。"
    assert not violations("S11", narrative(f"一、收入决算情况说明\n{words}\n二、支出决算情况说明\n{words}\n"))


def test_a_paragraph_ends_in_a_semicolon_though_its_list_is_over():
    section = "一、支出决算情况说明\n支出合计5.00万元，其中：教育支出4.00万元；住房保障支出1.00万元；\n以上支出均已列入预算。\n"
    assert violations("L06", narrative(section))
    listed = "一、支出决算情况说明\n（1）教育支出4.00万元；\n（2）住房保障支出1.00万元。\n"
    assert not violations("L06", narrative(listed))


@pytest.mark.parametrize("words", ["进度偏慢一是招标较晚，二是停工较长。", "一是招标较晚二是停工较长三是天气。"])
def test_points_need_no_mark_before_them(words):
    assert not violations("S06", narrative(f"一、绩效情况说明\n一是甲；二是乙。问题：{words}"))


def test_a_point_left_out_is_still_found():
    assert violations("S06", narrative("一、绩效情况说明\n原因：一是招标较晚；三是停工较长。"))


def test_a_contents_title_with_another_ending():
    front = "目录\n第一部分 概况\n第二部分 决算情况说明\n一、机关运行经费支出情况说明\n"
    body = "第一部分 概况\n一、主要职责\n经办。\n第二部分 决算情况说明\n一、机关运行经费支出情况\n无。\n"
    (found,) = violations("S04", report(front + body))
    assert (found.stated, found.expected) == ("机关运行经费支出情况说明", "机关运行经费支出情况")


def blank(state: TableState, text_only: bool):
    subject = told(
        (table("three_public", {}, (), state=state),),
        three_public="“三公”经费支出决算为2.15万元，其中：公务接待费支出决算为2.15万元。",
    )
    return replace(subject, text_only=text_only)


def test_a_ruled_table_without_amounts_against_the_text():
    (found,) = violations("X18", blank(TableState.EMPTY, text_only=False))
    assert found.stated == "2.15 万元"
    assert len(found.operands) == 2


def test_what_extraction_may_have_lost_is_undecided():
    assert not violations("X18", blank(TableState.EMPTY, text_only=True))
    assert undecided("X18", blank(TableState.EMPTY, text_only=True))
    assert not undecided("X18", blank(TableState.UNREADABLE, text_only=True))


HEADS = "一、收入决算情况说明\n2023年度收入合计5.00万元。\n二、支出决算情况说明\n2023年度支出合计5.00万元。\n三、机关运行经费支出说明\n2023年度机关运行经费支出1.00万元。\n四、政府采购支出说明\n{}\n"


def test_the_year_at_the_head_of_a_paragraph():
    (found,) = violations("S13", narrative(HEADS.format("2022年度政府采购支出1.20万元，比上年增加0.20万元。")))
    assert (found.stated, found.expected) == ("2022", "2023")
    for right in (
        "2023年度政府采购支出1.20万元。",
        "2022年度政府采购支出1.20万元，2023年度为1.30万元。",
        "2022年预算执行情况1.20万元。",
        "2022年起设立专项1.20万元。",
    ):
        assert not violations("S13", narrative(HEADS.format(right))), right


@pytest.mark.parametrize(
    ("first", "second", "wrong"), [("2.", "3.", False), ("2.", "2.", True), ("2.", "4.", True), ("(2)", "（1）", False)]
)
def test_numbered_paragraphs_without_gap_or_repeat(first, second, wrong):
    body = (
        f"一、支出决算情况说明\n1.教育支出1.00万元。\n{first}科学技术支出2.00万元。\n{second}住房保障支出3.00万元。\n"
    )
    assert bool(violations("S14", narrative(body))) == wrong


ITEM = "{}.社会保障和就业支出（类）行政事业单位养老支出（款）{}（项）。年初预算为{}万元，支出决算为{}万元。\n"


def test_two_neighbours_with_the_same_numbers():
    first = ITEM.format(1, "机关事业单位基本养老保险缴费支出", "67.03", "76.95")
    (found,) = violations("N26", told(general=first + ITEM.format(2, "行政单位离退休", "67.03", "76.95")))
    assert "行政单位离退休" in found.message
    assert not violations("N26", told(general=first + ITEM.format(2, "行政单位离退休", "67.03", "67.03")))
    same = ITEM.format(1, "机关事业单位基本养老保险缴费支出", "5.00", "5.00") + ITEM.format(
        2, "行政单位离退休", "5.00", "5.00"
    )
    assert not violations("N26", told(general=same))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("基本支出1519万元（占88.1），项目支出205万元。", "基本支出1519万元（占88.1%），项目支出205万元。"),
        (
            "财政拨款收入475.00万元，占本年收入的95.0；其他收入25.00万元。",
            "财政拨款收入475.00万元，占本年收入的95.0%；其他收入25.00万元。",
        ),
        ("年初预算为124.05，支出决算为148.20万元。", "年初预算为124.05万元，支出决算为148.20万元。"),
        ("较上年减少了7.13，降低17.34%，支出合计34.00万元。", "较上年减少了7.13万元，降低17.34%，支出合计34.00万元。"),
        ("合计19695958元，同比减少860415 ，下降4.2%。", "合计19695958元，同比减少860415元，下降4.2%。"),
        (
            "预算数为13.48万元，执行数为9.44 ，完成预算的70.0%。",
            "预算数为13.48万元，执行数为9.44万元，完成预算的70.0%。",
        ),
        ("比上年增加2.00万元，增长比例为19.9。", "比上年增加2.00万元，增长比例为19.9%。"),
        ("比上年增长10.65（增加2.00万元）。", "比上年增长10.65%（增加2.00万元）。"),
        ("支出决算5.00万元，完成年初预算172.00万元的93；", "支出决算5.00万元，完成年初预算172.00万元的93%；"),
        ("支出决算5.00万元，完成100.0；", "支出决算5.00万元，完成100.0%；"),
        ("支出12.00万元，各增加206，增长7%。", "支出12.00万元，各增加206万元，增长7%。"),
        ("收、支总计均为1585.60。支出12.00万元。", "收、支总计均为1585.60万元。支出12.00万元。"),
        ("支出决算15.20万元，完成年初预算17.1 的89%。", "支出决算15.20万元，完成年初预算17.1万元的89%。"),
        ("全年预算 7 ，实际支出6万元。", "全年预算7万元，实际支出6万元。"),
        ("比上年减少2.00万元，下降幅度为9.9；", "比上年减少2.00万元，下降幅度为9.9%；"),
        (
            "收入合计8.00万元。\n二、支出决算情况说明\n涉及资金1,890,267，自评覆盖率为100%。",
            "收入合计8.00万元。\n二、支出决算情况说明\n涉及资金1,890,267万元，自评覆盖率为100%。",
        ),
        (
            "支出9.00万元。\n3.住房保障支出(类) 110.6 ，占10.87%。",
            "支出9.00万元。\n3.住房保障支出(类) 110.6万元，占10.87%。",
        ),
        ("支出决算数81.12万元，完成年初预算的125.8，主要用于…", "支出决算数81.12万元，完成年初预算的125.8%，主要用于…"),
    ],
)
def test_a_percent_sign_or_unit_that_was_forgotten(wrong, right):
    assert violations("L07", narrative(f"一、收入决算情况说明\n{wrong}"))
    assert not violations("L07", narrative(f"一、收入决算情况说明\n{right}"))


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("采购支出总额39.0万元，其中：货物支出27.0万元，服务支出12.0元。", "12.0元"),
        ("收入合计23,906,505元，其中：财政拨款收入23,566,503万元。", "23,566,503万元"),
        ("采购支出总额39.0万元，其中：货物支出27.0万元，服务支出12.0万元。", ""),
        ("支出补贴39.0万元，人均补贴标准为2,991.89元。", ""),
        ("单价100万元以上设备0台，账面原值1,200,000元。", ""),
        ("收入39.0万元。专户利息12.5元。", ""),
    ],
)
def test_an_amount_in_another_unit_than_its_neighbours(words, stated):
    found = violations("L13", narrative(f"一、政府采购支出说明\n{words}"))
    assert [violated.stated for violated in found] == ([stated] if stated else [])


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        ("11月31日", True),
        ("2月30日", True),
        ("2023年2月29日", True),
        ("2024年2月29日", False),
        ("12月31日", False),
        ("13月1日", True),
    ],
)
def test_days_that_do_not_exist(day, wrong):
    assert bool(violations("S15", narrative(f"一、国有资产占用情况说明\n截至{day}，共有车辆2辆。"))) == wrong


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("2023年度，异地省别处市水务局收入、支出总计均为5.00万元。", True),
        ("截至2023年12月31日，异地省别处市水务局共有车辆2辆。", True),
        ("编制范围的单位共1个，即异地省别处市水务局本级。", True),
        ("异地省别处市水务局2023年度一般公共预算财政拨款基本支出5.00万元。", True),
        ("异地省别处市水务局“三公”经费全年预算5.00万元。", True),
        ("异地省别处市水务局当年各项支出5.00万元。", True),
        ("示例市水务局收入总计5.00万元。", False),
        ("根据异地省别处市水务局的委托，收入总计5.00万元。", False),
    ],
)
def test_another_place_in_the_place_of_the_unit(sentence, wrong):
    assert bool(violations("S16", narrative(f"一、收入支出决算总体情况说明\n{sentence}"))) == wrong


@pytest.mark.parametrize(
    "words",
    [
        "基本支出5.00万元，占 %。",
        "比上年减少 万元，下降 %。",
        "比上年增加5.00万元，主要原因是。",
        "共有车辆 辆。",
        "支出决算为 万元。",
        "占本年支出的 %；",
    ],
)
def test_what_was_to_be_filled_in(words):
    assert violations("L14", narrative(f"一、支出决算情况说明\n{words}"))


@pytest.mark.parametrize(
    "words",
    [
        "基本支出5.00万元，占 50%。",
        "比上年减少 5.00 万元，下降 3 %。",
        "主要原因是增加人员。",
        "共有车辆 3 辆。",
        "以百分比（%）列示。",
        "共接待 3 批次 20 人次。",
    ],
)
def test_what_is_filled_in_is_no_blank(words):
    assert not violations("L14", narrative(f"一、支出决算情况说明\n{words}"))


CHANGES = (
    "“三公”经费支出决算为9.50万元，比上年减少{}万元，其中：因公出国（境）费支出决算为0.00万元，与上年持平；"
    "公务用车购置及运行维护费支出决算为7.20万元，比上年减少0.80万元；公务接待费支出决算为2.30万元，比上年增加0.30万元。"
)


def test_changes_of_the_parts_against_that_of_the_whole():
    assert not violations("N27", told(three_public=CHANGES.format("0.50")))
    (found,) = violations("N27", told(three_public=CHANGES.format("0.80")))
    assert found.expected == "减少 0.50 万元"


TWICE = "期末国有资产占用情况为：车辆4辆（执法执勤用车1辆，其他用车3辆），单价100万元以上设备3台。"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (f"{TWICE}另有说明。{TWICE}", True),  # run together in one paragraph
        ("1.没有安排因公出国（境）费，与上年一致。\n1.没有安排因公出国（境）费，与上年一致。", True),
        ("1.没有安排因公出国（境）费，与上年一致。\n2.没有安排公务接待费，与上年一致。", False),
        (f"{TWICE}{TWICE.replace('3台', '2台')}", False),
        ("（一）办好实事。\n答复留言1525条。\n（一）办好实事。\n答复留言1525条。", True),
        ("（一）办好实事。\n答复留言1525条。\n（二）办好实事。\n答复留言1526条。", False),
    ],
)
def test_what_stands_twice_in_a_section(body, wrong):
    assert bool(violations("S11", narrative(f"一、国有资产占用情况说明\n{body}"))) == wrong


def test_a_repeated_ordinal_is_one_finding_though_the_next_one_is_right():
    body = "一、支出决算情况说明\n1.教育1.00万元。\n2.科学2.00万元。\n2.住房3.00万元。\n4.其他4.00万元。\n"
    (found,) = violations("S14", narrative(body))
    assert (found.stated, found.expected) == ("2.", "3.")


def test_a_section_that_only_the_contents_page_knows():
    named = "".join(f"{ordinal}、{name}\n" for ordinal, name in zip("一二三四五", "甲乙丙丁戊", strict=True))
    body = "第一部分 概况\n" + "".join(f"{o}、{n}\n{n}的情况。\n" for o, n in zip("一二三四", "甲乙丙丁", strict=True))
    (found,) = violations("S04", report(f"目录\n第一部分 概况\n{named}{body}"))
    assert found.stated == "戊"


def test_a_term_of_the_glossary_is_no_section_that_the_contents_page_lists():
    names = ("收入情况", "支出情况", "采购情况", "资产情况", "机关运行经费支出情况")
    listed = "".join(f"{ordinal}、{name}\n" for ordinal, name in zip("一二三四五", names, strict=True))
    told = "".join(f"{o}、{n}\n{n}良好。\n" for o, n in zip("一二三四", names[:4], strict=True))
    glossary = "第二部分 名词解释\n一、机关运行经费：是指日常公用经费。\n"
    (found,) = violations(
        "S04",
        report(f"目录\n第一部分 决算情况说明\n{listed}第二部分 名词解释\n第一部分 决算情况说明\n{told}{glossary}"),
    )
    assert found.stated == names[-1]
    assert "名词" not in found.message


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("公务接待费1200元，公务用车运行维护费51147，公务用车3辆，共支出52347元。", "51147"),
        ("本年支出合计930215；上年为920000元、收入930215元。", "930215"),
        ("公务用车运行维护费51147元，接待1200人次，车辆维修费2023，共52347元。", ""),  # may be a year
        ("公务用车运行维护费5.11万元，热线12345，缴费12345。", ""),
    ],
)
def test_a_whole_number_without_a_unit_among_amounts_in_yuan(words, stated):
    found = violations("L07", narrative(f"一、支出决算情况说明\n{words}"))
    assert [each.stated for each in found] == ([stated] if stated else [])


@pytest.mark.parametrize(
    ("numbers", "wrong"), [(("表1", "表2", "表2"), True), (("表1", "表2", "表3"), False), (("表1", "表2", ""), False)]
)
def test_two_tables_with_one_number(numbers, wrong):
    ids = ("income_and_expenditure", "income", "expenditure")
    titled = [
        replace(table(name, {("total", "合计"): ("1.00",)}, ("total",)), number=number, title=Source(name))
        for name, number in zip(ids, numbers, strict=True)
    ]
    found = violations("S17", report(tables=tuple(titled)))
    assert [(v.stated, v.expected) for v in found] == ([("表2", "表3")] if wrong else [])


def test_a_name_cut_before_its_level():
    (found,) = violations("S07", named(f"编制范围的单位共1个，即{NAME[:-2]}本级。"))
    assert (found.stated, found.expected) == (NAME[:-2], NAME)
    assert not violations("S07", named(f"编制范围的单位共1个，即{NAME}本级。"))


SAID = "年初预算为0.20万元，支出决算为0.20万元，完成年初预算的100.00%，支出决算数与年初预算数持平。"


def test_the_same_sentence_about_another_item_is_no_repetition() -> None:
    items = f"6、机关基本养老保险缴费。主要用于：基本支出。{SAID}\n10、住房公积金。主要用于：基本支出。{SAID}\n"
    assert not violations("S11", narrative(f"一、支出决算情况说明\n{items}"))
    assert violations("S11", narrative(f"一、支出决算情况说明\n6、住房公积金。{SAID}{SAID}\n"))


def test_a_comparison_with_the_year_before_is_no_old_head() -> None:
    for words in (
        "与2021年度相比，“三公”经费支出减少1.03万元。",
        "同2021年相比，支出减少1.03万元。",
        "与2021年比较，支出减少1.03万元。",
    ):
        assert not violations("S13", narrative(HEADS.format(words))), words


@pytest.mark.parametrize(
    ("unit", "wrong"),
    [
        ("异地省他处市社会保险中心", True),
        ("异地省别处市人力资源局", False),
        ("别处市社会保险中心", False),
    ],
)
def test_an_organisation_of_the_same_place_or_above_may_be_the_subject(unit, wrong):
    sentence = "异地省别处市水务局2023年度基本支出5.00万元。"
    subject = narrative(f"一、收入支出决算总体情况说明\n{sentence}", identity=replace(UNIT, unit=unit))
    assert bool(violations("S16", subject)) == wrong


SOME_CHANGES = (
    "2023年度支出合计500.00万元，比上年增加30.00万元。其中：基本支出300.00万元，比上年增加18.00万元；"
    "项目支出200.00万元，比上年增加{}万元。"
)


@pytest.mark.parametrize(("text", "count"), [("12.00", 0), ("21.00", 1), ("9.50", 0)])
def test_changes_of_some_parts_are_wrong_only_where_two_digits_changed_places(text, count):
    """What the sentence leaves out (经营支出, 上缴上级支出) may have changed too."""
    assert len(violations("N27", told(expenditure=SOME_CHANGES.format(text)))) == count


def test_the_amount_that_is_compared_with_is_the_base():
    words = "2023年度机关运行经费支出33.00万元，比2022年度的30.00万元增加{}万元。"
    assert not violations("N06", told(running_costs=words.format("3.00")))
    (found,) = violations("N06", told(running_costs=words.format("5.00")))
    assert found.expected == "增加 3.00 万元"


@pytest.mark.parametrize("level", ["支出", "类支出", "支出类级科目", "支出类科目支出"])
@pytest.mark.parametrize("mark", ["；", "。"])
def test_a_list_may_stand_in_paragraphs_of_its_own_without_numbers(level, mark):
    """Each begins with the name of a part; what level it is of may stand behind the name."""
    words = f"2023年度一般公共预算财政拨款支出300.00万元，主要用于以下方面：\n社会保障和就业{level}250.00万元{mark}\n住房保障{level}{{}}万元。"
    assert not violations("N10", told(general=words.format("50.00")))
    (found,) = violations("N10", told(general=words.format("55.00")))
    assert found.stated == "300.00 万元"
