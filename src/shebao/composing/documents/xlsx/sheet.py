"""One table of the report as a sheet: official layout, live formulas, print set-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from shebao.composing.documents.xlsx.looks import Looks, pattern_of, stored
from shebao.composing.manuscript import Cell, TableBlock, TableKind
from shebao.composing.placing import Placed, placed
from shebao.money import parse_number
from shebao.report.formulas import formulas
from shebao.report.measures import CellRef

_UPRIGHT, _LYING = 106, 150  # characters across a page
LINE, _TALLEST = 13.5, 400.0
_A4 = 9
_TITLE_SIZE = 1.6  # times as wide as the text of cells


class TableSheet:
    """Writes one table into a worksheet; `places` are then the names of the cells that show an amount."""

    def __init__(self, sheet: Any, block: TableBlock, looks: Looks) -> None:
        self._sheet, self._block, self._looks = sheet, block, looks
        self._width = len(block.widths)
        scale = (_LYING if block.landscape else _UPRIGHT) / (sum(block.widths) or 1)
        self._widths = [max(width * scale, 3.0) for width in block.widths]
        self.places: dict[CellRef, str] = {}

    def write(self) -> None:
        """The whole sheet."""
        top = self._above()
        self._cells(top)
        below = top + len(self._block.header) + len(self._block.body)
        self._notes(below)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)
        self._page(top + len(self._block.header))

    def _above(self) -> int:
        """Title, number, owner and unit; the first row of the grid."""
        block, last = self._block, self._width - 1
        self._across(0, block.title, "title")
        self._sheet.set_row(0, 28 * lines_of(block.title, sum(self._widths) / _TITLE_SIZE))
        row = 1
        if block.number:
            self._sheet.write_string(row, last, block.number, self._looks.named("right"))
            row += 1
        if block.owner or block.unit:
            if block.owner:
                self._sheet.write_string(row, 0, block.owner, self._looks.named("above"))
            if block.unit:
                self._sheet.write_string(row, last, block.unit, self._looks.named("right"))
            row += 1
        return row

    def _across(self, row: int, text: str, look: str) -> None:
        if self._width > 1:
            self._sheet.merge_range(row, 0, row, self._width - 1, text, self._looks.named(look))
        else:
            self._sheet.write_string(row, 0, text, self._looks.named(look))

    def _cells(self, top: int) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        header = list(placed(self._block.header))
        first = top + len(self._block.header)
        body = list(placed(self._block.body))
        values: dict[CellRef, Decimal] = {}
        for at in body:
            if at.cell.ref is not None and at.cell.ref not in self.places:
                self.places[at.cell.ref] = xl_rowcol_to_cell(first + at.row, at.column)
                if at.cell.value is not None:
                    values[at.cell.ref] = at.cell.value
        live = formulas({ref: values.get(ref, Decimal(0)) for ref in self.places}, self.places)
        for at in header:
            self._put(top + at.row, at.column, at.cell, self._looks.named("header"))
        for at in body:
            self._body_cell(first + at.row, at, live)
        self._heights(top, header)
        self._heights(first, body)

    def _body_cell(self, row: int, at: Placed, live: Mapping[CellRef, str]) -> None:
        cell = at.cell
        number = cell.value if cell.ref is not None else self._number(cell)
        if number is None or not cell.text:
            self._put(row, at.column, cell, self._looks.cell(cell.align, cell.strong))
            return
        separators = cell.ref is not None or "," in cell.text
        look = self._looks.number(pattern_of(cell.text, separators), cell.align, cell.strong)
        if cell.rows > 1 or cell.columns > 1:
            self._sheet.merge_range(row, at.column, row + cell.rows - 1, at.column + cell.columns - 1, "", look)
        if cell.ref is not None and cell.ref in live:
            self._sheet.write_formula(row, at.column, live[cell.ref], look, stored(number))
        else:
            self._sheet.write_number(row, at.column, stored(number), look)

    def _number(self, cell: Cell) -> Decimal | None:
        """The number of a cell of a form that prints nothing but a number."""
        if self._block.kind is not TableKind.FORM or cell.strong:
            return None
        number = parse_number(cell.text)
        plain = (number is not None and cell.text == f"{number.value:,}") or cell.text == f"{number and number.value}"
        return number.value if number is not None and plain else None

    def _put(self, row: int, column: int, cell: Cell, look: Any) -> None:
        if cell.rows > 1 or cell.columns > 1:
            self._sheet.merge_range(row, column, row + cell.rows - 1, column + cell.columns - 1, cell.text, look)
        elif cell.text:
            self._sheet.write_string(row, column, cell.text, look)
        else:
            self._sheet.write_blank(row, column, None, look)

    def _heights(self, top: int, cells: list[Placed]) -> None:
        """Rows as high as their text needs: a spreadsheet does not measure merged cells."""
        heights: dict[int, float] = {}
        for at in sorted(cells, key=lambda at: at.cell.rows):
            width = sum(self._widths[at.column : at.column + at.cell.columns])
            needed = LINE * sum(lines_of(part, width) for part in at.cell.text.split("\n")) + 4
            rows = range(at.row, at.row + at.cell.rows)
            missing = needed - sum(heights.get(row, LINE + 4) for row in rows)
            if missing > 0:
                for row in rows:
                    heights[row] = heights.get(row, LINE + 4) + missing / len(rows)
        for row, height in heights.items():
            self._sheet.set_row(top + row, min(height, _TALLEST))

    def _notes(self, row: int) -> None:
        for offset, note in enumerate(self._block.notes):
            self._across(row + offset, note, "note")
            self._sheet.set_row(row + offset, LINE * lines_of(note, sum(self._widths)) + 2)

    def _page(self, body: int) -> None:
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.center_horizontally()
        self._sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.8)
        self._sheet.set_footer("&C&10— &P —")
        if self._block.landscape:
            self._sheet.set_landscape()
        if self._block.header:
            self._sheet.repeat_rows(0, body - 1)
            self._sheet.freeze_panes(body, 0)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that width."""
    used = sum(1.95 if ord(character) > 0x2E7F else 1.1 for character in text)
    return max(1, -int(-used // max(width - 1, 1)))


def names(blocks: Iterator[TableBlock]) -> dict[str, str]:
    """A sheet name for each table: short, unique, without characters that sheets may not have."""
    found: dict[str, str] = {}
    for number, block in enumerate(blocks, 1):
        title = "".join(character for character in block.title if character not in "[]:*?/\\'“”")
        found[block.id] = f"{number:02d} {title}"[:31].rstrip()
    return found
