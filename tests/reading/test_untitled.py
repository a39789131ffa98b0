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
