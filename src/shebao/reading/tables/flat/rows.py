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


@dataclass
class FlatRow:
    """A row as tokens: its label, 行次, code, and amounts in order."""

    key: str = ""
    name: str = ""
    code: str = ""
    line_number: int | None = None
    tokens: list[Token] = field(default_factory=list)
    amounts: list[Token] = field(default_factory=list)

    @property
    def numbers(self) -> list[Number]:
        """The amounts' numbers."""
        return [token.number for token in self.amounts if token.number]

    @property
    def place(self) -> Place:
        """The place of its first line."""
        return self.tokens[0].line.place

    def node(self, bounds: Bounds) -> Node:
        """The row for the solver, with what other tables say of it."""
        return Node(self.numbers, bounds=bounds.get(self.key, {}))

    def row(
        self, columns: Sequence[str], placed: Sequence[str], unit: str, doubtful: frozenset[str] = frozenset()
    ) -> Row:
        """The report row: amounts in the `placed` columns, the other `columns` blank; doubtful ones say so either way."""
        source = Source(quote(self.tokens), self.place)
        unsure = doubtful if any(token.number and token.number.value for token in self.amounts) else frozenset()
        cells = {c: Cell(None, Source("", self.place), UNSURE if c in unsure else "") for c in columns}
        for column, token in zip(placed, self.amounts, strict=False):
            matters = token.number is not None and token.number.value != 0
            reason = UNSURE if column in doubtful and matters else ""
            cells[column] = figure_cell(token, unit, reason)
        return Row(self.key, self.name, cells, source, code=self.code, line_number=self.line_number)


def figure_cell(token: Token, unit: str, doubtful: str = "") -> Cell:
    """The cell that a number token prints."""
    source = Source(token.text, token.line.place)
    figure = Figure(token.text, token.number, unit, source) if token.number else None
    return Cell(figure, source, doubtful)
