"""A disclosed table as read or computed: rows by key, typed cells with provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shebao.report.provenance import Figure, Place, Source
from shebao.report.tables.families import table_specs
from shebao.report.tables.specification import Family, TableSpec


class TableState(StrEnum):
    """What could be read of a table."""

    READ = "read"  # rows with cells
    EMPTY = "empty"  # the form without amounts (无数据)
    NOTE_ONLY = "note_only"  # only the sentence that there is nothing to show
    IMAGE = "image"  # a picture: not readable
    UNREADABLE = "unreadable"  # text is there, but rows and columns could not be recovered


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `figure` is None where blank; `doubtful` says why the reading is uncertain, '' where it is not; `basis`
    what told its column where position did not (a sum that broke a tie), '' where position, head and 栏次 did."""

    figure: Figure | None
    source: Source
    doubtful: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row (of one side of a two-sided table).

    `key` is the row id of the table's specification, or the classification code; `code` and `name` as printed;
    `line_number` is the printed 行次. `cells` are by column id. A row whose key is '' was not recognised.
    """

    key: str
    name: str
    cells: Mapping[str, Cell]
    source: Source
    code: str = ""
    line_number: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note under a table; `formulas` are the relations printed in it, as text (`27行＝（1＋2＋…＋8）行`)."""

    source: Source
    formulas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One of the disclosed tables; `id` is that of its specification, `number` as printed (公开01表, 表1; '' if none).

    `unit` is the printed unit of money (万元 or 元; '' where none is printed). `column_numbers` maps a printed 栏次 to a
    column id. `title` is the source of the printed title, None where none was found. `family` says whose table it is.
    """

    id: str
    state: TableState
    title: Source | None
    place: Place
    rows: tuple[Row, ...] = ()
    notes: tuple[Note, ...] = ()
    number: str = ""
    unit: str = ""
    column_numbers: Mapping[int, str] = field(default_factory=dict)
    family: Family = Family.ACCOUNTS

    @property
    def spec(self) -> TableSpec:
        """What is declared of it."""
        return table_specs(self.family)[self.id]

    def row(self, key: str) -> Row | None:
        """The first row with that key."""
        return next((row for row in self.rows if row.key == key), None)

    def cell(self, key: str, column: str) -> Cell | None:
        """The cell at (row key, column id); None where the row or column was not read."""
        row = self.row(key)
        return row.cells.get(column) if row else None

    def figure(self, key: str, column: str) -> Figure | None:
        """The figure at (row key, column id), None where blank or not read."""
        cell = self.cell(key, column)
        return cell.figure if cell else None

    def figures(self) -> Iterator[Figure]:
        """Every figure of the table."""
        for row in self.rows:
            for cell in row.cells.values():
                if cell.figure is not None:
                    yield cell.figure
