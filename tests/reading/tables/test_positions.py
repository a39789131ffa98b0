"""Position decides what a cell is: what a figure says never moves it or another, and layout never changes what is found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from reading.tables.layouts import grid, lines
from shebao.auditing.audit import audit_report
from shebao.reading.document import Block, Document, Grid, GridCell, Line, Page, Place
from shebao.reading.report import interpret, read_file
from shebao.reading.tables import read_tables
from shebao.report import Report
from shebao.report.provenance import Box
from synthetic.composer import STYLES, compose
from synthetic.layouts import LAYOUTS
from synthetic.mutations import Mutation, mutations
from synthetic.pieces import Composed
from synthetic.pieces import Grid as ComposedGrid

KEEPING = ("html", "tabs", "pipes", "docx")
"""Layouts in which every cell keeps its place."""
Findings = set[tuple[str, tuple[str, ...]]]


def read(report: Composed, layout: str) -> Document:
    suffix, lay_out = LAYOUTS[layout]
    return read_file(lay_out(report), f"report.{suffix}").document


@cache
def changed(seed: int) -> tuple[Composed, list[Mutation]]:
    """A composed report, and changes of one amount in its tables."""
    report = compose(seed, *list(STYLES)[seed % len(STYLES)])
    found = [
        mutation
        for mutation in mutations(report, random.Random(seed))
        if mutation.kind == "figure"
        and _table_changed(report, mutation.report) not in ("", "form", "key_work", "units")
    ]
    return report, found[:3]


def _table_changed(before: Composed, after: Composed) -> str:
    for old, new in zip(before.blocks, after.blocks, strict=True):
        if old != new:
            return old.id if isinstance(old, ComposedGrid) else ""
    return ""


def cells(report: Report) -> dict[tuple[str, int, str], tuple[str, str]]:
    """Every cell of the tables: its print and doubt, by table, row and column."""
    return {
        (table.id, index, column): (cell.figure.text if cell.figure else "", cell.doubtful)
        for table in report.tables
        for index, row in enumerate(table.rows)
        for column, cell in row.cells.items()
    }


def findings(report: Report) -> Findings:
    """What is found, without places: rule and the operands' values."""
    return {(f.rule, tuple(o.value for o in f.operands)) for f in audit_report(report).findings}


@pytest.mark.parametrize("layout", KEEPING)
@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_wrong_amount_moves_no_cell(layout: str, seed: int) -> None:
    report, mutated = changed(seed)
    before = cells(interpret(read(report, layout)))
    assert mutated
    for mutation in mutated:
        after = cells(interpret(read(mutation.report, layout)))
        assert after.keys() == before.keys()
        assert sum(after[key] != before[key] for key in before) == 1, mutation.what


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_the_layout_does_not_change_what_is_found(seed: int) -> None:
    _, mutated = changed(seed)
    for mutation in mutated:
        found = [findings(interpret(read(mutation.report, layout))) for layout in KEEPING]
        assert found[0]
        assert all(each == found[0] for each in found[1:]), mutation.what


def _split(blocks: tuple[Block, ...], between: Callable[[Grid], list[Block]]) -> Iterator[Block]:
    """The blocks with each long grid of the first part broken in the middle."""
    for block in blocks:
        if isinstance(block, Grid) and len(block.rows) > 12 and all(cell.row_span == 1 for cell in _cells(block, 8)):
            yield replace(block, rows=block.rows[:8])
            yield from between(block)
            yield replace(block, rows=block.rows[8:])
        else:
            yield block


def _cells(block: Grid, stop: int) -> list[GridCell]:
    return [cell for row in block.rows[4:stop] for cell in row if cell is not None]


BREAKS: dict[str, Callable[[Grid], list[Block]]] = {
    "page break": lambda block: [],
    "page number": lambda block: [Line("— 7 —", block.place)],
    "number and unit again": lambda block: [Line("单位：万元", block.place)],
}


@pytest.mark.parametrize("what", BREAKS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_table_that_goes_on_overleaf_is_one_table(what: str, seed: int) -> None:
    _, mutated = changed(seed)
    document = read(mutated[0].report, "html")
    broken = tuple(_split(document.pages[0].blocks, BREAKS[what]))
    assert len(broken) > len(document.pages[0].blocks)
    parted = replace(document, pages=(replace(document.pages[0], blocks=broken),))
    assert findings(interpret(parted)) == findings(interpret(document))


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.translate(str.maketrans("0123456789.,()", "０１２３４５６７８９．，（）")),
        lambda text: f"  {text}  ",
        lambda text: text.replace(".", ". ") if text.replace(".", "").isdecimal() and len(text) > 6 else text,
    ],
    ids=["full width", "outer spaces", "inner spaces"],
)
def test_width_and_spaces_in_cells_do_not_change_what_is_found(rewrite: Callable[[str], str]) -> None:
    _, mutated = changed(2)
    document = read(mutated[0].report, "html")
    blocks = tuple(
        replace(block, rows=tuple(tuple(cell and cell._replace(text=rewrite(cell.text)) for cell in row) for row in block.rows))
        if isinstance(block, Grid) and len(block.rows[0]) > 3
        else block
        for block in document.pages[0].blocks
    )  # fmt: skip
    rules = {rule for rule, _ in findings(interpret(document))}
    rewritten = replace(document, pages=(replace(document.pages[0], blocks=blocks),))
    assert {rule for rule, _ in findings(interpret(rewritten))} == rules


HEAD = ["2023年度一般公共预算财政拨款支出决算表", "单位：万元", "科目编码\t科目名称\t小计\t基本支出\t项目支出"]


def table_of(*rows: str) -> Report:
    return interpret(Document("t.txt", "txt", (Page(1, tuple(lines([*HEAD, *rows]))),), False))


def test_a_blank_total_before_the_filled_one_is_not_the_total() -> None:
    rows = ("208\t社会保障和就业支出\t9.00\t6.00\t3.00", "20801\t人力资源和社会保障管理事务\t9.00\t6.00\t3.00")
    plain = table_of("\t合计\t9.00\t6.00\t3.00", *rows).table("general_budget_expenditure")
    doubled = table_of("\t合计\t\t\t", "\t合计\t9.00\t6.00\t3.00", *rows).table("general_budget_expenditure")
    assert plain is not None
    assert doubled is not None
    assert [row.key for row in doubled.rows] == ["", *[row.key for row in plain.rows]]
    total = doubled.figure("total", "total")
    assert total is not None
    assert total.text == "9.00"


def test_a_total_that_is_blank_everywhere_stays_blank() -> None:
    table = table_of("\t合计\t\t\t", "208\t社会保障和就业支出\t9.00\t6.00\t3.00").table("general_budget_expenditure")
    assert table is not None
    assert table.row("total") is not None
    assert table.figure("total", "total") is None


def test_a_row_as_wide_as_its_head_is_not_shifted_though_its_sum_is_wrong() -> None:
    table = table_of("\t合计\t\t9.00\t3.00", "208\t社会保障和就业支出\t9.00\t6.00\t3.00").table(
        "general_budget_expenditure"
    )
    assert table is not None
    row = table.row("total")
    assert row is not None
    assert {column: cell.figure.text for column, cell in row.cells.items() if cell.figure} == {
        "basic": "9.00",
        "project": "3.00",
    }


def test_a_row_that_lost_a_cell_says_what_told_its_columns() -> None:
    table = table_of(
        "\t合计\t100.00\t60.00\t40.00",
        "208\t社会保障和就业支出\t100.00\t60.00\t40.00",
        "20801\t人力资源和社会保障管理事务\t100.00\t60.00\t40.00",
        "2080101\t行政运行\t60.00\t60.00\t",
        "2080109\t社会保险经办机构\t40.00\t40.00",
    ).table("general_budget_expenditure")
    assert table is not None
    told, certain = table.cell("2080109", "project"), table.cell("2080101", "basic")
    assert told is not None
    assert certain is not None
    assert told.figure is not None
    assert told.basis
    assert not certain.basis


def _placed(text: str, x0: float, x1: float, top: float) -> GridCell:
    return GridCell(text, Place(2, 1, Box(x0, top, x1, top + 10)))


def test_a_continuation_with_fewer_columns_is_matched_by_its_place_on_the_page() -> None:
    edges = [0, 20, 40, 60, 160, 220, 280, 340]
    head = ["类", "款", "项", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    first = Grid(
        (
            tuple(_placed(text, *edges[i : i + 2], 0) for i, text in enumerate(head)),
            (
                GridCell("208", Place(2, 1, Box(0, 10, 60, 20)), 1, 3), None, None,
                *(_placed(text, *edges[i + 3 : i + 5], 10) for i, text in enumerate(["社会保障和就业支出", "9.00", "6.00", "3.00"])),
            ),
        ),
        Place(2, 1),
    )  # fmt: skip
    rest_edges = [0, 60, 160, 220, 280, 340]
    texts = ["210", "卫生健康支出", "2.00", "", "2.00"]
    rest = Grid((tuple(_placed(text, *rest_edges[i : i + 2], 0) for i, text in enumerate(texts)),), Place(3, 1))
    (table,), _ = read_tables([*lines(["支出决算表"]), first, rest])
    row = table.row("210")
    assert row is not None
    assert {column: cell.figure.text for column, cell in row.cells.items() if cell.figure} == {
        "total": "2.00",
        "project": "2.00",
    }


def test_a_continuation_that_cannot_be_matched_decides_nothing() -> None:
    first = grid(
        [
            ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
            ["208", "社会保障和就业支出", "9.00", "6.00", "3.00"],
        ]
    )
    rest = grid([["210", "卫生健康支出", "", "2.00", "", "2.00"]])
    (table,), _ = read_tables([*lines(["支出决算表"]), first, rest])
    assert all(cell.doubtful for row in table.rows[1:] for cell in row.cells.values())
    assert not any(cell.doubtful for cell in table.rows[0].cells.values())


def test_dashes_keep_the_places_of_blank_cells_in_flattened_rows() -> None:
    head = [
        "2023年度支出决算表",
        "科目编码 科目名称 本年支出合计 基本支出 项目支出 上缴上级支出 经营支出 对附属单位补助支出",
    ]
    rows = ["208 社会保障和就业支出 41 - 41 - - -", "210 卫生健康支出 59 59 - - - -", "合计 100 60 40 - - -"]
    table = interpret(Document("t.txt", "txt", (Page(1, tuple(lines([*head, *rows]))),), False)).table("expenditure")
    assert table is not None
    shown = {row.key: {c: cell.figure.text for c, cell in row.cells.items() if cell.figure} for row in table.rows}
    assert shown["208"] == {"total": "41", "project": "41"}
    assert shown["total"] == {"total": "100", "basic": "60", "project": "40"}
    assert not any(cell.doubtful or cell.basis for row in table.rows for cell in row.cells.values())


def test_a_label_that_holds_its_groups_label_too_is_known() -> None:
    heads = [
        "科目编码",
        "科目名称",
        "年初结转和结余",
        "本年收入",
        "本年支出小计",
        "基本支出",
        "项目支出",
        "年末结转和结余",
    ]
    body = grid([heads, ["229", "其他支出", "", "5.00", "5.00", "", "5.00", ""]])
    (table,), _ = read_tables([*lines(["政府性基金预算财政拨款收入支出决算表"]), body])
    total = table.figure("229", "total")
    assert total is not None
    assert total.text == "5.00"


def test_a_column_whose_head_nobody_knows_leaves_the_missing_ones_undecided() -> None:
    heads = ["科目编码", "科目名称", "本年收入", "当年用掉的", "基本支出", "项目支出", "年末结转和结余"]
    body = grid([heads, ["229", "其他支出", "5.00", "5.00", "", "5.00", ""]])
    (table,), _ = read_tables([*lines(["政府性基金预算财政拨款收入支出决算表"]), body])
    cell = table.cell("229", "total")
    assert cell is not None
    assert "当年用掉的" in cell.doubtful


def test_labels_of_a_head_without_merged_cells_reach_to_the_next_label_above_only() -> None:
    rows = [
        ["合计", "", "因公出国（境）费", "", "公务用车购置及运行维护费", "", "", "", "", "", "公务接待费", ""],
        ["", "", "", "", "小计", "", "公务用车购置费", "", "公务用车运行维护费", "", "", ""],
        ["预算数", "决算数"] * 6,
        ["2.68", "2.47", "", "", "1.78", "1.67", "", "", "1.78", "1.67", "0.90", "0.80"],
    ]
    (table,), _ = read_tables([*lines(["财政拨款“三公”经费支出决算表"]), grid(rows)])
    found = {column: cell.figure.text for column, cell in table.rows[0].cells.items() if cell.figure}
    assert (found["budget.reception"], found["actual.reception"]) == ("0.90", "0.80")
    assert (found["budget.vehicles"], found["actual.vehicle_operation"]) == ("1.78", "1.67")
