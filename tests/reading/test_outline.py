"""Parts, sections, ordinals and identity."""

import pytest

from auditing.builders import lines
from shebao.reading.document import Line
from shebao.reading.identity import read_identity
from shebao.reading.ordinals import leading_ordinal
from shebao.reading.parts import Part, divide
from shebao.reading.sections import read_captions, read_contents, read_section
from shebao.report.provenance import Box, Place

CONTENTS = """示例市社会保险中心
2023年度单位决算
目 录
第一部分 示例市社会保险中心概况..........1
一、主要职责
第二部分 示例市社会保险中心2023年度单位决算表..........3
一、收入支出决算总表
第三部分 示例市社会保险中心2023年度单位决算情况说明
第四部分 名词解释
"""
BODY = """第一部分 示例市社会保险
中心概况
一、主要职责
经办社会保险，
负责发放。
第二部分 示例市社会保险中心2023年
度单位决算表
2023年度收入决算表
单位：示例市社会保险中心 金额单位：万元
第三部分 示例市社会保险中心2023年度
单位决算情况说明
一、收入支出决算总体情况说明
2023年度收、支总计1,0
00.50万元。
图1：收、支决算总计变动情况
二、一般公共预算财政拨款“三公”经费支出决算情况
说明
1.因公出国（境）费无支出。
2.公务接待费无支出。
第四部分 名词解释
（一）基本支出：指日常支出。
"""


@pytest.mark.parametrize(
    ("text", "level", "number"),
    [
        ("第三部分  情况说明", 1, 3),
        ("十三、预算绩效", 2, 13),
        ("（二）结构情况", 3, 2),
        ("(十)科目", 3, 10),
        ("12.住房公积金", 4, 12),
        ("1、教育支出", 4, 1),
        ("（3）审核", 5, 3),
        ("②保障", 6, 2),
        ("二十一、国有资本", 2, 21),
    ],
)
def test_leading_ordinals(text, level, number):
    found = leading_ordinal(text)
    assert (found.level, found.number) == (level, number)


@pytest.mark.parametrize("text", ["2023年度", "1,234.5", "3.5万元", "一般公共预算", "第三产业", "十分重要"])
def test_what_is_no_ordinal(text):
    assert leading_ordinal(text) is None


def test_contents_are_not_the_body():
    blocks = lines(CONTENTS + BODY)
    parts = divide(blocks)
    assert [part.kind for part in parts] == ["", "contents", "overview", "tables", "narrative", "glossary"]
    entries = read_contents(parts[1], blocks)
    assert [entry.title for entry in entries][:2] == ["示例市社会保险中心概况", "主要职责"]
    assert parts[2].title == "示例市社会保险中心概况"
    assert parts[4].title == "示例市社会保险中心2023年度单位决算情况说明"


def test_sections_join_lines_and_keep_their_places():
    blocks = lines(BODY)
    narrative = next(part for part in divide(blocks) if part.kind == "narrative")
    section = read_section(narrative, blocks, set())
    totals, public = section.children
    assert (totals.kind, totals.ordinal) == ("narrative.totals", 1)
    assert totals.passages[0].text == "2023年度收、支总计1,000.50万元。"
    start = totals.passages[0].text.index("00.50")
    assert totals.passages[0].source(start, start + 5).place.line == 14
    assert public.kind == "narrative.three_public"
    assert public.title.endswith("决算情况说明")
    assert [passage.text[:2] for passage in public.passages] == ["1.", "2."]


def test_consumed_blocks_are_passed_over():
    blocks = lines(BODY)
    narrative = next(part for part in divide(blocks) if part.kind == "narrative")
    index = next(i for i, line in enumerate(blocks) if line.text.startswith("2023年度收、支"))
    section = read_section(narrative, blocks, {index, index + 1})
    assert all("1,000.50" not in passage.text for s in section.walk() for passage in s.passages)


def test_a_new_subject_begins_a_paragraph():
    text = "第三部分 决算情况说明\n五、一般公共预算财政拨款支出决算情况说明\n1.“教育支出（类）其他教育支出（款）其他教育支出（项）”年初预算为20万元。\n"
    text += "“文化旅游体育与传媒支出（类）体育（款）群众体育（项）”年初预算为30万元。\n"
    blocks = lines(text)
    section = read_section(divide(blocks)[-1], blocks, set()).children[0]
    assert [passage.text[:5] for passage in section.passages] == ["1.“教育", "“文化旅游"]


def test_captions():
    assert [(c.ordinal, c.title) for c in read_captions(lines(BODY))] == [(1, "收、支决算总计变动情况")]


def test_a_report_without_part_numbers_is_divided_by_its_titles():
    text = BODY.replace("第一部分 ", "一、").replace("第三部分 ", "三、").replace("第四部分 ", "四、")
    kinds = [part.kind for part in divide(lines(text))]
    assert "narrative" in kinds
    assert "glossary" in kinds


def test_a_part_without_its_number_between_two_others():
    text = BODY.replace("第二部分 示例市社会保险中心2023年\n度单位决算表", "示例市社会保险中心2023年度单位决算表")
    assert [part.kind for part in divide(lines(text))] == ["overview", "tables", "narrative", "glossary"]


def test_identity():
    blocks = lines(CONTENTS + BODY)
    identity = read_identity(blocks, divide(blocks))
    assert (identity.unit, identity.kind, identity.fiscal_year, identity.money_unit) == (
        "示例市社会保险中心",
        "unit",
        2023,
        "万元",
    )


def test_nothing_is_read_from_nothing():
    assert divide(()) == ()
    assert read_identity((), ()).unit == ""


def test_the_owner_line_may_go_on_with_the_number_of_the_table():
    text = "2023年度收入决算表\n单位：示例市社会保险中心公开02表 单位：万元\n注：本表反映单位本年度全部\n2023年度支出决算表\n单位：示例市社会保险中心公开03表 单位：万元\n"
    blocks = lines(text)
    assert read_identity(blocks, divide(blocks)).unit == "示例市社会保险中心"


def test_an_entry_of_the_contents_over_two_lines_is_one() -> None:
    blocks = lines(
        "目 录\n"
        "第一部分 示例市社会保险中心概况..........1\n"
        "一、主要职责..........1\n"
        "第三部分 示例市社会保险中心2023年度单位决算情况\n"
        "说明..........12\n"
        "一、收入支出决算总体情况说明..........12\n"
        "第四部分 名词解释..........19\n"
        "第一部分 示例市社会保险中心概况\n"
        "第三部分 示例市社会保险中心2023年度单位决算情况说明\n"
        "第四部分 名词解释"
    )
    part = next(part for part in divide(blocks) if part.kind == "contents")
    assert [entry.title for entry in read_contents(part, blocks)] == [
        "示例市社会保险中心概况",
        "主要职责",
        "示例市社会保险中心2023年度单位决算情况说明",
        "收入支出决算总体情况说明",
        "名词解释",
    ]


def _at(text: str, number: int, left: float, right: float) -> Line:
    return Line(text, Place(1, number, Box(left, 20.0 * number, right, 20.0 * number + 16)), indent=left, size=16)


def test_an_indented_heading_goes_on_at_the_margin() -> None:
    blocks = (
        _at("第六部分 附件", 1, 200, 300),
        _at("一、2023年度某某市人力资源和社会保障局整体绩效", 2, 89, 538),
        _at("自评表", 3, 57, 105),
        _at("2023年度某某市人力资源和社会保障局整体绩效自评表", 4, 70, 520),
        _at("二、2023年度某某市人力资源和社会保障局项目绩效表", 5, 89, 530),
        _at("单位名称：某某市人力资源和社会保障局", 6, 57, 330),
    )
    part = Part("attachments", 6, "附件", None, 0, 1, len(blocks))
    section = read_section(part, blocks, frozenset())
    assert [child.title for child in section.children] == [
        "2023年度某某市人力资源和社会保障局整体绩效自评表",
        "2023年度某某市人力资源和社会保障局项目绩效表",
    ]


def test_a_stated_heading_may_be_long() -> None:
    title = "2023年度行政事业单位改革及人员考录、考察、考核、培训、人才引进、人员调配、职称评审经费项目绩效自评表"
    blocks = (Line("第六部分 附件", Place(line=1), heading=1), Line(f"一、{title}", Place(line=2), heading=2))
    part = Part("attachments", 6, "附件", None, 0, 1, len(blocks))
    assert [child.title for child in read_section(part, blocks, frozenset()).children] == [title]


def test_an_item_that_is_a_subject_is_no_heading_where_its_line_breaks() -> None:
    subject = "国有资本经营预算支出(类)解决历史遗留问题及改革成本支出"
    blocks = (
        _at("八、国有资本经营预算财政拨款支出决算情况说明", 1, 89, 400),
        _at(f"1.{subject}", 2, 89, 538),
        _at("(款)国有企业退休人员社会化管理补助支出(项)支出决算为2.32万元。", 3, 57, 538),
    )
    section = read_section(Part("narrative", 3, "情况说明", None, 0, 0, len(blocks)), blocks, frozenset())
    [child] = section.children
    assert child.children == ()
    assert [passage.text for passage in child.passages] == [blocks[1].text + blocks[2].text]


def test_a_numbered_duty_is_no_heading_where_its_line_breaks() -> None:
    blocks = (
        _at("一、主要职能", 1, 89, 200),
        _at("7.拟订本区行政事业单位国有资产管理的规章制", 2, 89, 538),
        _at("度，并组织实施。", 3, 57, 180),
    )
    section = read_section(Part("overview", 1, "概况", None, 0, 0, len(blocks)), blocks, frozenset())
    [child] = section.children
    assert child.children == ()
    assert [passage.text for passage in child.passages] == [
        "7.拟订本区行政事业单位国有资产管理的规章制度，并组织实施。"
    ]
