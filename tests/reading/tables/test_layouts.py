"""A consistent table reads back the same from every layout it can be printed in."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from reading.tables.layouts import (
    CLASSES,
    FUNCTIONAL_HEADS,
    INCOME,
    Subject,
    balance,
    balance_cells,
    economic_cells,
    economic_rows,
    flattened_functional,
    functional_cells,
    functional_rows,
    grid,
    head,
    item_codes,
    lines,
    printed,
    tabbed,
    without_blanks,
)
from shebao.classification import department_economic
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


SIDES = st.tuples(
    st.dictionaries(st.sampled_from(sorted(INCOME)), AMOUNT, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(sorted(CLASSES)), AMOUNT, min_size=1, max_size=5),
    st.integers(min_value=0, max_value=100_000),
)
LAYOUTS = st.sampled_from(["grid", "tabs", "lines", "cells"])


def laid_out(title: str, cells: list[list[str]], layout: str) -> list[Block]:
    if layout == "grid":
        return [*lines(head(title)), grid(cells)]
    if layout == "tabs":
        return list(tabbed(title, cells))
    return list(lines([*head(title), *without_blanks(cells, layout == "cells")]))


@settings(max_examples=60, deadline=None)
@given(SIDES, LAYOUTS, st.booleans())
def test_two_sided_table_reads_back_from_every_layout(
    sides: tuple[dict[str, int], dict[str, int], int], layout: str, numbered: bool
) -> None:
    left, right = balance(*sides)
    table = read_one(laid_out("收入支出决算总表", balance_cells(left, right, numbered), layout))
    found = {row.key: cell.figure.text for row in table.rows if (cell := row.cells["amount"]).figure}
    assert found == {key: printed(amount) for key, _, amount in (*left, *right) if amount}
    if numbered:
        lines_of = {row.key: row.line_number for row in table.rows if row.key}
        assert lines_of["in.total"] == len(CLASSES) + 1
        assert lines_of["out.201"] == len(left) + 1


CATEGORIES = sorted(
    subject.code
    for subject in department_economic()
    if len(subject.code) == 5 and subject.code[:3] in ("301", "302", "303", "310")
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(CATEGORIES), AMOUNT, min_size=1, max_size=20), LAYOUTS)
def test_basic_expenditure_reads_back_from_every_layout(amounts: dict[str, int], layout: str) -> None:
    left, right = economic_rows(amounts)
    table = read_one(laid_out("一般公共预算财政拨款基本支出决算表", economic_cells(left, right), layout))
    found = {row.key: cell.figure.text for row in table.rows if (cell := row.cells["amount"]).figure}
    expected_amounts = {s.code: printed(s.amounts["amount"]) for s in (*left, *right) if s.amounts["amount"]}
    totals = {
        "personnel": printed(sum(s.amounts["amount"] for s in left if len(s.code) == 3)),
        "operating": printed(sum(s.amounts["amount"] for s in right if len(s.code) == 3)),
    }
    assert found == expected_amounts | {key: text for key, text in totals.items() if text}
