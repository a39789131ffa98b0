"""Forms as further regions print them: weights of levels in columns of their own, levels across the table or without the word 指标,
coefficients, earlier targets, money beside its labels and by source."""

from collections.abc import Sequence

import pytest

from reading.forms.made import grid, lines, report
from reading.forms.test_form_rules import violated
from shebao.reading.document import Block
from shebao.reading.forms import read_forms
from shebao.report.forms import Form

TITLE = "2022年度窗口设备更新项目支出绩效自评表"
WAYS = ["grid", "tabs", "spaces"]


def printed(rows: Sequence[Sequence[str]], way: str) -> tuple[Block, ...]:
    width = max(map(len, rows))
    if way == "grid":
        return (*lines(TITLE), grid([(*row, *[""] * (width - len(row))) for row in rows], 2))
    mark = {"spaces": " ", "tabs": "\t"}[way]
    return lines("\n".join([TITLE, *(mark.join(cell for cell in row if cell or mark == "\t") for row in rows)]))


def form_of(rows: Sequence[Sequence[str]], way: str) -> Form:
    (form,), _ = read_forms(printed(rows, way))
    return form


def read(form: Form) -> list[tuple[str | None, ...]]:
    return [
        (
            item.name,
            item.target and item.target.quote,
            item.actual and item.actual.quote,
            item.weight and item.weight.text,
            item.score and item.score.text,
        )
        for item in form.indicators
    ]


LABELLED = (
    ("项目名称", "窗口设备更新"),
    ("年初预算数（万元）", "60.00", "调整后预算数（万元）", "80.00", "实际支出数（万元）", "72.00"),
    ("预算执行率", "90%", "执行率权重", "10", "执行率得分", "9"),
)
WEIGHED = (
    ("一级指标", "权重", "二级指标", "权重", "三级指标", "权重（分）", "评分细则", "预期值", "实现值", "自评分数"),
    ("产出指标", "60", "数量指标", "40", "更换叫号机", "40", "每少1台扣2分", "≥12台", "12台", "40"),
    ("", "", "质量指标", "20", "验收合格率", "20", "达标得满分", "≥98%", "99%", "20"),
    ("效益指标", "30", "社会效益指标", "30", "缩短等候时间", "30", "每少1分钟扣1分", "≥5分钟", "6分钟", "30"),
    ("总分", "", "", "", "", "100", "", "", "", "99"),
)


@pytest.mark.parametrize("way", WAYS)
def test_weights_beside_levels_are_those_of_the_levels(way: str) -> None:
    form = form_of([*LABELLED, *WEIGHED], way)
    assert read(form) == [
        ("更换叫号机", "≥12台", "12台", "40", "40"),
        ("验收合格率", "≥98%", "99%", "20", "20"),
        ("缩短等候时间", "≥5分钟", "6分钟", "30", "30"),
    ]
    assert [(group.name, group.weight and group.weight.text) for group in form.groups] == [
        ("产出指标", "60"), ("数量指标", "40"), ("质量指标", "20"), ("效益指标", "30"), ("社会效益指标", "30"),
    ]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_budget_execution_is_read_beside_its_labels(way: str) -> None:
    (line,) = form_of([*LABELLED, *WEIGHED], way).executions
    found = (line.initial, line.budget, line.actual, line.rate, line.weight, line.score)
    assert [each and each.text for each in found] == ["60.00", "80.00", "72.00", "90", "10", "9"]


def changed(rows: Sequence[Sequence[str]], of: int, old: str, new: str) -> list[Sequence[str]]:
    return [[new if at == of and cell == old else cell for cell in row] for at, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("row", "old", "new", "code"),
    [(1, "80.00", "90.00", "P01"), (2, "9", "8", "P02"), (4, "60", "50", "P08"), (7, "99", "95", "P07")],
)
def test_a_slip_in_such_a_form_is_found(row: int, old: str, new: str, code: str) -> None:
    rows = [*LABELLED, *WEIGHED]
    assert not violated(report(printed(rows, "grid")))
    assert code in [found for found, _ in violated(report(printed(changed(rows, row, old, new), "grid")))]


ADJUSTED = (
    ("序号", "指标名称", "计量单位", "指标性质", "调整前指标值", "调整后指标值", "全年完成值", "得分系数", "指标权重", "指标得分"),
    ("1", "更换叫号机", "台", "≥", "15", "12", "12", "1", "40", "40"),
    ("2", "验收合格率", "%", "≥", "99", "98", "49", "0.5", "20", "10"),
    ("3", "缩短等候时间", "分钟", "≥", "8", "5", "6", "1", "30", "30"),
    ("总分", "", "", "", "", "", "", "", "100", "89"),
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_coefficient_is_no_score_and_the_target_is_the_adjusted_one(way: str) -> None:
    form = form_of([*LABELLED, *ADJUSTED], way)
    assert read(form) == [
        ("更换叫号机", "≥12台", "12", "40", "40"),
        ("验收合格率", "≥98%", "49", "20", "10"),
        ("缩短等候时间", "≥5分钟", "6", "30", "30"),
    ]


ACROSS = (
    ("序号", "绩效指标内容", "满分", "计划数", "完成数", "实得分", "备注"),
    ("一、产出指标",),
    ("1", "指标1：更换叫号机", "40", "≥12台", "12台", "40"),
    ("2", "指标2：验收合格率", "20", "≥98%", "99%", "20"),
    ("二、效益指标",),
    ("3", "指标3：缩短等候时间", "30", "≥5分钟", "6分钟", "30"),
    ("总分", "", "100", "", "", "99"),
)


@pytest.mark.parametrize("way", WAYS)
def test_a_level_across_the_table_heads_the_rows_below(way: str) -> None:
    form = form_of([*LABELLED, *ACROSS], way)
    assert [(item.level_one and item.level_one.name, item.name, item.weight and item.weight.text) for item in form.indicators] == [
        ("产出指标", "更换叫号机", "40"), ("产出指标", "验收合格率", "20"), ("效益指标", "缩短等候时间", "30"),
    ]  # fmt: skip


BY_SIDES = (
    ("项目名称", "窗口设备更新"),
    ("年度预算申请（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    ("年度资金总额", "60.00", "80.00", "72.00", "10", "90%", "9"),
    ("其中：一般公共预算", "70.00", "", "其中：基本支出", "20.00", "", ""),
    ("其他资金", "2.00", "", "项目支出", "52.00", "", ""),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("产出", "数量", "更换叫号机", "≥12台", "12台", "60", "60"),
    ("效益", "社会效益", "缩短等候时间", "≥5分钟", "6分钟", "30", "30"),
    ("总分", "", "", "", "", "100", "99"),
)


@pytest.mark.parametrize("way", WAYS)
def test_amounts_with_labels_of_their_own_are_no_lines_of_execution(way: str) -> None:
    form = form_of(BY_SIDES, way)
    first = form.executions[0]
    found = (first.initial, first.budget, first.actual, first.weight, first.rate, first.score)
    assert [each and each.text for each in found] == ["60.00", "80.00", "72.00", "10", "90", "9"]
    assert not any(line.budget and line.actual for line in form.executions[1:])
    assert [item.name for item in form.indicators] == ["更换叫号机", "缩短等候时间"]
    assert not violated(report(printed(BY_SIDES, way)))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("block", [LABELLED[1:], BY_SIDES[1:3]], ids=["labels", "heads"])
def test_budget_execution_below_the_rows_is_no_row(block: Sequence[Sequence[str]], way: str) -> None:
    rows = [LABELLED[0], *BY_SIDES[5:8], *block, BY_SIDES[8]]
    form = form_of(rows, way)
    (line,) = form.executions
    assert [each and each.text for each in (line.budget, line.actual, line.rate, line.score)] == [
        "80.00", "72.00", "90", "9"
    ]  # fmt: skip
    assert [item.name for item in form.indicators] == ["更换叫号机", "缩短等候时间"]
    assert not form.unread
    assert not violated(report(printed(rows, way)))


SAID = "全年预算数80.00万元，全年执行数72.00万元，预算执行率90%，预算执行分值10分，得9分。"


def with_sentences(said: str, total: str) -> tuple[Block, ...]:
    rows = [LABELLED[0], *BY_SIDES[5:8]]
    return (*lines(f"{TITLE}\n{said}"), grid([(*row, *[""] * (7 - len(row))) for row in rows], 3), *lines(total, 10))


def test_execution_and_total_are_read_from_sentences_beside_the_table() -> None:
    (form,), _ = read_forms(with_sentences(SAID, "该项目自评总分为99分。"))
    (line,) = form.executions
    assert [each and each.text for each in (line.budget, line.actual, line.rate, line.weight, line.score)] == [
        "80.00", "72.00", "90", "10", "9"
    ]  # fmt: skip
    assert form.total is not None
    assert form.total.text == "99"
    assert not violated(report(with_sentences(SAID, "该项目自评总分为99分。")))
    assert [code for code, _ in violated(report(with_sentences(SAID, "该项目自评总分为97分。")))] == ["P07"]
    assert "P01" in [
        code for code, _ in violated(report(with_sentences(SAID.replace("90%", "80%"), "该项目自评总分为99分。")))
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_label_among_the_heads_stands_over_names_or_targets(way: str) -> None:
    heads = ("一级指标", "二级指标", "绩效指标", "标准分值", "绩效目标", "全年完成值", "评价得分")
    rows = (
        ("产出指标", "数量指标", "更换叫号机", "60", "≥12台", "12台", "60"),
        ("效益指标", "社会效益指标", "缩短等候时间", "30", "≥5分钟", "6分钟", "30"),
    )
    form = form_of([*LABELLED, heads, *rows, ("总分", "", "", "100", "", "", "99")], way)
    assert read(form) == [("更换叫号机", "≥12台", "12台", "60", "60"), ("缩短等候时间", "≥5分钟", "6分钟", "30", "30")]
