"""S: outline, ordinals, names, years, units."""

import pytest

from auditing.builders import UNIT, narrative, report, table, undecided, violations
from shebao.auditing.pack import pack_for, pack_from
from shebao.auditing.verdicts import Severity
from shebao.report import Identity
from shebao.report.formats import FormatError, parse_format
from shebao.report.formats.files import raw_formats
from shebao.report.provenance import Source
from shebao.report.tables import TableState

WHOLE = """第一部分 示例市社会保险中心概况
一、主要职责
经办社会保险。
第二部分 示例市社会保险中心2023年度单位决算表
第三部分 示例市社会保险中心2023年度单位决算情况说明
一、收入支出决算总体情况说明
收、支总计1.00万元。
二、财政拨款“三公”经费支出决算情况说明
无。
三、机关运行经费支出说明
无。
四、政府采购支出说明
无。
第四部分 名词解释
（一）基本支出：指日常支出。
"""


def test_a_complete_report_has_all_parts_and_sections():
    subject = report(WHOLE)
    assert not violations("S01", subject)
    assert not violations("S03", subject)
    assert not violations("S05", subject)


def test_a_missing_part_is_named():
    (found,) = violations("S01", report(WHOLE.split("第四部分")[0]))
    assert "名词解释" in found.message


def test_in_a_text_extraction_a_missing_part_is_undecided():
    subject = report(WHOLE.split("第四部分")[0], text_only=True)
    assert not violations("S01", subject)
    assert undecided("S01", subject)


def test_a_file_of_tables_only_is_not_told_to_lack_the_rest():
    subject = report(
        "第二部分 示例市社会保险中心2023年度单位决算表\n", (table("income", {}, (), state=TableState.EMPTY),)
    )
    assert not violations("S01", subject)
    assert undecided("S01", subject)


def test_a_missing_table_is_named_where_the_others_are_read():
    present = (
        "income_and_expenditure",
        "income",
        "expenditure",
        "appropriation_balance",
        "general_budget_expenditure",
        "basic_expenditure",
        "government_fund",
    )
    tables = tuple(table(name, {}, (), state=TableState.EMPTY) for name in present)
    (found,) = violations("S02", report(WHOLE, tables))
    assert "三公" in found.message


def test_where_most_tables_are_images_nothing_is_missing():
    tables = (table("three_public", {}, ()), table("income", {}, (), state=TableState.IMAGE))
    subject = report(WHOLE, tables)
    assert not violations("S02", subject)
    assert undecided("S02", subject)


@pytest.mark.parametrize(("ordinal", "named"), [("六", ["政府性基金"]), ("五", [])])
def test_a_section_that_has_a_table_and_that_the_ordinals_leave_out_is_named(ordinal, named):
    body = f"四、政府采购支出说明\n无。\n{ordinal}、国有资产占用情况说明\n无。\n"
    text = WHOLE.replace("四、政府采购支出说明\n无。\n", body)
    found = violations("S03", report(text, tables=(table("government_fund", {}, ("total",)),)))
    assert [name for name in ("政府性基金",) for each in found if name in each.message] == named


def test_a_missing_section_is_named():
    (found,) = violations("S03", report(WHOLE.replace("四、政府采购支出说明\n无。\n", "")))
    assert "政府采购" in found.message


@pytest.mark.parametrize(
    ("body", "expected"),
    [("一、甲\n文。\n三、乙\n文。", "二、"), ("一、甲\n文。\n二、乙\n文。\n二、丙\n文。", "三、")],
)
def test_ordinals_with_gap_or_repeat(body, expected):
    (found,) = violations("S05", narrative(body))
    assert found.expected == expected


def test_an_ordinal_inside_the_text_is_no_gap():
    assert not violations("S05", narrative("（一）甲\n文。（二）乙项也在这里。\n（三）丙\n文。"))


def test_a_part_whose_number_is_missing():
    subject = report(WHOLE.replace("第二部分 ", ""))
    (found,) = violations("S05", subject)
    assert found.severity is Severity.INFO
    assert "没有“第几部分”" in found.message


def test_points_inside_a_passage():
    good = "一、做法\n一是甲。二是乙。三是丙。"
    assert not violations("S06", narrative(good))
    (found,) = violations("S06", narrative(good.replace("三是", "二是")))
    assert found.expected == "三是"


def test_the_name_of_the_unit():
    unit = Identity("示例市示例区规划和自然资源局", "department", "", 2023, "万元")
    good = "一、收入情况\n示例市示例区规划和自然资源局2023年度收入合计1.00万元。"
    assert not violations("S07", narrative(good, identity=unit))
    (found,) = violations("S07", narrative(good.replace("规划和", "规划与"), identity=unit))
    assert found.stated == "示例市示例区规划与自然资源局"
    title = report("第二部分 示例市规划和自然资源局2023年度部门决算表\n", identity=unit)
    assert violations("S07", title)


def test_another_unit_is_not_a_slip():
    unit = Identity("示例市示例区财政局", "department", "", 2023, "万元")
    assert not violations("S07", narrative("一、收入情况\n示例市财政局2023年度下达预算1.00万元。", identity=unit))


def test_the_year_of_titles():
    assert not violations("S08", report(WHOLE))
    (found,) = violations("S08", report(WHOLE.replace("2023年度单位决算情况", "2022年度单位决算情况")))
    assert found.stated == "2022"


def test_the_unit_of_money():
    tables = tuple(
        table(name, {}, (), unit=unit)
        for name, unit in (("income", "万元"), ("expenditure", "万元"), ("three_public", "元"))
    )
    (found,) = violations("S09", report(WHOLE, tables))
    assert found.stated == "元"


def test_the_kind_of_report():
    body = "一、情况\n本单位支出1.00万元。我单位说明如下。我部门另有说明。"
    (found,) = violations("S10", narrative(body))
    assert found.expected == "我单位"
    department = Identity(UNIT.unit, "department", "", 2023, "万元")
    assert not violations("S10", narrative(body, identity=department))


@pytest.mark.parametrize("word", ["填报说明：", "注:", "备注：", "说明："])
def test_a_note_beneath_each_form_is_not_repeated(word):
    note = f"{word}未完成目标的定量指标按完成比例扣分，得分以分值为上限，四舍五入保留两位小数。"
    assert not violations("S11", narrative(f"一、情况\n{note}\n支出1.00万元。\n{note}"))


def test_repeated_passages():
    paragraph = "加强社会保险政策宣传，扩大社会保险覆盖面，提高经办服务水平，确保待遇按时足额发放。"
    assert violations("S11", narrative(f"一、情况\n1.{paragraph}\n2.{paragraph}"))
    assert not violations("S11", narrative(f"一、情况\n1.{paragraph}\n2.别的事情。"))


def test_contents_and_headings_differ():
    contents = "目录\n第一部分 概况\n一、主要职责\n二、机构情况介绍\n"
    body = "第一部分 概况\n一、主要职责\n经办。\n二、机构情况\n一个。\n"
    (found,) = violations("S04", report(contents + body))
    assert found.stated == "机构情况介绍"
    assert not violations("S04", report(contents.replace("介绍", "") + body))


def test_packs_are_chosen_by_place_and_year():
    def chosen(place, year):
        return pack_for(Identity("某局", "unit", place, year, "万元"))

    assert chosen("wuhan", 2021).table_order[6] == "three_public"
    assert chosen("wuhan", 2024).table_order[8] == "three_public"
    assert chosen("shanghai", 2024).place == "shanghai"
    assert chosen("shanghai", 2019).place == ""
    assert chosen("", 2023).place == ""


def test_what_is_demanded_follows_from_the_format():
    demanded = pack_for(Identity("某局", "unit", "shanghai", 2025, "万元"))
    assert demanded.parts == ("overview", "tables", "narrative", "glossary")
    assert demanded.sections[-4:] == (
        "narrative.other",
        "narrative.running_costs",
        "narrative.procurement",
        "narrative.assets",
    )
    assert demanded.tables == demanded.table_order
    assert not pack_for(Identity("某局", "unit", "", 2019, "万元")).ordered


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parts": ["no"]}, "parts"),
        ({"tables": ["no"]}, "tables"),
        ({"sections": ["no"]}, "sections"),
        ({"place": "wuhan"}, "place"),
        ({"extra": 1}, "extra"),
    ],
)
def test_a_bad_demand_is_refused_with_file_and_key(change, message):
    with pytest.raises(FormatError, match=message):
        pack_from(parse_format("bad.yaml", {**raw_formats()["wuhan-2022"], "audit": change}))


def test_titles_without_year_are_not_flagged():
    subject = report(WHOLE, (table("income", {}, (), title=Source("收入决算表")),))
    assert not violations("S08", subject)
