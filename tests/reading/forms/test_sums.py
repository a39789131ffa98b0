"""Rows that add others up (小计, 总分), the column of completion rates, and what the rules on them say."""

from collections.abc import Sequence

import pytest

from reading.forms.made import NATIONAL, grid, lines, report
from reading.forms.test_form_rules import violated
from shebao.auditing.verdicts import Severity
from shebao.reading.document import Block
from shebao.reading.forms import read_forms
from shebao.reading.text import read_text
from shebao.report.forms import Form

HEAD = (
    "2022年度甲项目绩效自评表",
    "项目名称|信息系统运行维护",
    "预算执行情况（万元）（10分）|预算数（A）|执行数（B）|执行率（B/A）|得分",
    "年度资金总额|120.00|90.00|75.00%|7.5",
    "其中：财政拨款|100.00|80.00",
    "其他资金|20.00|10.00",
    "一级指标|二级指标|三级指标|目标值|实际完成值|完成率|分值|得分",
)
ROWS = (
    "产出指标|数量指标|维护系统数量|≥8套|8套|100%|20|20",
    "产出指标|数量指标|巡检次数|≥12次|9次|75%|20|15",
    "产出指标|时效指标|故障响应时间|≤2小时|2.5小时|—|10|8",
    "小计|50|43",
    "效益指标|社会效益指标|业务系统稳定性|良好|良好|—|30|28",
    "小计|30|28",
    "满意度指标|满意度指标|用户满意度|≥90%|95%|105.6%|10|10",
    "小计|10|10",
    "总分|100|88.5",
)


def printed(rows: Sequence[str], way: str) -> tuple[Block, ...]:
    cells = [row.split("|") for row in rows]
    if way == "spaces":
        return lines("\n".join(" ".join(row) for row in cells))
    if way == "tabs":
        return lines("\n".join("\t".join(row) for row in cells))
    wide = [[row[0], *[""] * (8 - len(row)), *row[1:]] for row in cells[1:]]
    return (*lines(cells[0][0]), grid(wide, 2))


def changed(old: str, new: str) -> list[str]:
    rows = [*HEAD, *ROWS]
    assert sum(old in row for row in rows) == 1
    return [row.replace(old, new) for row in rows]


def told(rows: Sequence[str], way: str) -> list[tuple[str, str]]:
    found = violated(report(printed(rows, way)), (Severity.ERROR, Severity.WARNING))
    return [(code, each.expected) for code, each in found if code in {"P07", "P18", "P19", "P20", "P21"}]


def form_of(rows: Sequence[str], way: str) -> Form:
    (form,), _ = read_forms(printed(rows, way))
    return form


WAYS = ("grid", "tabs", "spaces")


@pytest.mark.parametrize("way", WAYS)
def test_a_subtotal_adds_up_the_rows_since_the_last_one(way: str) -> None:
    form = form_of((*HEAD, *ROWS), way)
    spans = [
        (row.first, row.stop, row.weight and row.weight.text, row.score and row.score.text) for row in form.subtotals
    ]
    assert spans == [(0, 3, "50", "43"), (3, 4, "30", "28"), (4, 5, "10", "10")]
    assert form.total is not None
    assert (form.total.text, form.total_weight and form.total_weight.text) == ("88.5", "100")
    assert form.total_row is not None
    assert form.total_row.quote.split()[0] == "总分"


@pytest.mark.parametrize("way", WAYS)
def test_a_heading_printed_again_in_every_row_is_one_group(way: str) -> None:
    assert [group.name for group in form_of((*HEAD, *ROWS), way).groups if group.level == 1] == [
        "产出指标", "效益指标", "满意度指标"
    ]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_sums_that_hold_raise_nothing(way: str) -> None:
    assert told((*HEAD, *ROWS), way) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("小计|50|43", "小计|50|44", ("P19", "43")),
        ("小计|50|43", "小计|40|43", ("P19", "50")),
        ("总分|100|88.5", "总分|100|118.5", ("P07", "88.5")),
        ("总分|100|88.5", "总分|92|88.5", ("P18", "100")),
        ("9次|75%|20|15", "9次|85%|20|15", ("P20", "75%")),
    ],
)
def test_one_wrong_sum_is_found(way: str, old: str, new: str, expected: tuple[str, str]) -> None:
    assert expected in told(changed(old, new), way)


def test_a_weight_is_blamed_where_its_score_gives_it_away() -> None:
    found = told(changed("8套|100%|20|20", "8套|100%|23|20"), "grid")
    assert ("P18", "20") in found


def test_a_score_that_its_own_target_explains_gives_no_weight_away() -> None:
    """故障响应时间 has 8 of 10 because 2.5 hours are more than 2, not because its weight is 2 too high."""
    assert ("P18", "100") in told(changed("—|30|28", "—|32|28"), "grid")


@pytest.mark.parametrize("way", ["grid", "tabs"])
def test_sources_of_funds_add_up_to_their_total(way: str) -> None:
    assert told(changed("财政拨款|100.00", "财政拨款|110.00"), way) == [("P21", "130.00")]


def test_sources_that_do_not_end_with_the_others_may_leave_some_out() -> None:
    assert told([row for row in (*HEAD, *ROWS) if not row.startswith("其他资金")], "grid") == []


def test_a_blank_source_of_funds_leaves_the_total_undecided() -> None:
    assert told(changed("其他资金|20.00|10.00", "其他资金||10.00"), "grid") == []


@pytest.mark.parametrize("full", ["100", "92"])
def test_a_last_row_of_sums_is_the_total_where_none_is_named_so(full: str) -> None:
    form = form_of(changed("总分|100|88.5", f"合计|{full}|88.5"), "spaces")
    assert form.total is not None
    assert (form.total.text, form.total_weight and form.total_weight.text) == ("88.5", full)


def test_weights_are_not_judged_where_the_end_of_the_form_is_not_printed() -> None:
    assert told([row for row in (*HEAD, *ROWS) if not row.startswith(("满意度", "小计|10", "总分"))], "spaces") == []


def test_completion_rates_may_end_at_a_hundred_or_be_turned_round() -> None:
    assert told(changed("95%|105.6%", "95%|100%"), "grid") == []
    assert told(changed("2.5小时|—", "2.5小时|80%"), "grid") == []
    assert told(changed("2.5小时|—", "2.5小时|60%"), "grid") == [("P20", "125%")]


def test_an_execution_table_above_an_aligned_one_keeps_its_own_columns() -> None:
    text = """2022年度甲项目绩效自评表
项目名称                    甲项目
预算执行情况（万元）（10分）                                预算数（A）  执行数（B）  执行率（B/A）  得分
年度资金总额                                                100.00       90.00        90%            9
一级指标    二级指标   三级指标    目标值   实际完成值   分值   得分
产出指标    数量指标   巡检次数    ≥12次    12次         50     50
效益指标    社会效益指标   系统稳定性    良好    良好    40     40
总分                                                     100    99
"""
    (form,), _ = read_forms(tuple(read_text(text.encode(), "form.txt").blocks))
    (line,) = form.executions
    assert [figure and figure.text for figure in (line.budget, line.actual, line.rate, line.score)] == [
        "100.00", "90.00", "90", "9"
    ]  # fmt: skip


def test_the_national_form_holds() -> None:
    assert violated(report([grid(NATIONAL)]), (Severity.ERROR,)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((("小计|50|43", "小计|60|53"), ("小计|30|28", "小计|90|81")), "P19"),
        ((("财政拨款|100.00|80.00", "财政拨款|110.00|89.00"),), "P21"),
    ],
)
def test_what_is_off_in_several_places_at_once_is_left_open(changes: tuple[tuple[str, str], ...], code: str) -> None:
    rows = [*HEAD, *ROWS]
    for old, new in changes:
        rows = [row.replace(old, new) for row in rows]
    assert code not in [found for found, _ in told(rows, "grid")]


@pytest.mark.parametrize("way", ["grid", "tabs", "spaces"])
def test_a_total_that_stands_first_is_in_the_order_of_the_columns(way: str) -> None:
    swapped = [
        "|".join([*cells[:-2], cells[-1], cells[-2]]) if len(cells := row.split("|")) == 8 else row for row in ROWS[:-1]
    ]
    rows = [HEAD[0], "总分|88.5|100", *HEAD[1:-1], HEAD[-1].replace("分值|得分", "得分|分值"), *swapped]
    rows = [row for row in rows if not row.startswith("小计")]
    form = form_of(rows, way)
    assert form.total is not None
    assert (form.total.text, form.total_weight and form.total_weight.text) == ("88.5", "100")
    assert told(rows, way) == []


REMARKED = (
    "2024年度项目支出绩效自评表",
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|得分|偏差原因分析及改进措施",
    "产出指标（40分）|质量指标（32分）|培训考核通过率（25分）|≥91%|92%|25",
    "资料归档合格率（7分）|100%|100%|7",
    "时效指标（8分）|任务按期办结率（8分）|100%|98%|7.84|REMARK",
    "SUBTOTAL|39.84",
    "效益指标（30分）|社会效益指标（30分）|维护群众合法权益（24分）|有效维护|有效维护|24",
    "政策知晓率（6分）|≥94%|95%|6",
    "SUBTOTAL|30",
    "总分69.84分",
)


@pytest.mark.parametrize("subtotal", ["小计", "合计", "得分小计"])
@pytest.mark.parametrize("remark", ["活动推迟", "下半年活动安排|减少", "因人员调整，部分|任务顺延至下年|办理"])
def test_a_subtotal_below_a_remark_over_lines_is_a_row_of_its_own(remark: str, subtotal: str) -> None:
    rows = [row.replace("REMARK", remark).replace("SUBTOTAL", subtotal) for row in REMARKED]
    (form,), _ = read_forms(lines("\n".join(cell for row in rows for cell in row.split("|"))))
    assert [row.score.text for row in form.indicators if row.score] == ["25", "7", "7.84", "24", "6"]
