"""Blocks of a manuscript as paragraphs and tables of a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from shebao.composing.documents.docx.markup import bookmark, field, paragraph, points, run, w
from shebao.composing.documents.docx.pictures import Picture, drawing, picture
from shebao.composing.documents.docx.tables import table
from shebao.composing.documents.references import References, figure_label
from shebao.composing.documents.sheets import Item, Sheet
from shebao.composing.documents.widths import Paper, fit
from shebao.composing.manuscript import (
    ChartBlock,
    Gap,
    Heading,
    Paragraph,
    ParagraphStyle,
    Run,
    RunKind,
    TableBlock,
)

_STYLES: Mapping[ParagraphStyle, str] = {
    ParagraphStyle.BODY: "BodyText",
    ParagraphStyle.NOTE: "Note",
    ParagraphStyle.LIST: "List",
    ParagraphStyle.CENTRE: "Centred",
}
_LOOKS = {RunKind.STRONG: w("rStyle", val="Strong"), RunKind.GAP: w("rStyle", val="Missing")}
_CHART_SHARE = 0.92
_NUMBER = re.compile(r"\D")
_TABLE_SPACE = 10.0
_NEW_PAGE = w("pageBreakBefore")


@dataclass(slots=True)
class Blocks:
    """Writes blocks; `pictures` and `remarks` (on missing words) collect what goes into other parts of the package."""

    references: References
    gaps: tuple[Gap, ...]
    pictures: list[Picture] = attribute(default_factory=list)
    remarks: list[str] = attribute(default_factory=list)
    charts: int = 0

    def write(self, item: Item, sheet: Sheet, new_page: bool) -> Iterator[str]:
        """The markup of one block, on a new page where asked."""
        before = _NEW_PAGE if new_page else ""
        match item.block:
            case Heading():
                text = bookmark(item.number, heading_bookmark(item.number), run(item.block.text))
                yield paragraph(f"Heading{item.block.level}", text, properties=before)
            case Paragraph():
                content = [self._run(piece) for piece in item.block.runs]
                yield paragraph(_STYLES[item.block.style], *content, properties=before)
            case TableBlock():
                yield from self._table(item.block, item.number, sheet, before)
            case ChartBlock():
                yield from self._chart(item.block, item.number, sheet.paper, before)

    def _run(self, piece: Run) -> str:
        if piece.kind is RunKind.GAP:
            return self._missing(piece.text)
        if piece.kind is not RunKind.TEXT:
            return run(piece.text, _LOOKS.get(piece.kind, ""))
        return "".join(
            field(f"REF {_reference(target)} \\h", run(text)) if target else run(text)
            for text, target in self.references.split(piece.text)
        )

    def _missing(self, text: str) -> str:
        """Words that are missing, with a comment that says what to write."""
        number = len(self.remarks)
        gap = self.gaps[number] if number < len(self.gaps) else None
        self.remarks.append(f"{gap.where}：{gap.needed}（填写项 {gap.field}）" if gap else "请补充")
        return "".join(
            (
                w("commentRangeStart", id=number),
                run(text, _LOOKS[RunKind.GAP]),
                w("commentRangeEnd", id=number),
                w("r", w("commentReference", id=number)),
            )
        )

    def _table(self, block: TableBlock, number: int, sheet: Sheet, before: str) -> Iterator[str]:
        if block.title:
            yield paragraph("TableTitle", run(block.title), properties=before)
            before = ""
        if block.number:
            named = bookmark(number, _reference(number), run(block.number))
            yield paragraph("TableNumber", named, properties=before)
            before = ""
        if block.owner or block.unit:
            tab = w("tabs", w("tab", val="right", pos=points(sheet.paper.text_width)))
            yield paragraph("TableHead", run(f"{block.owner}\t{block.unit}"), properties=before + tab)
            before = ""
        if not (block.title or block.number or block.owner or block.unit):
            yield paragraph("Break", properties=before + w("spacing", line=points(_TABLE_SPACE), lineRule="exact"))
        yield table(block, fit(block, sheet.paper, sheet.headings), sheet.paper)
        for note in block.notes:
            yield paragraph("TableNote", run(note))

    def _chart(self, chart: ChartBlock, number: int, paper: Paper, before: str) -> Iterator[str]:
        shown = picture(chart, len(self.pictures) + 1, paper.text_width * _CHART_SHARE)
        self.pictures.append(shown)
        yield paragraph("Picture", drawing(chart, shown, picture_relations(shown)), properties=before)
        label = figure_label(chart.caption)
        if not label:
            yield paragraph("Caption", run(chart.caption))
            return
        rest = chart.caption.lstrip()[len(label) :]
        yield paragraph("Caption", self._counted(label, number), run(rest))

    def _counted(self, label: str, number: int) -> str:
        """The label of a chart, whose number is a field that counts, with a name that mentions can point to."""
        digits = _NUMBER.sub("", label)
        lead = label.removesuffix(digits)
        again = "" if int(digits) == self.charts + 1 else f" \\r {int(digits)}"
        self.charts = int(digits)
        return bookmark(number, _reference(number), run(lead), field(f"SEQ 图 \\* ARABIC{again}", run(digits)))


def heading_bookmark(number: int) -> str:
    """The name of the heading that is block `number`."""
    return f"_Toc{number:08d}"


def _reference(number: int) -> str:
    return f"_Ref{number:08d}"


def picture_relations(shown: Picture) -> tuple[str, str]:
    """The ids of the relationships to a picture's PNG and SVG."""
    return f"rIdPng{shown.number}", f"rIdSvg{shown.number}"
