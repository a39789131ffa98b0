"""Forms whose heads no list knows: columns are read by what their cells hold, position and stems, or said to be unsure."""

from __future__ import annotations

import pytest

from reading.forms.layouts import HEADS, LAYOUTS, PRINTS, printed, read_rows, table, tabs, true_rows, truths
from shebao.reading.forms import read_forms
from shebao.reading.forms.heads import indicator_heads
from shebao.reading.forms.inferred import infer
from shebao.reading.forms.tokens import tokens_of
from shebao.reading.text import read_text
from shebao.report.forms import Form

BUREAUS = (
    "指标类别 指标类型 考核内容 预设目标 达成结果 应得分 实得分 差异说明",
    "大类 分项 评价内容 年度计划 年终实绩 满分值 自评打分 存在问题",
    "一级指标 二级指标 细化指标 绩效预期 落实情况 配分 评定结果 差距分析",
    "一级 二级 指标 应达标准 完成实绩 占分 核定分 问题及整改",
    "维度 子类 考评项目 任务目标 实际水平 基准分 考评得分 其他说明",
)
IN_COLUMNS = ("tabs", "pipes", "semicolons", "aligned", "html")
BY_ORDER = ("one a line", "spaced")


def form_of(text: str) -> Form | None:
    forms, _ = read_forms(tuple(read_text(text.encode(), "form.txt").blocks))
    return forms[0] if forms else None


def heads_of(bureau: str) -> dict[str, str]:
    return dict(zip(HEADS, bureau.split(), strict=True))


@pytest.mark.parametrize(("way", "share"), [*((way, 0.95) for way in IN_COLUMNS), *((way, 0.8) for way in BY_ORDER)])
def test_rows_under_unknown_heads_are_read_or_left_undecided(way: str, share: float) -> None:
    wanted = right = wrong = 0
    for number, layout in enumerate(LAYOUTS[::2]):
        rows = truths(number)
        cells = table(rows, layout, bool(number % 2), heads_of(BUREAUS[number % len(BUREAUS)]))
        form = form_of(printed(PRINTS[way](cells)))
        read = read_rows(form) if form else set()
        wanted += len(rows)
        right += len(read & true_rows(rows))
        wrong += len(read - true_rows(rows))
    print(f"{way}: {right} of {wanted}, {wrong} wrong")
    assert right >= share * wanted
    assert wrong <= 0.02 * wanted


def test_columns_that_neither_words_nor_order_nor_cells_tell_apart_are_unsure() -> None:
    known = ["level_one", "level_two", "name", "", "", "weight", "score"]
    rows = [
        dict(enumerate(("产出指标", "数量指标", name, actual, target, "10", "10")))
        for name, target, actual in (
            ("走访户数", "≥80户", "90户"),
            ("培训场次", "≥9场", "9场"),
            ("办结率", "≥95%", "96%"),
        )
    ]
    turned = infer(["一级", "二级", "名称", "甲栏", "乙栏", "分值", "得分"], known, rows)
    assert turned is not None
    assert not turned.sure
    told = infer(["一级", "二级", "名称", "实绩", "预设", "分值", "得分"], known, rows)
    assert told is not None
    assert told.sure
    assert told.roles[3:5] == ("actual", "target")


def test_a_heading_of_the_nine_tables_is_no_head_of_a_form() -> None:
    text = "项目名称\t本年支出合计\t基本支出\t项目支出\t备注\n行政运行\t1.00\t1.00\t0.00\t\n一般行政管理\t2.00\t1.00\t1.00\t"
    assert not indicator_heads(tokens_of(read_text(text.encode(), "t.txt").blocks))


def test_scores_and_weights_that_do_not_add_up_do_not_move_columns() -> None:
    """Only which column holds more counts, and little: words and order stand against it."""
    rows = truths(3)
    cells = table(rows, LAYOUTS[3], False, heads_of(BUREAUS[0]))
    points = cells[4].index("应得分"), cells[4].index("实得分")
    for row in cells[5:7]:
        row[points[0]], row[points[1]] = "3", "30"
    form = form_of(printed(tabs(cells)))
    assert form is not None
    assert [(item.weight.text, item.score.text) for item in form.indicators[:2] if item.weight and item.score] == [
        ("3", "30")
    ] * 2
