"""Forms in ruled grids: the national layout, the layout with sign, value and unit in columns, continued grids."""

from reading.forms.made import NATIONAL, grid, lines
from shebao.reading.document import Grid, GridCell, Place
from shebao.reading.forms import read_forms
from shebao.report.forms import Form, FormKind


def one_form(*blocks: object) -> Form:
    forms, consumed = read_forms(blocks)  # type: ignore[arg-type]
    assert len(forms) == 1
    assert consumed == frozenset(range(len(blocks)))
    return forms[0]


def test_national_form() -> None:
    form = one_form(*lines("项目支出绩效自评表\n（2022年度）"), grid(NATIONAL, 3))
    assert form.kind is FormKind.PROJECT
    assert form.name == "信息系统运行维护"
    assert not form.truncated
    line = form.executions[0]
    printed = [
        figure.text if figure else None
        for figure in (line.initial, line.budget, line.actual, line.weight, line.rate, line.score)
    ]
    assert printed == ["100.00", "120.00", "90.00", "10", "75.00", "7.50"]
    assert form.executions[1].score is None
    assert [item.name for item in form.indicators] == [
        "维护系统数量",
        "巡检次数",
        "故障响应时间",
        "维护成本",
        "业务系统稳定性",
        "用户满意度",
    ]
    assert [item.weight.text if item.weight else None for item in form.indicators] == [
        "15",
        "15",
        "10",
        "10",
        "30",
        "10",
    ]
    second = form.indicators[1]
    assert (second.target and second.target.quote, second.actual and second.actual.quote) == ("≥12次", "9次")
    assert second.deviation is not None
    assert second.deviation.quote == "疫情影响"
    assert second.level_one
    assert second.level_one.weight
    assert second.level_one.weight.text == "50"
    assert [form.total_weight and form.total_weight.text, form.total and form.total.text] == ["100", "89.75"]


def test_sign_value_and_unit_in_columns_of_their_own() -> None:
    form = one_form(
        *lines("部门预算项目支出绩效自评表（2023年度）"),
        grid(
            (
                ("项目名称", "信息采集", None, None, None, None, None, None, None),
                (
                    "预算执行情况（10分）",
                    "年度预算数（万元）",
                    "年初预算",
                    "调整后预算数",
                    "预算执行数",
                    "预算执行率",
                    "权重",
                    "得分",
                    "原因",
                ),
                (None, "总额", "238.93", "251.89", "251.89", "100.00%", "10", "10", ""),
                ("绩效指标（90分）", None, None, None, None, None, None, None, None),
                ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重", "得分"),
                ("产出指标", "数量指标", "采集人数", "≥", "500", "人", "480", "60", "57.6"),
                ("效益指标", "社会效益指标", "足额保障率", "=", "100", "%", "100", "30", "30"),
                ("总分", None, None, None, None, None, None, "100", "97.6"),
            ),
            2,
        ),
    )
    first = form.indicators[0]
    assert first.target is not None
    assert first.target.quote == "≥500人"
    assert first.weight is not None
    assert first.weight.text == "60"
    assert form.executions[0].budget is not None
    assert form.executions[0].budget.text == "251.89"


def test_form_continued_on_the_next_page_is_one_form() -> None:
    form = one_form(*lines("项目支出绩效自评表"), grid(NATIONAL[:10], 3), grid(NATIONAL[10:], 40))
    assert len(form.indicators) == 6
    assert form.total is not None


def test_two_forms_one_after_the_other() -> None:
    blocks = (*lines("项目支出绩效自评表"), grid(NATIONAL, 3), *lines("项目支出绩效自评表", 60), grid(NATIONAL, 62))
    forms, _ = read_forms(blocks)
    assert len(forms) == 2


def test_other_tables_are_no_forms() -> None:
    other = grid(
        (("项目", "行次", "金额"), ("一、一般公共预算财政拨款收入", "1", "100.00"), ("本年收入合计", "27", "100.00"))
    )
    assert read_forms((other,)) == ((), frozenset())
    assert read_forms(lines("总分制度说明\n一是总分 100 分。\n")) == ((), frozenset())


def spanned(text: str, line: int, rows: int = 1) -> GridCell:
    return GridCell(text, Place(1, line), rows, 1)


def test_headings_and_rows_that_a_page_break_cut() -> None:
    head = grid(NATIONAL[:8], 3)
    page_one = Grid(
        (
            *head.rows,
            (
                None,
                spanned("", 20, 2),
                spanned("数量指标（15分）", 20),
                *(spanned(t, 20) for t in ("系统数量", "≥8套", "8", "15", "15", "")),
            ),
            (
                None,
                None,
                spanned("", 21, 2),
                *(spanned(t, 21) for t in ("故障率控制在规定", "≤2%", "1%", "15", "15", "")),
            ),
        ),
        Place(1, 3),
    )
    page_two = Grid(
        (
            tuple(spanned(t, 40) for t in ("", "", "", "范围内比例", "", "", "", "", "")),
            (spanned("", 41, 2), spanned("产出指标（50分）", 41, 2), spanned("质量指标（35分）", 41, 2),
             *(spanned(t, 41) for t in ("验收合格率", "100%", "100%", "20", "20", ""))),
            (None, None, None, *(spanned(t, 42) for t in ("数据准确率", "100%", "100%", "0", "0", ""))),
            (spanned("总分", 43), *(None for _ in range(5)), spanned("100", 43), spanned("57.5", 43), spanned("", 43)),
        ),
        Place(2, 40),
    )  # fmt: skip
    form = one_form(*lines("项目支出绩效自评表"), page_one, page_two)
    assert [item.name for item in form.indicators] == [
        "系统数量",
        "故障率控制在规定范围内比例",
        "验收合格率",
        "数据准确率",
    ]
    assert [item.level_one.name if item.level_one else "" for item in form.indicators] == ["产出指标"] * 4
    assert [item.level_two.name if item.level_two else "" for item in form.indicators] == [
        "数量指标", "质量指标", "质量指标", "质量指标",
    ]  # fmt: skip


def test_repeated_heads_on_the_next_page_do_not_begin_a_form() -> None:
    heads = NATIONAL[7]
    form = one_form(*lines("项目支出绩效自评表"), grid(NATIONAL[:10], 3), grid((heads, *NATIONAL[10:]), 40))
    assert len(form.indicators) == 6


def test_columns_mixed_by_extraction_are_told_and_not_judged() -> None:
    text = """2022年度信息采集项目绩效自评表
项目名称 信息采集 主管部门 某局
预算执行情况（万元）（20分） 预算数（A） 执行数（B） 执行率（B/A） 得分（20分*执行率）
年度财政资金总额 50 50 100% 20
年度绩效指标（80分） 一级指标 二级指标 三级指标 年初目标值（A） 实际完成值（B） 得分
产出指 质量指标 人员（20
年度绩 ≥90% 98% 20
标（40 采集合格率
效指标
（60分） 分） 100% 100% 20
总分 100
"""
    form = one_form(*lines(text))
    assert all(item.doubtful or item.mixed for item in form.indicators) or form.unread
    assert form.total is not None


def test_remarks_alone_overleaf_are_of_the_form() -> None:
    overleaf = lines(
        "备注：1.预算数为调整后的全年财政资金。2.定量指标计分：正向指标得分=权重*B/A，\n反向指标得分=权重*A/B。\n二、另一项目"
    )
    [form], consumed = read_forms((grid(NATIONAL), *overleaf))
    assert [remark.text for remark in form.remarks] == [overleaf[0].text + overleaf[1].text]
    assert consumed == frozenset({0, 1, 2})
