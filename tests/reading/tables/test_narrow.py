"""Tables flattened to a narrow column: a cell a line, blank ones gone, what is longer than the column cut over lines."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest

from reading.tables.layouts import FUNCTIONAL_HEADS, functional_cells, functional_rows, head, item_codes, lines
from reading.tables.test_traps import tables_of
from shebao.report.tables import Table, TableState

HEAD_ROWS = 3
NUMBER = re.compile(r"[\d.,]+")
Cells = list[list[str]]


def drawn(seed: int, table: str) -> tuple[Cells, dict[tuple[str, str], str]]:
    """A table's cells with codes in one column or three, blanks as the seed has them, and the amount of each key and column."""
    draw = random.Random(seed)
    _, _, columns = FUNCTIONAL_HEADS[table]
    codes = sorted(draw.sample(item_codes(), draw.randint(3, 12)))
    whole = draw.random() < 0.5
    sizes = [draw.choice((300, 3_000, 30_000)) * (100 if whole else 1) for _ in codes]
    amounts = [{draw.choice(columns[1:3]): size + draw.randint(1, 200) * (100 if whole else 1)} for size in sizes]
    rows = functional_rows(codes, amounts)
    if draw.random() < 0.3:
        rows = [*rows[1:], rows[0]]
    cells = functional_cells(table, rows, split_codes=bool(seed % 2))
    if whole:
        cells = [[re.sub(r"(?<=\d)\.00$", "", cell) for cell in row] for row in cells]
    truth = {
        (row.key, column): cell
        for row, printed in zip(rows, cells[HEAD_ROWS:], strict=True)
        for column, cell in zip(columns, printed[4:], strict=True)
        if cell
    }
    blank = draw.choice(("0.00", "-", "—", "0"))
    body = [[*row[:4], *(cell or blank for cell in row[4:])] for row in cells[HEAD_ROWS:]]
    return [*cells[:HEAD_ROWS], *body], truth


def narrow(table: str, cells: Cells, width: int, numbers: bool = False) -> list[str]:
    """A cell a line, words cut at the width; numbers too where told."""
    texts = [text for row in cells for text in row if text]
    pieces = [
        text[at : at + width] if numbers or not NUMBER.fullmatch(text) else text
        for text in texts
        for at in (range(0, len(text), width) if numbers or not NUMBER.fullmatch(text) else (0,))
    ]
    return [*head(FUNCTIONAL_HEADS[table][0]), *pieces, "注：本表反映本年度情况。"]


def read(texts: Sequence[str], table: str) -> Table:
    found = tables_of(*lines(texts)).get(table)
    assert found is not None
    return found


def told(table: Table) -> dict[tuple[str, str], str]:
    """The amounts other than zero that are said surely."""
    return {
        (row.key, column): cell.figure.text
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure and cell.figure.number.value and not cell.doubtful
    }


@pytest.mark.parametrize("table", list(FUNCTIONAL_HEADS))
@pytest.mark.parametrize("seed", range(16))
def test_names_and_heads_cut_anywhere_leave_every_amount_in_its_row_and_column(seed: int, table: str) -> None:
    cells, truth = drawn(seed, table)
    found = read(narrow(table, cells, 5 + seed % 7), table)
    assert found.state is TableState.READ
    assert told(found) == truth


@pytest.mark.parametrize("table", list(FUNCTIONAL_HEADS))
@pytest.mark.parametrize("seed", range(16))
def test_numbers_cut_over_lines_are_never_told_as_amounts(seed: int, table: str) -> None:
    cells, truth = drawn(seed, table)
    found = read(narrow(table, cells, 5 + seed % 3, numbers=True), table)
    wrong = {key: text for key, text in told(found).items() if truth.get(key) != text}
    assert wrong == {}
