"""The nine tables and the self-evaluation forms as printed: the grids of accounts and performance as table blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.accounts.output.grid import Grid, GridCell, grids
from shebao.composing.manuscript import Align, Cell, TableBlock, TableKind
from shebao.performance.layout import Cell as FormCell
from shebao.performance.layout import Style, layout_of
from shebao.performance.scored import ScoredForm
from shebao.report.measures import CellRef
from shebao.report.tables import Shape

_NAME, _LINE, _AMOUNT, _CODE, _SPLIT_CODE = 30, 4, 12, 9, 4
_PORTRAIT = 96  # relative width that still fits an upright page
_TOTALS = {"total", "in.total", "in.grand_total", "out.total", "out.grand_total", "personnel", "operating"}


def disclosure_tables(closing: Closing) -> tuple[TableBlock, ...]:
    """The nine tables of a closing in the layout of its place and year."""
    return tuple(_table(closing, grid) for grid in grids(closing))


def _table(closing: Closing, grid: Grid) -> TableBlock:
    widths = _widths(grid)
    owner = closing.owner
    return TableBlock(
        kind=TableKind.DISCLOSURE,
        id=grid.table.id,
        title=owner.filled(grid.layout.title),
        header=tuple(tuple(Cell(c.text, c.rows, c.columns, strong=True) for c in row) for row in grid.header),
        body=tuple(tuple(_cells(row, closing.figures)) for row in grid.body),
        widths=widths,
        number=grid.layout.number,
        owner=owner.filled(closing.layout.owner_line),
        unit=f"单位：{closing.money_unit}",
        notes=tuple(note.source.quote for note in grid.table.notes),
        landscape=sum(widths) > _PORTRAIT,
        anchor=f"table-{grid.table.id}",
    )


def _cells(row: tuple[GridCell, ...], figures: Mapping[Address, Decimal]) -> Iterator[Cell]:
    strong = any(cell.address is not None and cell.address.row in _TOTALS for cell in row)
    for cell in row:
        if cell.address is not None:
            ref = CellRef(*cell.address)
            yield Cell(
                cell.text, cell.rows, cell.columns, Align.RIGHT, strong, ref=ref, value=figures.get(cell.address)
            )
        else:
            align = Align.LEFT if cell.is_label else Align.CENTRE
            yield Cell(cell.text, cell.rows, cell.columns, align, strong)


def _widths(grid: Grid) -> tuple[int, ...]:
    """Relative widths of the columns of a grid: names wide, line numbers narrow, amounts alike."""
    if grid.layout.spec.shape is Shape.SINGLE_ROW:
        return (_AMOUNT,) * grid.width
    if grid.layout.spec.shape is Shape.FUNCTIONAL:
        return (_SPLIT_CODE,) * 3 + (_NAME,) + (_AMOUNT,) * (grid.width - 4)
    row = grid.body[0]
    split = _is_split(grid)
    return tuple(
        _AMOUNT if cell.address is not None else _NAME if cell.is_label else _SPLIT_CODE if split else _other(cell)
        for cell in _first_full(grid, row)
    )


def _first_full(grid: Grid, row: tuple[GridCell, ...]) -> tuple[GridCell, ...]:
    """A row whose cells show what each column is for: the first one with the most amounts."""
    return max(grid.body, key=lambda cells: sum(cell.address is not None for cell in cells) * (len(cells) == len(row)))


def _is_split(grid: Grid) -> bool:
    return grid.layout.spec.shape is Shape.ECONOMIC and len(grid.body[0]) % 4 == 0


def _other(cell: GridCell) -> int:
    return _CODE if len(cell.text) > 2 else _LINE


def form_table(scored: ScoredForm, number: int) -> TableBlock:
    """A self-evaluation form in its official layout."""
    layout = layout_of(scored)
    rows: list[list[FormCell]] = [[] for _ in range(layout.height)]
    for cell in layout.cells:
        rows[cell.row].append(cell)
    return TableBlock(
        kind=TableKind.FORM,
        id=f"form-{number}",
        title=layout.title,
        header=(),
        body=tuple(tuple(_form_cell(cell) for cell in sorted(row, key=lambda c: c.column)) for row in rows),
        widths=layout.widths,
        owner=layout.above,
        anchor=f"table-form-{number}",
    )


def _form_cell(cell: FormCell) -> Cell:
    align = Align.LEFT if cell.style is Style.TEXT else Align.CENTRE
    return Cell(cell.text, cell.rows, cell.columns, align, strong=cell.style is Style.HEAD)
