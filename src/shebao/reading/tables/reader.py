"""From blocks to tables: segments, their layout (grid, tabs, flat lines), state and notes."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from shebao.classification.names import normalise
from shebao.reading.document import Block, Grid
from shebao.reading.tables.aligned import has_places, of_places
from shebao.reading.tables.continued import continued
from shebao.reading.tables.economic import read_economic
from shebao.reading.tables.flat.cut import cuts_numbers
from shebao.reading.tables.flat.economic import read_flat_economic
from shebao.reading.tables.flat.functional import read_flat_functional
from shebao.reading.tables.flat.single_row import read_flat_single_row
from shebao.reading.tables.flat.tokens import tokens
from shebao.reading.tables.flat.two_sided import read_flat_two_sided
from shebao.reading.tables.functional import functional_code, read_functional
from shebao.reading.tables.heads import joined_notes, note
from shebao.reading.tables.matrix import Matrix, of_grid, of_tabs
from shebao.reading.tables.printed import printed_number
from shebao.reading.tables.repeated import with_keys_where_amounts_are
from shebao.reading.tables.segment import Segment
from shebao.reading.tables.segments import Absence, find_segments
from shebao.reading.tables.shifts import BY_SUMS, OPEN, doubtful_row
from shebao.reading.tables.single_row import read_single_row
from shebao.reading.tables.ties import bounds_of
from shebao.reading.tables.two_sided import read_two_sided
from shebao.report.provenance import Place
from shebao.report.tables import Family, Row, Shape, Table, TableSpec, TableState, table_specs

_FEW_COLUMNS = 3
_NOTHING_READ = 1_000_000
_WHOLE = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_YEAR = re.compile(r"20\d\d")
_EVIDENCE = (
    "income_and_expenditure",
    "basic_expenditure",
    "general_budget_expenditure",
    "government_fund",
    "state_capital",
    "appropriation_balance",
    "income",
    "expenditure",
    "three_public",
)


@dataclass(frozen=True)
class Body:
    """Rows and 栏次 of one table."""

    rows: tuple[Row, ...]
    column_numbers: Mapping[int, str]


@dataclass(frozen=True)
class _Candidate:
    """A segment, the table it is, and its cells where they stand in columns."""

    segment: Segment
    spec: TableSpec
    matrices: Sequence[Matrix]


def read_tables(blocks: Sequence[Block], family: Family = Family.ACCOUNTS) -> tuple[tuple[Table, ...], frozenset[int]]:
    """The disclosed tables of a family among `blocks` in reading order, and the indexes of the blocks they take up."""
    segments, absences = find_segments(blocks, family)
    tables: dict[str, Table] = {}
    starts: dict[str, int] = {}
    consumed: set[int] = set()
    for candidate in _in_order_of_evidence(segments, family):
        table = _table(candidate, tables)
        if table is None:
            continue
        consumed |= candidate.segment.indexes
        if table.id not in tables or _weight(table) > _weight(tables[table.id]):
            tables[table.id] = table
            starts[table.id] = min(candidate.segment.indexes)
    for absence in absences:
        tables[absence.table_id] = _with_absence(tables.get(absence.table_id), absence, family)
        starts.setdefault(absence.table_id, absence.index)
        consumed.add(absence.index)
    return tuple(tables[table_id] for table_id in sorted(tables, key=starts.__getitem__)), frozenset(consumed)


def _in_order_of_evidence(segments: Sequence[Segment], family: Family) -> list[_Candidate]:
    """Tables whose cells stand in columns first; among flattened ones those that help to place the others' amounts."""
    specs = table_specs(family)
    found = [
        _Candidate(segment, specs[table_id], _matrices(segment))
        for segment in segments
        if (table_id := segment.table_id) is not None
    ]
    return sorted(found, key=lambda candidate: (not candidate.matrices, _EVIDENCE.index(candidate.spec.id)))


def _with_absence(table: Table | None, absence: Absence, family: Family) -> Table:
    """A sentence of absence is a note of its table; where no such table was found, it is all there is of it."""
    said = note(absence.line.text, absence.line.place)
    if table is None:
        return Table(absence.table_id, TableState.NOTE_ONLY, None, absence.line.place, notes=(said,), family=family)
    return replace(table, notes=(*table.notes, said))


def _weight(table: Table) -> int:
    return sum(1 for _ in table.figures())


def _table(candidate: _Candidate, tables: Mapping[str, Table]) -> Table | None:
    segment, spec, matrices = candidate.segment, candidate.spec, candidate.matrices
    body = _aligned(segment, spec, matrices) if matrices else _flat(segment, spec, tables)
    if matrices and not segment.grids and matrices[0].tabbed:
        body = _of_tabs(body, segment, spec, tables)
    elif matrices and not segment.grids and (body is None or _misread(body)):
        body = min((body, _flat(segment, spec, tables)), key=_misread)
    if body is None:
        return _without_rows(segment, spec)
    figures = any(cell.figure for row in body.rows for cell in row.cells.values())
    return _described(segment, spec, TableState.READ if figures else TableState.EMPTY, body)


def _of_tabs(body: Body | None, segment: Segment, spec: TableSpec, tables: Mapping[str, Table]) -> Body | None:
    """The body of tabbed lines, whose columns shift between rows: where they do not come together, the order of the cells
    decides as in flattened lines."""
    if spec.shape is Shape.ECONOMIC:
        return _flat(segment, spec, tables) or body
    if spec.shape is Shape.SINGLE_ROW and body is not None and _keeps_blanks(segment):
        return body
    if body is None or _misread(body):
        return min((body, _flat(segment, spec, tables)), key=_misread)
    short = _short_lines(segment)
    if spec.shape is Shape.FUNCTIONAL and any(row.source.place in short for row in body.rows):
        return _settled(body, short, _flat(segment, spec, tables))
    return body


def _short_lines(segment: Segment) -> frozenset[Place]:
    """The lines that lost a cell: shorter than most, where most have all their cells, blank ones too."""
    lines = [(line.text.count("\t"), line.place) for line in segment.lines if "\t" in line.text]
    widest = max((count for count, _ in lines), default=0)
    if 2 * sum(count == widest for count, _ in lines) <= len(lines):
        return frozenset()
    return frozenset(place for count, place in lines if count < widest)


def _settled(body: Body, short: Container[Place], flat: Body | None) -> Body:
    """The body whose short rows, which position leaves open, stand as the sums of the table settle them; where these do
    not, their amounts are doubtful."""
    sure = {
        row.key: row
        for row in (flat.rows if flat else ())
        if row.key and not any(cell.doubtful for cell in row.cells.values())
    }
    return Body(tuple(_told(row, sure) if row.source.place in short else row for row in body.rows), body.column_numbers)


def _told(row: Row, sure: Mapping[str, Row]) -> Row:
    if not any(cell.figure for cell in row.cells.values()):
        return row
    settled = sure.get(row.key)
    if settled is not None:
        cells = {column: replace(cell, basis=BY_SUMS) for column, cell in settled.cells.items()}
        return replace(settled, cells=cells)
    return doubtful_row(row, OPEN)


def _keeps_blanks(segment: Segment) -> bool:
    """Whether tabs stand for the empty cells of the row of amounts: none was dropped, so its place says what a cell is."""
    rows = [line.text.split("\t") for line in segment.lines if "\t" in line.text]
    widest = max(map(len, rows), default=0)
    amounts = [row for row in rows if any("." in cell and printed_number(cell) for cell in row)]
    return bool(amounts) and all(len(row) == widest or "" in row for row in amounts)


def _misread(body: Body | None) -> int:
    """How many cells of a body are doubtful, or stand in rows that were not recognised or lost their 行次."""
    if body is None:
        return _NOTHING_READ
    numbered = sum(row.line_number is not None for row in body.rows) * 2 > len(body.rows)
    return sum(
        bool(cell.doubtful) or (cell.figure is not None and (not row.key or (numbered and row.line_number is None)))
        for row in body.rows
        for cell in row.cells.values()
    )


def _without_rows(segment: Segment, spec: TableSpec) -> Table | None:
    """A table whose rows could not be read: a picture, notes alone, or text that does not come together."""
    nothing = Body((), {})
    if segment.images:
        return _described(segment, spec, TableState.IMAGE, nothing)
    if segment.title and _is_form(segment, spec):
        return _described(segment, spec, TableState.EMPTY, nothing)
    if segment.has_body and segment.title and len(segment.lines) > 2:
        return _described(segment, spec, TableState.UNREADABLE, nothing)
    if segment.notes and segment.title:
        return _described(segment, spec, TableState.NOTE_ONLY, nothing)
    return None


def _is_form(segment: Segment, spec: TableSpec) -> bool:
    """Whether the head of a form stands there and no amount: no row was filled in."""
    head = normalise("".join(line.text for line in segment.lines))
    named = sum(any(normalise(label) in head for label in labels) for labels in spec.columns.values())
    return named >= _FEW_COLUMNS and not segment.has_body


def _described(segment: Segment, spec: TableSpec, state: TableState, body: Body) -> Table:
    return Table(
        id=spec.id,
        state=state,
        title=segment.title,
        place=segment.place,
        rows=with_keys_where_amounts_are(body.rows),
        notes=tuple(note(line.text, line.place) for line in joined_notes(segment.notes)),
        number=segment.number,
        unit=segment.unit,
        column_numbers=body.column_numbers,
        family=spec.family,
    )


def _aligned(segment: Segment, spec: TableSpec, matrices: Sequence[Matrix]) -> Body | None:
    """The body of a table whose cells stand in columns."""
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


def _flat(segment: Segment, spec: TableSpec, tables: Mapping[str, Table]) -> Body | None:
    """The body of a flattened table; what other tables say helps to place amounts whose empty cells are gone."""
    if not segment.lines or cuts_numbers(segment.lines):
        return None
    if spec.family is Family.BUDGET and not _is_whole(segment, spec):
        return None  # a budget's flattened cells may be broken within a number, which only its sums would show
    bounds = bounds_of(spec.id, tables, spec.family)
    unit = segment.unit
    if spec.shape is Shape.ECONOMIC:
        rows = read_flat_economic(segment.lines, unit)
        return Body(rows, {}) if rows else None
    if spec.shape is Shape.TWO_SIDED:
        found = read_flat_two_sided(segment.lines, spec, unit, bounds)
    elif spec.shape is Shape.FUNCTIONAL:
        year = _year(segment)
        found = read_flat_functional(segment.lines, segment.after_notes, spec, unit, year, bounds)
    else:
        found = read_flat_single_row(segment.lines, spec, unit, bounds)
    return Body(*found) if found else None


def _is_whole(segment: Segment, spec: TableSpec) -> bool:
    """Whether a budget's flattened table by subject shows that no number is broken over lines: each is a code, or has its
    groups of three digits whole and as many decimals as all others."""
    if spec.shape is not Shape.FUNCTIONAL:
        return False
    texts = [token.text for line in segment.lines for token in tokens(line)]
    printed = [text for text in texts if text.lstrip("-−")[:1].isdigit()]
    amounts = [text for text in printed if not functional_code(text)]
    decimals = {len(text.partition(".")[2]) for text in amounts}
    grouped = any("," in text for text in amounts)
    return (
        len(amounts) > 1 and len(decimals) == 1 and (grouped or decimals != {0}) and all(map(_WHOLE.fullmatch, amounts))
    )


def _year(segment: Segment) -> int | None:
    match = _YEAR.search(segment.title.quote) if segment.title else None
    return int(match[0]) if match else None


def _matrices(segment: Segment) -> list[Matrix]:
    if segment.grids:
        first = segment.grids[0]
        return [_matrix(first, grid) for grid in segment.grids]
    if has_places(segment.lines):
        matrix = of_places(segment.lines)
        return [matrix] if matrix else []
    tabbed = [line for line in segment.lines if "\t" in line.text.strip("\t") or line.text.startswith("\t")]
    return [of_tabs(tabbed)] if len(tabbed) >= 2 else []


def _matrix(first: Grid, grid: Grid) -> Matrix:
    """A grid's cells in the columns of the table's first grid; `unmatched` where these cannot be told."""
    same = continued(first, grid)
    return of_grid(same) if same is not None else replace(of_grid(grid), unmatched=True)
