"""What a document is made of before it is written: headings, paragraphs, grids of cells."""

from dataclasses import dataclass, field

from heldout.marks import Place, places_in


@dataclass
class Heading:
    text: str
    level: int = 2


@dataclass
class Para:
    text: str
    tag: str = ""


@dataclass
class Cell:
    text: str = ""
    rows: int = 1
    cols: int = 1


@dataclass
class Grid:
    """A table; `rows` holds one entry a column, None where a merged cell covers the place."""

    title: str
    rows: list[list[Cell | None]]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    tag: str = ""
    head: int = 1

    @property
    def width(self) -> int:
        return max(len(row) for row in self.rows)


Block = Heading | Para | Grid


@dataclass
class Document:
    blocks: list[Block]
    name: str
    indicators: list[dict[str, str]] = field(default_factory=list)
    layout: dict[str, str] = field(default_factory=dict)


def places(document: Document) -> list[Place]:
    found: list[Place] = []
    for at, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            for r, row in enumerate(block.rows):
                for c, cell in enumerate(row):
                    found += places_in(cell.text, at, (r, c)) if cell else []
            for line in block.below:
                found += places_in(line, at)
        else:
            found += places_in(block.text, at)
    return found


def grid_rows(texts: list[list[str]]) -> list[list[Cell | None]]:
    """Rows of plain texts; `<` takes the cell on the left along, `^` the one above."""
    rows: list[list[Cell | None]] = [[None if t in ("<", "^") else Cell(t) for t in row] for row in texts]
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            cell = rows[r][c]
            assert cell is not None
            while c + cell.cols < len(row) and row[c + cell.cols] == "<":
                cell.cols += 1
            while r + cell.rows < len(texts) and c < len(texts[r + cell.rows]) and texts[r + cell.rows][c] == "^":
                cell.rows += 1
                for k in range(1, cell.cols):
                    rows[r + cell.rows - 1][c + k] = None
    return rows
