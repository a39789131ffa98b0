"""The composed report before it becomes a file: parts, headings, paragraphs, tables, charts, each figure with its origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shebao.evidence import Origin
from shebao.report import Report
from shebao.report.measures import CellRef


class RunKind(StrEnum):
    """What a stretch of text is."""

    TEXT = "text"
    FIGURE = "figure"  # an amount, rate or count with an origin
    STRONG = "strong"
    GAP = "gap"  # words that the unit still has to write; only in a draft


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `anchor` is unique in the manuscript where the run is a figure, '' otherwise."""

    text: str
    kind: RunKind = RunKind.TEXT
    origin: Origin | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its printed ordinal in `text`: level 1 第X部分, 2 一、, 3 （一）, 4 1., 5 （1）. `anchor` is unique."""

    level: int
    text: str
    anchor: str
    kind: str = ""  # part or section kind of outline.yaml


class ParagraphStyle(StrEnum):
    """How a paragraph stands."""

    BODY = "body"  # two characters indented, justified
    NOTE = "note"  # small, under a table
    LIST = "list"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: tuple[Run, ...]
    style: ParagraphStyle = ParagraphStyle.BODY

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(run.text for run in self.runs)


class Align(StrEnum):
    """How a cell's text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table as printed: text, span, look. `ref` is the amount of the nine tables that it shows and `value` that
    amount in the table's unit (None where blank); cells covered by a span of another are not in the rows."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    align: Align = Align.CENTRE
    strong: bool = False
    ref: CellRef | None = None
    value: Decimal | None = None
    gap: bool = False


class TableKind(StrEnum):
    """What a table is."""

    DISCLOSURE = "disclosure"  # one of the nine
    FORM = "form"  # a self-evaluation form
    KEY_WORK = "key_work"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table as printed. `id` is that of the specification for the nine (`three_public`), else unique in the manuscript.
    `number` (公开01表), `owner` (公开单位：…) and `unit` (单位：万元) stand above it; `widths` are relative, one a column;
    `header` rows are repeated on each page; `notes` stand under it."""

    kind: TableKind
    id: str
    title: str
    header: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    number: str = ""
    owner: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = False
    anchor: str = ""


class ChartKind(StrEnum):
    """How a chart shows its numbers."""

    GROUPED = "grouped"  # bars side by side: this year and the prior year
    SHARES = "shares"  # parts of one whole


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar or part: its label, amount as displayed in `unit`, the figure's text as printed, and where it comes from."""

    label: str
    value: Decimal
    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one colour (2023年度)."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart: `caption` as printed (图1：收、支决算总计变动情况), `alternative` says in words all that it shows."""

    id: str
    kind: ChartKind
    caption: str
    unit: str
    series: tuple[Series, ...]
    alternative: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block starts a page."""


Block = Heading | Paragraph | TableBlock | ChartBlock | PageBreak


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that are missing: `field` of words.yaml, `where` it will stand (the heading), `needed` what to write."""

    field: str
    where: str
    needed: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A composed report. `cover` are the lines of the cover, the largest first; the contents page is made of the headings of
    levels 1 to `contents_levels` by each format, with page numbers where it has pages. `report` is what it says, as data.
    A `draft` says on its pages that it is one; so does a manuscript with gaps."""

    cover: tuple[str, ...]
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...]
    report: Report
    contents_levels: int = 2
    contents_title: str = "目  录"
    draft: bool = False

    def headings(self) -> Iterator[Heading]:
        """All headings in order."""
        return (block for block in self.blocks if isinstance(block, Heading))

    def tables(self) -> Iterator[TableBlock]:
        """All tables in order."""
        return (block for block in self.blocks if isinstance(block, TableBlock))

    def charts(self) -> Iterator[ChartBlock]:
        """All charts in order."""
        return (block for block in self.blocks if isinstance(block, ChartBlock))
