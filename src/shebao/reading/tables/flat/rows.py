"""Rows of flattened tables on their way to report rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shebao.money import Number
from shebao.reading.tables.flat.solve import Node
from shebao.reading.tables.flat.tokens import Token, quote
from shebao.reading.tables.ties import Bounds
from shebao.report.provenance import Figure, Place, Source
from shebao.report.tables import Cell, Row

UNSURE = "抽取文本中空栏没有留下位置，无法确定这个数属于哪一栏"
BY_SUM = "抽取文本中这个数没有和它的栏目印在一起，按合计关系判定属于这一行"
SETTLED = "抽取文本中空栏没有留下位置，按合计关系判定这个数所在的栏"


@dataclass
class FlatRow:
    """A row as tokens: its label, 行次, code, and amounts in order; `blank` are the columns whose labels of the head stand
    among its amounts instead of one."""

    key: str = ""
    name: str = ""
    code: str = ""
    line_number: int | None = None
    tokens: list[Token] = field(default_factory=list)
    amounts: list[Token] = field(default_factory=list)
    blank: set[str] = field(default_factory=set)
    printed: list[bool] = field(default_factory=list)  # of each cell after the label: an amount, or a dash for none
    summed: bool = False  # the amount stands apart from the label and is its own by a sum alone

    @property
    def numbers(self) -> list[Number]:
        """The amounts' numbers."""
        return [token.number for token in self.amounts if token.number]

    @property
    def place(self) -> Place:
        """The place of its first line."""
        return self.tokens[0].line.place

    def take(self, token: Token) -> None:
        """Add an amount, or a dash that keeps the place of a blank cell."""
        self.printed.append(not token.is_dash)
        if not token.is_dash:
            self.amounts.append(token)
        self.tokens.append(token)

    def placed(self, columns: Sequence[str]) -> tuple[str, ...] | None:
        """The columns of the amounts where every cell is printed, blank ones as dashes; None where some were dropped."""
        if len(self.printed) != len(columns) or sum(self.printed) != len(self.numbers):
            return None
        return tuple(column for column, printed in zip(columns, self.printed, strict=True) if printed)

    def node(self, bounds: Bounds, columns: Sequence[str] = ()) -> Node:
        """The row for the solver, with what other tables say of it."""
        node = Node(self.numbers, bounds=bounds.get(self.key, {}), blank=frozenset(self.blank))
        node.placed = self.placed(columns)
        return node

    def row(
        self, columns: Sequence[str], placed: Sequence[str], unit: str, doubtful: frozenset[str] = frozenset()
    ) -> Row:
        """The report row: amounts in the `placed` columns, the other `columns` blank; `doubtful` are those that may hold
        another amount, or one where they are blank."""
        source = Source(quote(self.tokens), self.place)
        reasons = dict.fromkeys(doubtful, UNSURE)
        basis = (
            BY_SUM
            if self.summed
            else SETTLED
            if 0 < len(self.amounts) < len(columns) and self.placed(columns) is None
            else ""
        )
        cells = {column: Cell(None, Source("", self.place), reasons.get(column, ""), basis) for column in columns}
        for column, token in zip(placed, self.amounts, strict=False):
            cells[column] = figure_cell(token, unit, reasons.get(column, ""), basis)
        return Row(self.key, self.name, cells, source, code=self.code, line_number=self.line_number)


def figure_cell(token: Token, unit: str, doubtful: str = "", basis: str = "") -> Cell:
    """The cell that a number token prints."""
    source = Source(token.text, token.line.place)
    figure = Figure(token.text, token.number, unit, source) if token.number else None
    return Cell(figure, source, doubtful, basis)
