"""What real documents do to tables, one trap a test, on made-up figures."""

from __future__ import annotations

from reading.tables.layouts import grid, lines
from shebao.reading.document import Block, Grid, GridCell, Image
from shebao.reading.tables import read_tables
from shebao.report.provenance import Place
from shebao.report.tables import Table, TableState


def tables_of(*blocks: Block) -> dict[str, Table]:
    return {table.id: table for table in read_tables(blocks)[0]}


def texts(table: Table, key: str) -> dict[str, str]:
    row = table.row(key)
    assert row is not None
    return {column: cell.figure.text for column, cell in row.cells.items() if cell.figure}


def spans(*rows: list[tuple[str, int, int]]) -> Grid:
    """A grid of cells as (text, columns, rows) with merged positions None."""
    width = sum(columns for _, columns, _ in rows[0])
    taken = [[False] * width for _ in rows]
    laid: list[list[GridCell | None]] = [[None] * width for _ in rows]
    for r, row in enumerate(rows):
        c = 0
        for text, columns, down in row:
            while taken[r][c]:
                c += 1
            laid[r][c] = GridCell(text, Place(page=1), down, columns)
            for below in range(r, min(r + down, len(rows))):
                taken[below][c : c + columns] = [True] * columns
            c += columns
    return Grid(tuple(tuple(row) for row in laid), Place(page=1))


def cells(*texts_: str) -> list[tuple[str, int, int]]:
    return [(text, 1, 1) for text in texts_]


def test_a_sheet_holds_title_head_rows_and_notes_in_one_grid() -> None:
    sheet = grid(
        [
            ["支出决算表", "", "", "", ""],
            ["", "", "", "", "公开03表"],
            ["部门：某某中心", "", "", "", "金额单位：元"],
            ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
            ["", "合计", "1200000", "1,000,000.00", "200000"],
            ["208", "社会保障和就业支出", "1200000", "1,000,000.00", "200000"],
            ["注：本表反映部门本年度各项支出情况。", "", "", "", ""],
        ]
    )
    table = tables_of(sheet)["expenditure"]
    assert (table.number, table.unit, table.state) == ("公开03表", "元", TableState.READ)
    assert texts(table, "208") == {"total": "1200000", "basic": "1,000,000.00", "project": "200000"}
    assert [note.source.quote for note in table.notes] == ["注：本表反映部门本年度各项支出情况。"]


def test_two_tables_in_one_grid_are_two_tables() -> None:
    sheet = grid(
        [
            ["一般公共预算财政拨款支出决算表", "", "", "", ""],
            ["科目编码", "科目名称", "小计", "基本支出", "项目支出"],
            ["", "合计", "3.00", "3.00", ""],
            ["国有资本经营预算财政拨款支出决算表", "", "", "", ""],
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["", "合计", "", "", ""],
        ]
    )
    found = tables_of(sheet)
    assert texts(found["general_budget_expenditure"], "total") == {"total": "3.00", "basic": "3.00"}
    assert found["state_capital"].state is TableState.EMPTY


def test_codes_in_three_columns_with_the_upper_levels_left_out() -> None:
    table = tables_of(
        *lines(["支出决算表", "单位：万元"]),
        grid(
            [
                ["类", "款", "项", "科目名称", "本年支出合计", "基本支出", "项目支出"],
                ["208", "", "", "社会保障和就业支出", "5.00", "5.00", ""],
                ["", "01", "", "人力资源和社会保障管理事务", "5.00", "5.00", ""],
                ["", "", "09", "社会保险经办机构", "5.00", "5.00", ""],
            ]
        ),
    )["expenditure"]
    assert [row.key for row in table.rows] == ["208", "20801", "2080109"]


def test_amounts_in_many_shapes() -> None:
    table = tables_of(
        *lines(["支出决算表", "单位：万元"]),
        grid(
            [
                ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "经营支出"],
                ["208", "社会保障和就业支出", "1,597.5 1", "-3.20", "—", "0.00"],
                ["210", "卫生健康支出", "１２．５０", "", "－", "见附表"],
            ]
        ),
    )["expenditure"]
    figure = table.figure("208", "total")
    assert figure is not None
    assert (str(figure.value), figure.unit) == ("1597.51", "万元")
    assert texts(table, "208") == {"total": "1,597.5 1", "basic": "-3.20", "operating": "0.00"}
    assert texts(table, "210") == {"total": "１２．５０"}
    doubtful = table.cell("210", "operating")
    assert doubtful is not None
    assert "不是金额" in doubtful.doubtful


def test_carry_over_columns_beside_this_years_expenditure() -> None:
    top = [("项目", 2, 1), ("年初结转和结余", 3, 1), ("本年收入", 3, 1), ("本年支出", 4, 1), ("年末结转和结余", 1, 3)]
    middle = [
        ("科目编码", 1, 2),
        ("科目名称", 1, 2),
        ("合计", 1, 2),
        ("基本支出结转", 1, 2),
        ("项目支出结转和结余", 1, 2),
    ]
    middle += [
        ("合计", 1, 2),
        ("基本支出", 1, 2),
        ("项目支出", 1, 2),
        ("合计", 1, 2),
        ("基本支出", 2, 1),
        ("项目支出", 1, 2),
    ]
    bottom = [("小计", 1, 1), ("人员经费", 1, 1)]
    row = cells(
        "208",
        "社会保障和就业支出",
        "1.00",
        "0.40",
        "0.60",
        "9.00",
        "5.10",
        "3.90",
        "8.00",
        "5.00",
        "4.00",
        "3.00",
        "2.00",
    )
    table = tables_of(*lines(["一般公共预算财政拨款支出决算表"]), spans(top, middle, bottom, row))[
        "general_budget_expenditure"
    ]
    assert texts(table, "208") == {
        "opening": "1.00",
        "income": "9.00",
        "total": "8.00",
        "basic": "5.00",
        "project": "3.00",
        "closing": "2.00",
    }


def test_education_fees_are_a_memo_within_business_income() -> None:
    table = tables_of(
        *lines(["收入决算表"]),
        spans(
            [
                ("科目编码", 1, 2),
                ("科目名称", 1, 2),
                ("本年收入合计", 1, 2),
                ("财政拨款收入", 1, 2),
                ("事业收入", 2, 1),
                ("其他收入", 1, 2),
            ],
            [("小计", 1, 1), ("其中：教育收费", 1, 1)],
            cells("205", "教育支出", "10.00", "6.00", "3.00", "2.00", "1.00"),
        ),
    )["income"]
    assert texts(table, "205") == {
        "total": "10.00",
        "appropriation": "6.00",
        "business": "3.00",
        "education_fees": "2.00",
        "other": "1.00",
    }


def test_names_wrapped_or_justified_inside_cells() -> None:
    table = tables_of(
        *lines(["一般公共预算财政拨款基本支出决算表"]),
        grid(
            [
                ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
                ["301", "工资福利支出", "7.00", "302", "商 品 和 服 务 支 出", "2.00"],
                ["30108", "机关事业单位基本养老保险缴\n费", "7.00", "30231", "公 务 用 车 运 行 维 护\n费", "2.00"],
                ["人员经费合计", "", "7.00", "公用经费合计", "", "2.00"],
            ]
        ),
    )["basic_expenditure"]
    row = table.row("30231")
    assert row is not None
    assert row.name == "公务用车运行维护费"
    assert texts(table, "personnel") == {"amount": "7.00"}
    assert texts(table, "operating") == {"amount": "2.00"}


def test_basic_expenditure_as_one_list_with_columns_for_personnel_and_operating() -> None:
    table = tables_of(
        *lines(["一般公共预算财政拨款基本支出决算表"]),
        grid(
            [
                ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
                ["", "合计", "9.00", "7.00", "2.00"],
                ["301", "工资福利支出", "7.00", "7.00", ""],
                ["30101", "基本工资", "7.00", "7.00", ""],
                ["302", "商品和服务支出", "2.00", "", "2.00"],
                ["30201", "办公费", "2.00", "", "2.00"],
            ]
        ),
    )["basic_expenditure"]
    assert texts(table, "30201") == {"amount": "2.00", "operating": "2.00"}
    assert texts(table, "total") == {"amount": "9.00", "personnel": "7.00", "operating": "2.00"}
    assert texts(table, "personnel") == {"amount": "7.00"}
    assert texts(table, "operating") == {"amount": "2.00"}


def test_three_public_with_one_row_an_item() -> None:
    table = tables_of(
        *lines(["一般公共预算财政拨款“三公”经费支出决算表", "单位：万元"]),
        grid(
            [
                ["项目", "预算数", "决算数"],
                ["合计", "5.00", "3.00"],
                ["1.因公出国（境）费", "", ""],
                ["2.公务用车购置及运行维护费", "4.00", "2.50"],
                ["其中：公务用车购置费", "", ""],
                ["公务用车运行维护费", "4.00", "2.50"],
                ["3.公务接待费", "1.00", "0.50"],
            ]
        ),
    )["three_public"]
    assert texts(table, "row") == {
        "budget.total": "5.00",
        "actual.total": "3.00",
        "budget.vehicles": "4.00",
        "actual.vehicles": "2.50",
        "budget.vehicle_operation": "4.00",
        "actual.vehicle_operation": "2.50",
        "budget.reception": "1.00",
        "actual.reception": "0.50",
    }


def test_a_total_row_one_column_right_of_its_data() -> None:
    table = tables_of(
        *lines(
            [
                "2024年度支出决算表",
                "单位：万元",
                "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出",
                "\t\t合计\t9.00\t6.00\t3.00",
                "208\t社会保障和就业支出\t9.00\t6.00\t3.00",
            ]
        )
    )["expenditure"]
    assert texts(table, "total") == texts(table, "208") == {"total": "9.00", "basic": "6.00", "project": "3.00"}


def test_an_adjusted_budget_beside_the_actual_is_no_actual() -> None:
    table = tables_of(
        *lines(["收入支出决算总表", "单位：万元"]),
        grid(
            [
                ["项目", "行次", "年初预算数", "决算数", "项目", "行次", "年初预算数", "决算数"],
                ["一、一般公共预算财政拨款收入", "1", "8.00", "7.00", "一、一般公共服务支出", "5", "", ""],
                ["二、其他收入", "2", "", "1.00", "二、社会保障和就业支出", "6", "8.00", "8.00"],
                ["本年收入合计", "3", "8.00", "8.00", "本年支出合计", "7", "8.00", "8.00"],
                ["总计", "4", "8.00", "8.00", "总计", "8", "8.00", "8.00"],
            ]
        ),
    )["income_and_expenditure"]
    assert texts(table, "in.general") == {"initial_budget": "8.00", "amount": "7.00"}
    assert table.row("in.other") is not None
    assert [row.line_number for row in table.rows if row.key.startswith("out.")] == [5, 6, 7, 8]


def test_old_and_unknown_rows_of_a_two_sided_table() -> None:
    table = tables_of(
        *lines(["收入支出决算总表"]),
        grid(
            [
                ["项目", "决算数", "项目", "决算数"],
                ["一、财政拨款收入", "5.00", "一、社会保障和就业支出", "5.00"],
                ["二、某项新设收入", "1.00", "二、医疗卫生与计划生育支出", "1.00"],
                ["本年收入合计", "6.00", "本年支出合计", "6.00"],
                ["总　　计", "6.00", "总　　计", "6.00"],
            ]
        ),
    )["income_and_expenditure"]
    assert [row.key for row in table.rows] == [
        "in.general", "out.208", "", "out.210", "in.total", "out.total", "in.grand_total", "out.grand_total",
    ]  # fmt: skip


def test_a_picture_of_a_table_is_said_to_be_one() -> None:
    table = tables_of(*lines(["收入决算表", "单位：万元"]), Image(Place(page=3)))["income"]
    assert table.state is TableState.IMAGE


def test_contents_and_narrative_are_no_tables() -> None:
    found, consumed = read_tables(
        lines(
            [
                "目录",
                "一、收入支出决算总表……5",
                "二、收入决算表……6",
                "第三部分 决算情况说明",
                "一、收入支出决算总体情况说明",
                "2024年度收、支总计100.00万元。与2023年度相比，收、支总计各增加1.00万元，增长1.0%。",
                "本单位当年无政府性基金预算财政拨款收入支出。",
            ]
        )
    )
    assert found == ()
    assert consumed == frozenset()


def test_the_body_counts_where_the_contents_list_the_same_title() -> None:
    body = grid([["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"], ["", "合计", "1.00", "1.00", ""]])
    found, _ = read_tables([*lines(["一、支出决算表", "第二部分 决算表", "支出决算表"]), body])
    assert [table.id for table in found] == ["expenditure"]
    assert found[0].title is not None
    assert found[0].title.quote == "支出决算表"


def test_what_follows_under_another_title_is_not_the_tables() -> None:
    head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    found, consumed = read_tables(
        [
            *lines(["支出决算表"]),
            grid([head, ["", "合计", "1.00", "1.00", ""]]),
            *lines(["2024年度项目支出绩效自评表"]),
            grid([["项目名称", "业务经费", "", "", ""], ["预算数", "7.00", "执行数", "6.00", ""]], page=2),
        ]
    )
    assert [table.id for table in found] == ["expenditure"]
    assert consumed == frozenset({0, 1})


def test_a_sentence_is_all_there_is_of_a_table() -> None:
    body = grid([["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"], ["", "合计", "1.00", "1.00", ""]])
    found = tables_of(*lines(["支出决算表"]), body, *lines(["本部门无国有资本经营预算财政拨款安排的支出。"]))
    assert found["state_capital"].state is TableState.NOTE_ONLY
    assert found["state_capital"].notes[0].source.quote.startswith("本部门无")


def test_flattened_two_sided_table_tells_line_numbers_from_amounts() -> None:
    table = tables_of(
        *lines(
            [
                "收入支出决算总表（表1）",
                "单位：万元",
                "项 目 行次 决算数 项 目 行次 决算数",
                "栏 次 1 栏 次 2",
                "一、一般公共预算财政拨款收入 1 30 一、一般公共服务支出 6",
                "二、政府性基金预算财政拨款收入 2 二、外交支出 7",
                "三、其他收入 3 2.00 三、社会保障和就业支出 8 32.00",
                "本年收入合计 4 32.00 本年支出合计 9 32.00",
                "总 计 5 32.00 总 计 10 32.00",
            ]
        )
    )["income_and_expenditure"]
    assert texts(table, "in.general") == {"amount": "30"}
    assert texts(table, "in.fund") == {}
    assert texts(table, "out.201") == {}
    assert texts(table, "out.208") == {"amount": "32.00"}
    assert [row.line_number for row in table.rows] == [1, 6, 2, 7, 3, 8, 4, 9, 5, 10]


FLAT_GENERAL = [
    "一般公共预算财政拨款支出决算表（表5）",
    "单位：万元",
    "栏 次 1 2 3",
    "合 计 100.00 60.00 40.00",
    "社会保障和就业支出 100.00 60.00 40.00",
    "人力资源和社会保障管理事务 100.00 60.00 40.00",
    "行政运行 60.00 60.00",
    "社会保险经办机构 40.00 40.002080109",
    "注：本表反映支出情况。",
    "20801",
    "2080101",
    "208",
    "小计 基本支出 项目支出",
]


def test_flattened_rows_with_codes_apart_and_one_glued_to_an_amount() -> None:
    table = tables_of(*lines(FLAT_GENERAL))["general_budget_expenditure"]
    assert [(row.key, row.code) for row in table.rows[1:]] == [
        ("208", "208"), ("20801", "20801"), ("2080101", "2080101"), ("2080109", "2080109"),
    ]  # fmt: skip
    assert texts(table, "2080101") == {"total": "60.00", "basic": "60.00"}
    assert texts(table, "2080109") == {"total": "40.00", "project": "40.00"}
    assert not any(cell.doubtful for row in table.rows for cell in row.cells.values())


def test_a_false_amount_is_read_as_printed_not_repaired() -> None:
    wrong = [line.replace("行政运行 60.00 60.00", "行政运行 61.00 61.00") for line in FLAT_GENERAL]
    table = tables_of(*lines(wrong))["general_budget_expenditure"]
    assert texts(table, "2080101")["total"] == "61.00"
    assert texts(table, "total") == {"total": "100.00", "basic": "60.00", "project": "40.00"}


def test_equal_parts_in_a_flattened_table_are_doubtful() -> None:
    table = tables_of(
        *lines(
            [
                "一般公共预算财政拨款支出决算表",
                "合计 80.00 40.00 40.00",
                "208 社会保障和就业支出 40.00 40.00",
                "210 卫生健康支出 40.00 40.00",
            ]
        )
    )["general_budget_expenditure"]
    cell = table.cell("208", "basic")
    assert cell is not None
    assert cell.figure is not None
    assert "无法确定" in cell.doubtful
    total = table.cell("208", "total")
    assert total is not None
    assert not total.doubtful


def test_basic_expenditure_tells_which_item_a_flattened_three_public_row_means() -> None:
    found = tables_of(
        *lines(["财政拨款“三公”经费支出决算表", "预算数 决算数", "0.60 0.60 0.50 0.50"]),
        *lines(["一般公共预算财政拨款基本支出决算表"]),
        grid(
            [
                ["科目编码", "科目名称", "决算数"],
                ["302", "商品和服务支出", "0.50"],
                ["30212", "因公出国（境）费用", ""],
                ["30217", "公务接待费", "0.50"],
                ["30231", "公务用车运行维护费", ""],
            ]
        ),
    )
    assert texts(found["three_public"], "row")["actual.reception"] == "0.50"
    cell = found["three_public"].cell("row", "actual.reception")
    assert cell is not None
    assert not cell.doubtful


def test_a_title_over_two_lines() -> None:
    body = grid([["科目编码", "科目名称", "决算数"], ["301", "工资福利支出", "1.00"], ["30101", "基本工资", "1.00"]])
    found, consumed = read_tables([*lines(["2024年度一般公共预算财政拨款基本支出决", "算明细表"]), body])
    assert [table.id for table in found] == ["basic_expenditure"]
    assert consumed == frozenset({0, 1, 2})


def test_a_table_without_title_is_known_by_its_labels() -> None:
    found = tables_of(
        grid(
            [
                ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出"],
                ["", "合计", "1.00", "1.00", "", ""],
            ]
        )
    )
    assert list(found) == ["expenditure"]
    assert found["expenditure"].title is None


def rows_then(title: str, *rows: str) -> list[str]:
    return [*rows, "注：本表反映本年度情况。", title]


def test_titles_after_their_tables() -> None:
    found = tables_of(
        *lines(
            [
                *rows_then(
                    "2024年度一般公共预算财政拨款支出决算表（表5）",
                    "合计 3.00 2.00 1.00",
                    "208 社会保障和就业支出 3.00 2.00 1.00",
                ),
                *rows_then(
                    "2024年度国有资本经营预算财政拨款支出决算表（表8）",
                    "合计 5.00 5.00",
                    "223 国有资本经营预算支出 5.00 5.00",
                ),
            ]
        )
    )
    assert {key: texts(table, "total")["total"] for key, table in found.items()} == {
        "general_budget_expenditure": "3.00",
        "state_capital": "5.00",
    }


def test_a_title_repeated_on_the_continuation_page() -> None:
    head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    top = ["支出决算表", "公开03表", "单位：万元"]
    found, consumed = read_tables(
        [
            *lines(top),
            grid([head, ["", "合计", "3.00", "2.00", "1.00"]]),
            *lines(top),
            grid([head, ["208", "社会保障和就业支出", "3.00", "2.00", "1.00"]], page=2),
        ]
    )
    assert [[row.key for row in table.rows] for table in found] == [["total", "208"]]
    assert consumed == frozenset(range(8))


def test_rows_contradict_a_title() -> None:
    found = tables_of(
        *lines(["收入决算表", "单位：万元"]),
        grid(
            [
                ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "上缴上级支出"],
                ["", "合计", "1.00", "1.00", "", ""],
            ]
        ),
    )
    assert list(found) == ["expenditure"]


def test_page_numbers_are_no_amounts() -> None:
    found = tables_of(
        *lines(
            [
                "一般公共预算财政拨款支出决算表",
                "合计 3.00 2.00 1.00",
                "- 12 -",
                "208 社会保障和就业支出 2.00 2.00",
                "13",
                "210 卫生健康支出 1.00 1.00",
            ]
        )
    )
    table = found["general_budget_expenditure"]
    assert texts(table, "total") == {"total": "3.00", "basic": "2.00", "project": "1.00"}
    assert texts(table, "208") == {"total": "2.00", "basic": "2.00"}
    assert texts(table, "210") == {"total": "1.00", "project": "1.00"}


def test_tabbed_rows_whose_cells_slipped_are_settled_by_the_sums() -> None:
    table = tables_of(
        *lines(
            [
                "一般公共预算财政拨款支出决算表",
                "科目编码\t科目名称\t小计\t基本支出\t项目支出",
                "\t合计\t100.00\t60.00\t40.00",
                "208\t社会保障和就业支出\t100.00\t60.00\t40.00",
                "20801\t人力资源和社会保障管理事务\t100.00\t60.00\t40.00",
                "2080101\t行政运行\t60.00\t60.00\t",
                "2080109\t社会保险经办机构\t40.00\t40.00",
            ]
        )
    )["general_budget_expenditure"]
    assert texts(table, "2080109") == {"total": "40.00", "project": "40.00"}


def test_income_from_special_accounts() -> None:
    found = tables_of(
        *lines(["收入支出决算总表"]),
        grid(
            [
                ["项目", "决算数", "项目", "决算数"],
                ["一、财政拨款收入", "5.00", "一、教育支出", "6.00"],
                ["二、财政专户管理资金收入", "1.00", "", ""],
                ["本年收入合计", "6.00", "本年支出合计", "6.00"],
            ]
        ),
    )
    assert texts(found["income_and_expenditure"], "in.special_account") == {"amount": "1.00"}


def test_numbers_of_tables_above_their_titles() -> None:
    head = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    body = grid([head, ["", "合计", "3.00", "2.00", "1.00"]])
    found, consumed = read_tables(
        [*lines(["公开03表", "支出决算表"]), body, *lines(["公开05表", "一般公共预算财政拨款支出决算表"]), body]
    )
    assert [(table.id, table.number) for table in found] == [
        ("expenditure", "公开03表"),
        ("general_budget_expenditure", "公开05表"),
    ]
    assert consumed == frozenset(range(6))


def test_a_table_of_all_appropriations_is_not_that_of_the_general_budget() -> None:
    def body(amount: str) -> Grid:
        return grid(
            [
                ["科目编码", "科目名称", "决算数"],
                ["301", "工资福利支出", amount],
                *[[code, name, ""] for code, name in (("30101", "基本工资"), ("30102", "津贴补贴"), ("30103", "奖金"))],
                ["303", "对个人和家庭的补助", ""],
                ["30302", "退休费", ""],
            ]
        )

    found = tables_of(
        *lines(["财政拨款基本支出决算表"]), body("9.00"), *lines(["一般公共预算财政拨款基本支出决算表"]), body("8.00")
    )
    assert list(found) == ["basic_expenditure"]
    assert texts(found["basic_expenditure"], "301") == {"amount": "8.00"}


def test_a_note_over_two_lines_is_one_note() -> None:
    [table] = read_tables(
        [
            *lines(["支出决算表", "公开03表", "单位：万元"]),
            grid(
                [
                    ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
                    ["", "合计", "3.00", "2.00", "1.00"],
                ]
            ),
            *lines(
                ["注：本表反映本年度支出。", "1栏各行＝（2＋3＋4＋5", "＋6）栏各行。", "2.数据尾数因四舍五入略有出入。"]
            ),
        ]
    )[0]
    assert [note.source.quote for note in table.notes] == [
        "注：本表反映本年度支出。",
        "1栏各行＝（2＋3＋4＋5＋6）栏各行。",
        "2.数据尾数因四舍五入略有出入。",
    ]
    assert table.notes[1].formulas == ("1栏各行＝（2＋3＋4＋5＋6）栏各行",)


def test_amounts_that_look_like_codes_are_amounts_where_rows_have_their_own() -> None:
    found = tables_of(
        *lines(
            [
                "支出决算表",
                "单位：元",
                "项目 本年支出合计 基本支出 项目支出 上缴上级支出 经营支出 对附属单位补助支出",
                "合计 23483966 21146638 2337328 0 0 0",
                "208 社会保障和就业支出 21953547 19616219 2337328 0 0 0",
                "20805 行政事业单位养老支出 21953547 19616219 2337328 0 0 0",
                "2080501 行政单位离退休 21953547 19616219 2337328 0 0 0",
                "221 住房保障支出 1530419 1530419 0 0 0 0",
                "22102 住房改革支出 1530419 1530419 0 0 0 0",
                "2210203 购房补贴 1530419 1530419 0 0 0 0",
            ]
        )
    )
    assert texts(found["expenditure"], "208") == {
        "total": "21953547",
        "basic": "19616219",
        "project": "2337328",
    } | dict.fromkeys(("remitted", "operating", "subsidies"), "0")


def test_a_head_that_a_page_break_parted_from_its_rows() -> None:
    head = grid([["收入", "收入", "支出", "支出"], ["项目", "决算数", "项目", "决算数"]])
    body = grid(
        [
            ["一、一般公共预算财政拨款收入", "9.00", "一、社会保障和就业支出", "6.00"],
            ["二、事业收入", "", "二、住房保障支出", "3.00"],
            ["附属单位上缴收入", "", "", ""],
            ["本年收入合计", "9.00", "本年支出合计", "9.00"],
            ["年初结转和结余", "", "年末结转和结余", ""],
            ["总计", "9.00", "总计", "9.00"],
        ]
    )
    found = tables_of(*lines(["收入支出决算总表", "单位：万元"]), head, body)
    assert found["income_and_expenditure"].state is TableState.READ
    assert texts(found["income_and_expenditure"], "in.total") == {"amount": "9.00"}


def test_a_block_of_which_a_continuation_page_has_one_row_left() -> None:
    """The columns are those of the page before: its one code among blanks does not show it."""
    top = ["一般公共预算财政拨款基本支出决算表", "单位：万元"]
    head = ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"]
    pages = (
        [
            head,
            ["303", "对个人和家庭的补助", "5.00", "302", "商品和服务支出", "9.00"],
            ["30302", "退休费", "2.00", "30201", "办公费", "4.00"],
        ],
        [
            ["30399", "其他对个人和家庭的补助", "3.00", "30213", "维修（护）费", "3.00"],
            ["", "", "", "30215", "会议费", "2.00"],
            ["人员经费合计", "", "5.00", "公用经费合计", "", "9.00"],
        ],
    )
    found, _ = read_tables([*lines(top), grid([*pages[0]]), grid([*pages[1]], page=2)])
    (table,) = found
    assert texts(table, "30399") == {"amount": "3.00"}
    assert texts(table, "30215") == {"amount": "2.00"}
    assert {row.key for row in table.rows} == {
        *("303", "30302", "30399", "302", "30201", "30213", "30215", "personnel", "operating")
    }
