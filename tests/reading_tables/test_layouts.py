"""A consistent table reads back the same from every layout it can be printed in."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from reading_tables.layouts import (
    FUNCTIONAL_HEADS,
    Subject,
    flattened_functional,
    functional_cells,
    functional_rows,
    grid,
    head,
    item_codes,
    lines,
    printed,
    tabbed,
)
from shebao.reading.document import Block
from shebao.reading.tables import read_tables
from shebao.report.tables import Table

ITEMS = item_codes()
AMOUNT = st.integers(min_value=1, max_value=5_000_000)


@st.composite
def made_up(draw: st.DrawFn, table: str) -> list[Subject]:
    parts = FUNCTIONAL_HEADS[table][2][1:]
    codes = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=8, unique=True))
    amounts = [draw(st.dictionaries(st.sampled_from(parts[:2]), AMOUNT, min_size=1, max_size=2)) for _ in codes]
    return functional_rows(codes, amounts)


def read_one(blocks: list[Block]) -> Table:
    tables, consumed = read_tables(blocks)
    assert len(tables) == 1
    assert consumed == frozenset(range(len(blocks)))
    return tables[0]


def amounts_of(table: Table) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (row.key, row.name, {column: cell.figure.text for column, cell in row.cells.items() if cell.figure})
        for row in table.rows
    ]


def expected(rows: list[Subject], thousands: bool = True) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (row.key, row.name, {column: printed(amount, thousands) for column, amount in row.amounts.items()})
        for row in rows
    ]


TABLES = st.sampled_from(sorted(FUNCTIONAL_HEADS))


@settings(max_examples=40, deadline=None)
@given(st.data(), TABLES, st.booleans())
def test_grid_reads_back(data: st.DataObject, table: str, split: bool) -> None:
    rows = data.draw(made_up(table))
    blocks: list[Block] = [*lines(head(FUNCTIONAL_HEADS[table][0])), grid(functional_cells(table, rows, split))]
    found = read_one(blocks)
    assert found.id == table
    assert amounts_of(found) == expected(rows)
    assert not any(cell.doubtful for row in found.rows for cell in row.cells.values())


@settings(max_examples=40, deadline=None)
@given(st.data(), TABLES, st.integers(min_value=4, max_value=12))
def test_grid_over_two_pages_reads_back(data: st.DataObject, table: str, cut: int) -> None:
    rows = data.draw(made_up(table))
    cells = functional_cells(table, rows)
    repeated = data.draw(st.booleans())
    pages = [grid(cells[:cut]), grid([*(cells[:3] if repeated else []), *cells[cut:]], page=2)]
    blocks: list[Block] = [*lines(head(FUNCTIONAL_HEADS[table][0])), *pages]
    assert amounts_of(read_one(blocks)) == expected(rows)


@settings(max_examples=40, deadline=None)
@given(st.data(), TABLES, st.booleans())
def test_tabs_read_back(data: st.DataObject, table: str, split: bool) -> None:
    rows = data.draw(made_up(table))
    found = read_one(list(tabbed(FUNCTIONAL_HEADS[table][0], functional_cells(table, rows, split))))
    assert amounts_of(found) == expected(rows)


@settings(max_examples=60, deadline=None)
@given(st.data(), TABLES, st.sampled_from(["beside", "apart"]), st.booleans(), st.integers())
def test_flattened_lines_read_back_or_say_what_is_doubtful(
    data: st.DataObject, table: str, codes: str, thousands: bool, seed: int
) -> None:
    rows = data.draw(made_up(table))
    found = read_one(list(lines(flattened_functional(table, rows, codes, random.Random(seed), thousands))))
    assert [(row.key, row.name) for row in found.rows] == [(row.key, row.name) for row in rows]
    for made, row in zip(rows, found.rows, strict=True):
        assert row.cells["total"].figure is not None
        assert row.cells["total"].figure.text == printed(made.amounts["total"], thousands)
        for column, cell in row.cells.items():
            if cell.figure and not cell.doubtful:
                assert cell.figure.text == printed(made.amounts.get(column, 0), thousands)
