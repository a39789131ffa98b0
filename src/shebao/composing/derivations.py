"""Where each figure of the narrative comes from: its formula and the cells of the nine tables that it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shebao.composing.manuscript import Align, Heading, Manuscript, Paragraph, TableBlock
from shebao.composing.placing import placed
from shebao.evidence import Origin
from shebao.report.measures import CellRef


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell in words: the table's title and number, the labels of its row and column, the amount as printed."""

    table: str
    row: str
    column: str
    text: str

    @property
    def words(self) -> str:
        """《收入支出决算总表》收入总计、金额：3,401.90."""
        place = "、".join(part for part in (self.row, self.column) if part)
        return f"《{self.table}》{place}：{self.text or '空'}"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure of the narrative with its origin; `where` is the heading it stands under."""

    anchor: str
    text: str
    where: str
    origin: Origin


def derivations(manuscript: Manuscript) -> tuple[Derivation, ...]:
    """Every figure with an origin, in reading order."""
    return tuple(_derivations(manuscript))


def _derivations(manuscript: Manuscript) -> Iterator[Derivation]:
    where = ""
    for block in manuscript.blocks:
        if isinstance(block, Paragraph):
            for run in block.runs:
                if run.origin is not None and run.anchor:
                    yield Derivation(run.anchor, run.text, where, run.origin)
        elif isinstance(block, Heading):
            where = block.text


def cell_names(manuscript: Manuscript) -> dict[CellRef, CellName]:
    """Every amount of the tables in words, by its address; of two prints of one amount the first."""
    found: dict[CellRef, CellName] = {}
    for table in manuscript.tables():
        for ref, name in _names(table):
            found.setdefault(ref, name)
    return found


def _names(table: TableBlock) -> Iterator[tuple[CellRef, CellName]]:
    columns: dict[int, list[str]] = {}
    for at in placed(table.header):
        if not at.cell.text.isdecimal():
            for column in range(at.column, at.column + at.cell.columns):
                columns.setdefault(column, []).append("".join(at.cell.text.split()))
    labels: dict[int, str] = {}
    for at in placed(table.body):
        if at.cell.ref is not None:
            above = "".join(dict.fromkeys(columns.get(at.column, ())))
            yield at.cell.ref, CellName(table.title, labels.get(at.row, ""), above, at.cell.text)
        elif at.cell.align is Align.LEFT and at.cell.text:
            labels[at.row] = at.cell.text.strip()
