"""From blocks to tables: segments, their layout (grid, tabs, flat lines), state and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shebao.reading.document import Block
from shebao.reading.tables.economic import read_economic
from shebao.reading.tables.functional import read_functional
from shebao.reading.tables.heads import note
from shebao.reading.tables.matrix import Matrix, of_grid, of_tabs
from shebao.reading.tables.segments import Absence, Segment, find_segments
from shebao.reading.tables.single_row import read_single_row
from shebao.reading.tables.two_sided import read_two_sided
from shebao.report.tables import Row, Shape, Table, TableSpec, TableState, table_specs


@dataclass(frozen=True)
class Body:
    """Rows and 栏次 of one table."""

    rows: tuple[Row, ...]
    column_numbers: Mapping[int, str]


def read_tables(blocks: Sequence[Block]) -> tuple[tuple[Table, ...], frozenset[int]]:
    """The disclosed tables among `blocks` in reading order, and the indexes of the blocks they take up."""
    segments, absences = find_segments(blocks)
    tables: dict[str, Table] = {}
    consumed: set[int] = set()
    for segment in segments:
        table = _table(segment)
        if table is None:
            continue
        consumed |= segment.indexes
        if table.id not in tables or _weight(table) > _weight(tables[table.id]):
            tables[table.id] = table
    for absence in absences:
        _attach(absence, tables, consumed)
    return tuple(tables.values()), frozenset(consumed)


def _attach(absence: Absence, tables: dict[str, Table], consumed: set[int]) -> None:
    """A sentence of absence is a note of its table; where no such table was found, it is all there is of it."""
    said = note(absence.line.text, absence.line.place)
    found = tables.get(absence.table_id)
    if found is None:
        tables[absence.table_id] = Table(
            absence.table_id, TableState.NOTE_ONLY, None, absence.line.place, notes=(said,)
        )
    else:
        tables[absence.table_id] = replace(found, notes=(*found.notes, said))
    consumed.add(absence.index)


def _weight(table: Table) -> int:
    return sum(1 for _ in table.figures())


def _table(segment: Segment) -> Table | None:
    table_id = segment.table_id or segment.guess
    if table_id is None:
        return None
    spec = table_specs()[table_id]
    body = _aligned(segment, spec)
    if body is None:
        return None
    figures = any(cell.figure for row in body.rows for cell in row.cells.values())
    return Table(
        id=spec.id,
        state=TableState.READ if figures else TableState.EMPTY,
        title=segment.title,
        place=segment.place,
        rows=body.rows,
        notes=tuple(note(line.text, line.place) for line in segment.notes),
        number=segment.number,
        unit=segment.unit,
        column_numbers=body.column_numbers,
    )


def _aligned(segment: Segment, spec: TableSpec) -> Body | None:
    """The body of a table whose cells stand in columns."""
    matrices = _matrices(segment)
    if not matrices:
        return None
    if spec.shape is Shape.TWO_SIDED:
        two_sided = read_two_sided(matrices, spec, segment.unit)
        return Body(two_sided.rows, two_sided.column_numbers) if two_sided else None
    if spec.shape is Shape.FUNCTIONAL:
        functional = read_functional(matrices, spec, segment.unit)
        return Body(functional.rows, functional.column_numbers) if functional else None
    if spec.shape is Shape.ECONOMIC:
        rows = read_economic(matrices, spec, segment.unit)
        return Body(rows, {}) if rows else None
    single = read_single_row(matrices, spec, segment.unit)
    return Body((single.row,) if single.row else (), single.column_numbers) if single else None


def _matrices(segment: Segment) -> list[Matrix]:
    if segment.grids:
        return [of_grid(grid) for grid in segment.grids]
    tabbed = [line for line in segment.lines if "\t" in line.text.strip("\t") or line.text.startswith("\t")]
    return [of_tabs(tabbed)] if len(tabbed) >= 2 else []
