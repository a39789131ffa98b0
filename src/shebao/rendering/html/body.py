"""The report's text for the page: paragraphs, grids and pictures, cut where findings and operands are marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from shebao.auditing.findings import Finding
from shebao.reading.document import Block, Document, Grid, Image, Line
from shebao.rendering.html.locating import Locator, Spot, Stretch, spans
from shebao.rendering.words import SEVERITY_NAMES
from shebao.report import Report
from shebao.report.provenance import Place

_EXACT = "!"  # behind a finding's id: the words in its quote that it is about
_RANK = {"error": 0, "warning": 1, "info": 2, "operand": 3}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: `findings` whose quote it is in (their ids), `kind` the gravest of them or operand or '',
    `anchors` to be set before it, `label` what the mark says; `part` is exact for the words that a finding is about, around for the rest
    of such a quote, '' where the whole quote is meant."""

    text: str
    kind: str = ""
    findings: str = ""
    operands: str = ""
    anchors: tuple[str, ...] = ()
    label: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a grid as the page shows it."""

    pieces: tuple[Piece, ...]
    row_span: int
    column_span: int
    number: bool


@dataclass(slots=True)
class BlockView:
    """`kind` is heading, text, line, grid or image; a text of several lines is one paragraph."""

    kind: str
    level: int = 0
    pieces: list[Piece] = field(default_factory=list)
    rows: list[list[CellView]] = field(default_factory=list)
    passage: int = -1


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of the report."""

    number: int
    blocks: tuple[BlockView, ...]


class Marks:
    """Where the findings and their operands stand in the document."""

    def __init__(self, findings: Sequence[Finding], document: Document) -> None:
        self.stretches: dict[Spot, list[tuple[Stretch, str]]] = {}
        self.severities = {finding.id: finding.severity for finding in findings}
        self._anchors: set[str] = set()
        locator = Locator(document)
        self.narrowed: set[str] = set()
        for finding in findings:
            quote = locator.find(finding.source)
            self._add(finding.id, quote)
            if (exact := locator.within(quote, finding.stated)) is not None:
                self.narrowed.add(finding.id)
                self.stretches.setdefault(exact.spot, []).append((exact, finding.id + _EXACT))
            for index, operand in enumerate(finding.operands):
                if operand.source:
                    self._add(f"{finding.id}o{index}", locator.find(operand.source))

    def _add(self, label: str, stretches: Sequence[Stretch]) -> None:
        for stretch in stretches:
            self.stretches.setdefault(stretch.spot, []).append((stretch, label))
            self._anchors.add(label)

    @property
    def labels(self) -> frozenset[str]:
        """The findings and operands that were found in the text."""
        return frozenset(self._anchors)

    def anchor(self, label: str) -> str:
        """The anchor of a finding (F3) or operand (F3o1) in the text; '' where it was not found."""
        return f"at-{label}" if label in self._anchors else ""


class Body:
    """Prepares the pages of a document."""

    def __init__(self, report: Report, document: Document, marks: Marks, numbers: dict[str, str]) -> None:
        self._document, self._marks, self._numbers = document, marks, numbers
        self._headings = {section.heading.place: section.level for section in report.walk()}
        self._headings |= {table.title.place: 2 for table in report.tables if table.title}
        self._passages = _passages(report)
        self._anchored: set[str] = set()

    def pages(self) -> list[PageView]:
        """The pages with their blocks."""
        number = 0
        views = []
        for page in self._document.pages:
            blocks: list[BlockView] = []
            for block in page.blocks:
                self._block(number, block, blocks)
                number += 1
            views.append(PageView(page.number, tuple(blocks)))
        return views

    def _block(self, number: int, block: Block, blocks: list[BlockView]) -> None:
        if isinstance(block, Grid):
            blocks.append(
                BlockView("grid", rows=[list(self._cells(number, r, row)) for r, row in enumerate(block.rows)])
            )
        elif isinstance(block, Image):
            blocks.append(BlockView("image", pieces=[Piece(block.text)] if block.text else []))
        else:
            self._line(number, block, blocks)

    def _line(self, number: int, line: Line, blocks: list[BlockView]) -> None:
        pieces = list(self._pieces(Spot(number), line.text))
        passage = self._passages.get(line.place, -1)
        level = self._headings.get(line.place, 0) or (line.heading if passage < 0 else 0)
        if level:
            blocks.append(BlockView("heading", min(level, 5), pieces))
        elif passage >= 0 and blocks and blocks[-1].passage == passage:
            blocks[-1].pieces.extend(pieces)
        else:
            blocks.append(BlockView("text" if passage >= 0 else "line", 0, pieces, passage=passage))

    def _cells(self, number: int, r: int, row: Sequence[object]) -> Iterator[CellView]:
        for c, cell in enumerate(row):
            if cell is not None:
                text: str = cell.text  # type: ignore[attr-defined]
                pieces = tuple(self._pieces(Spot(number, r, c), text))
                is_number = text.replace(",", "").replace(".", "").strip("-% ").isdigit()
                yield CellView(pieces, cell.row_span, cell.column_span, is_number)  # type: ignore[attr-defined]

    def _pieces(self, spot: Spot, text: str) -> Iterator[Piece]:
        stretches = self._marks.stretches.get(spot)
        if not stretches:
            yield Piece(text)
            return
        if not text:
            yield replace(self._piece("", [label for _, label in stretches]), kind="")
        for piece, labels in spans(text, stretches):
            yield self._piece(piece, labels)

    def _piece(self, text: str, labels: Sequence[str]) -> Piece:
        findings = [label for label in dict.fromkeys(labels) if label in self._marks.severities]
        exact = {label.removesuffix(_EXACT) for label in labels if label.endswith(_EXACT)}
        operands = [
            label
            for label in dict.fromkeys(labels)
            if label not in self._marks.severities and not label.endswith(_EXACT)
        ]
        anchors = tuple(f"at-{label}" for label in (*findings, *operands) if label not in self._anchored)
        self._anchored.update(findings, operands)
        kinds = [self._marks.severities[finding].value for finding in findings] or (["operand"] if operands else [""])
        label = "、".join(
            f"{SEVERITY_NAMES[self._marks.severities[finding]]} {self._numbers.get(finding, '')}"
            for finding in findings
        )
        return Piece(
            text,
            min(kinds, key=lambda kind: _RANK.get(kind, 9)),
            " ".join(findings),
            " ".join(dict.fromkeys(operand.split("o")[0] for operand in operands)),
            anchors,
            label,
            "exact" if exact else "around" if findings and self._marks.narrowed.issuperset(findings) else "",
        )


def _passages(report: Report) -> dict[Place, int]:
    """The passage that each line of running text belongs to."""
    found: dict[Place, int] = {}
    number = 0
    for section in report.walk():
        for passage in section.passages:
            for place in passage.places:
                found.setdefault(place, number)
            number += 1
    return found
