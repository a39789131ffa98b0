"""The manuscripts of the examples: whole, with tables as printed."""

from __future__ import annotations

import dataclasses

import pytest

from composing.manuscripts import EXAMPLES, FOLDERS, manuscript
from shebao.composing import compose
from shebao.composing.manuscript import ChartBlock, ChartKind, Paragraph, TableBlock, TableKind
from shebao.composing.narrative import lookup as desk_module
from shebao.composing.outline import outlines
from shebao.publishing.folder import read_material


def paragraphs(found):
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_is_whole(name):
    found = manuscript(name)
    assert found.gaps == ()
    assert sum(table.kind is TableKind.DISCLOSURE for table in found.tables()) == 9
    anchors = [block.anchor for block in found.blocks if hasattr(block, "anchor")]
    assert len(set(anchors)) == len(anchors)
    assert all(paragraphs(found))


@pytest.mark.parametrize("name", FOLDERS)
def test_rows_of_tables_fill_the_width(name):
    for table in manuscript(name).tables():
        covered: dict[tuple[int, int], str] = {}
        for r, row in enumerate((*table.header, *table.body)):
            column = 0
            for cell in row:
                while (r, column) in covered:
                    column += 1
                for down in range(cell.rows):
                    for right in range(cell.columns):
                        assert (r + down, column + right) not in covered, (table.title, cell)
                        covered[r + down, column + right] = cell.text
                column += cell.columns
        height = len(table.header) + len(table.body)
        assert set(covered) == {(r, c) for r in range(height) for c in range(len(table.widths))}, table.title


@pytest.mark.parametrize("name", FOLDERS)
def test_cells_show_the_amounts_they_refer_to(name):
    material = read_material(EXAMPLES / name)
    shown = [cell for table in material.printed for row in table.body for cell in row if cell.ref is not None]
    assert {cell.ref for cell in shown if cell.value is not None} >= {
        ref for ref in material.figures if ref.column == "total" and ref.row == "total"
    }
    for cell in shown:
        assert cell.value == material.figures.get(cell.ref)
        assert cell.text == ("" if cell.value is None else f"{cell.value:,}")


def test_wide_tables_lie_on_their_side():
    tables = {table.id: table for table in manuscript("city-centre-2023").tables()}
    assert not tables["income_and_expenditure"].landscape
    assert not tables["general_budget_expenditure"].landscape
    assert tables["three_public"].landscape
    assert tables["income"].landscape


def test_charts_say_in_words_what_they_show():
    charts = [block for block in manuscript("district-bureau-2021").blocks if isinstance(block, ChartBlock)]
    assert [chart.caption[:3] for chart in charts] == ["图1：", "图2：", "图3：", "图4："]
    assert [chart.kind for chart in charts] == [
        ChartKind.GROUPED,
        ChartKind.SHARES,
        ChartKind.SHARES,
        ChartKind.GROUPED,
    ]
    for chart in charts:
        for series in chart.series:
            assert all(f"{bar.label}{bar.text}" in chart.alternative for bar in series.bars)
    assert [series.name for series in charts[0].series] == ["2020年度", "2021年度"]


def test_forms_may_stand_in_the_performance_section():
    inside = dataclasses.replace(next(o for o in outlines() if o.id == "wuhan-2023"), forms="performance")
    found = compose(read_material(EXAMPLES / "city-centre-2023"), outline=inside)
    kinds = [block.kind for block in found.blocks if isinstance(block, TableBlock)]
    assert kinds.index(TableKind.FORM) < kinds.index(TableKind.KEY_WORK)
    assert "附件" not in found.report.contents[-1].title


def test_every_name_of_a_quantity_is_a_measure():
    assert len(desk_module.quantity_names()) > 50
