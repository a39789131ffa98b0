"""How a table is set: no figure breaks, columns fill the page, type is as large as the page allows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.composing.documents.sheets import TURNED, UPRIGHT
from shebao.composing.documents.widths import SIDE, Paper, fit, lines_of, needs_landscape, whole_rows
from shebao.composing.manuscript import Cell, TableBlock, TableKind

texts = st.one_of(
    st.just(""),
    st.decimals(0, 99_999_999, places=2).map(lambda value: f"{value:,}"),
    st.text("社会保险经办机构支出决算年度", max_size=40),
)


@st.composite
def tables(draw: st.DrawFn) -> TableBlock:
    width = draw(st.integers(1, 14))
    row = st.lists(texts.map(Cell), min_size=width, max_size=width).map(tuple)
    return TableBlock(
        draw(st.sampled_from(list(TableKind))),
        "t",
        draw(st.text("某某情况表", max_size=60)),
        (draw(row),),
        tuple(draw(st.lists(row, min_size=1, max_size=30))),
        tuple(draw(st.lists(st.integers(1, 20), min_size=width, max_size=width))),
    )


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from([UPRIGHT, TURNED]))
def test_columns_fill_the_page_and_hold_every_figure(table: TableBlock, paper: Paper) -> None:
    chosen = fit(table, paper)
    assert sum(chosen.columns) == pytest.approx(paper.text_width)
    assert 5 <= chosen.size <= 10.5
    if needs_landscape(table, paper):
        return
    for row in (*table.header, *table.body):
        for cell, column in zip(row, chosen.columns, strict=True):
            for figure in re.findall(r"[\d.,]+", cell.text):
                assert lines_of(figure, chosen.size, column - 2 * SIDE) == 1


def _table(rows: int, text: str = "内容", kind: TableKind = TableKind.DISCLOSURE) -> TableBlock:
    body = tuple((Cell(str(n)), Cell(text)) for n in range(rows))
    return TableBlock(kind, "t", "某某表", (), body, (1, 4))


def test_a_table_is_made_smaller_only_as_far_as_it_stays_readable() -> None:
    sizes = [fit(_table(rows), UPRIGHT).size for rows in (5, 45, 60, 200)]
    assert sizes[0] == 9
    assert min(sizes) >= 8
    assert sizes[-1] == 9


def test_a_wide_table_is_turned() -> None:
    cells = tuple(Cell("12,345,678.90") for _ in range(12))
    table = TableBlock(TableKind.PLAIN, "t", "", (), (cells,), (1,) * 12)
    assert needs_landscape(table, UPRIGHT)
    assert not needs_landscape(table, TURNED)


def test_rows_stay_whole_unless_they_would_fill_much_of_a_page() -> None:
    table = _table(2, "业务经办情况说明" * 400)
    chosen = fit(table, UPRIGHT)
    assert whole_rows(table.body, chosen, UPRIGHT) == [False, False]
    assert whole_rows(_table(2).body, chosen, UPRIGHT) == [True, True]
