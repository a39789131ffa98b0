"""Key work under a title that no list knows is read and audited by what its sentences state; what states nothing is refused."""

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.files import read_document
from shebao.reading.report import interpret
from shebao.report.kinds import DocumentKind

_WORK = {
    "run-in": "{title}\n一、养老服务。全年建成助餐点{n}个，其中：城区24个、乡镇12个。\n二、道路修缮。修缮乡村道路48公里，计划修缮45公里。\n",
    "headed": "{title}\n（一）养老服务\n全年建成助餐点{n}个，其中：城区24个、乡镇12个。\n（二）道路修缮\n修缮乡村道路48公里，计划修缮45公里。\n",
    "bare": "全年建成助餐点{n}个，其中：城区24个、乡镇12个。\n修缮乡村道路48公里，计划修缮45公里。\n",
}  # fmt: skip


def _read(text: str):
    return interpret(read_document(text.encode(), "甲.txt"))


@pytest.mark.parametrize("layout", _WORK)
@pytest.mark.parametrize("title", ["为民办实事项目进展", "年度履职亮点回顾", "全年业务开展综述"])
def test_key_work_under_any_title_is_an_excerpt_and_its_sums_are_checked(layout: str, title: str) -> None:
    right, wrong = (_read(_WORK[layout].format(title=title, n=n)) for n in (36, 38))
    assert right.document is wrong.document is DocumentKind.EXCERPT
    assert [f for f in audit_report(right).findings if f.rule == "N20"] == []
    assert [f.rule for f in audit_report(wrong).findings if f.rule == "N20"] == ["N20"]


@pytest.mark.parametrize(
    "text",
    [
        "关于召开会议的通知\n各科室：\n定于5月20日上午9时在三楼会议室召开会议，请准时参加。\n办公室\n2024年5月18日\n",
        "食堂菜单\n周一：米饭、青菜。\n周二：面条、豆腐。\n",
    ],
)
def test_what_counts_nothing_is_no_report(text: str) -> None:
    assert _read(text).document is DocumentKind.OTHER


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["人员经费2.00万元，主要包括：基本工资、绩效工资。"], ["narrative.basic"]),
        (["当年到账23.00元，由以下部分构成：", "1.财政拨款收入20.00元，占本年收入的87%；"], ["narrative.income"]),
    ],
)
def test_a_paragraph_without_title_is_of_the_section_that_its_words_tell(lines, kinds) -> None:
    read = _read("示例局2023年度部门决算（节选）\n" + "\n".join(lines))
    assert [section.kind for section in read.walk() if section.passages] == kinds


def test_a_sentence_that_was_wrapped_at_its_amount_is_no_title() -> None:
    read = _read(
        "示例局2023年度部门决算（节选）\n2023年度基本支出（一般公共预算财政拨款） 2,779.5\n9 万元，包括：人员经费 2,541.21 万元。\n"
    )
    assert [fact.figure.text for fact in read.facts][:1] == ["2,779.59"]


def test_a_title_with_nothing_under_it_is_read() -> None:
    assert _read(
        "示例局2023年度部门决算（节选）\n共有5个项目，金额12.00万元，户数20户。\n一、概况\n二、其他\n"
    ).sections
