"""Tables without upright rules: cells are told by their places on the page, whatever way labels and figures are set."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.document import Block, Document, Grid, GridCell, Line, Place
from shebao.reading.report import interpret, read_file
from shebao.report import Report
from shebao.report.provenance import Box
from shebao.report.tables import TableState
from synthetic.composer import STYLES, compose
from synthetic.layouts import LAYOUTS
from synthetic.mutations import mutations

EM, PITCH = 8.0, 16.0


def width_of(text: str) -> float:
    return sum(EM / 2 if character.isascii() else EM for character in text)


def edges_of(grid: Grid) -> list[float]:
    """Column edges wide enough for each cell that is as wide as its column."""
    widths = [3 * EM] * len(grid.rows[0])
    for row in grid.rows:
        for column, cell in enumerate(row):
            if cell is not None and cell.column_span == 1:
                widths[column] = max(widths[column], width_of(cell.text.replace("\n", "")) + 2 * EM)
    edges = [40.0]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def without_rules(grid: Grid, page: int, heads: str) -> Iterator[Line]:
    """The grid as lines of pieces: figures to the right of their cells, words to the left, labels of the head as told."""
    edges = edges_of(grid)
    first = next(r for r, row in enumerate(grid.rows) if any(c and "." in c.text and c.text[0].isdigit() for c in row))
    for index, row in enumerate(grid.rows):
        top = 60 + PITCH * index
        pieces = []
        for column, cell in enumerate(row):
            text = cell.text.replace("\n", "").strip() if cell else ""
            if cell is None or not text:
                continue
            left, right, width = edges[column] + 4, edges[column + cell.column_span] - 4, width_of(text)
            figure = index >= first and text[0].isdigit() and "." in text
            if index < first and heads == "centre":
                left = (left + right - width) / 2
            elif figure:
                left = right - width
            pieces.append(GridCell(text, Place(page, index + 1, Box(left, top, left + width, top + EM))))
        if pieces:
            box = Box(pieces[0].place.box.x0, top, pieces[-1].place.box.x1, top + EM)  # type: ignore[union-attr]
            parts = tuple(pieces) if len(pieces) > 1 else ()
            yield Line("\t".join(piece.text for piece in pieces), Place(page, index + 1, box), size=EM, parts=parts)


def opened(document: Document, heads: str) -> Document:
    """The document with the tables of its report as lines of pieces."""
    blocks: list[Block] = []
    for page, block in enumerate(document.pages[0].blocks, 1):
        if isinstance(block, Grid) and any(
            "." in c.text and c.text[0].isdigit() for r in block.rows for c in r if c and c.text
        ):
            blocks.extend(without_rules(block, page, heads))
        else:
            blocks.append(block)
    return replace(document, pages=(replace(document.pages[0], blocks=tuple(blocks)),))


def findings(report: Report) -> set[tuple[str, tuple[str, ...]]]:
    return {(f.rule, tuple(o.value for o in f.operands)) for f in audit_report(report).findings if f.rule[0] == "T"}


@pytest.mark.parametrize("heads", ["centre", "left"])
@pytest.mark.parametrize("seed", [1, 4])
def test_what_is_found_in_tables_does_not_need_their_rules(seed: int, heads: str) -> None:
    suffix, lay_out = LAYOUTS["html"]
    composed = compose(seed, *list(STYLES)[seed % len(STYLES)])
    changed = [m.report for m in mutations(composed, random.Random(seed)) if m.kind == "figure" and "决算表" in m.what][
        :2
    ]
    assert changed
    for report in (composed, *changed):
        document = read_file(lay_out(report), f"a.{suffix}").document
        ruled, open_ = interpret(document), interpret(opened(document, heads))
        assert findings(open_) <= findings(ruled)
        lost = [table.id for table in open_.tables if table.state is TableState.UNREADABLE]
        assert len(lost) <= 1
        if report is composed:
            assert findings(open_) == set()
