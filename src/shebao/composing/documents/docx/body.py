"""The text of a Word document: cover, contents, and the sheets with their sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shebao.composing.documents.docx.blocks import Blocks, heading_bookmark
from shebao.composing.documents.docx.contents import Entry, contents
from shebao.composing.documents.docx.markup import element, paragraph, points, root, run, w
from shebao.composing.documents.sheets import COVER_TITLES, TEXT, Sheet, cover_sizes, is_draft, sheets
from shebao.composing.documents.widths import POINTS_PER_MM, Paper
from shebao.composing.manuscript import Heading, Manuscript, PageBreak

FOOTER, HEADER = "rIdFooter", "rIdHeader"
_COVER_TOP = 150.0


def document_part(manuscript: Manuscript, pages: Sequence[str], blocks: Blocks) -> str:
    """word/document.xml; `pages` are the printed page numbers of the headings."""
    made = sheets(manuscript)
    front = _section(TEXT, header=is_draft(manuscript))
    body = [
        *_cover(manuscript),
        _break(front),
        contents(manuscript.contents_title, _entries(manuscript, pages), manuscript.contents_levels),
        _break(_section(TEXT)),
    ]
    for number, sheet in enumerate(made, 1):
        body.extend(_blocks(sheet, blocks))
        section = _section(sheet.paper, first=number == 1)
        body.append(section if number == len(made) else _break(section))
    return root("w:document", w("body", *body), prefixes=("w", "r", "wp", "a", "pic"))


def _cover(manuscript: Manuscript) -> Iterator[str]:
    for index, (line, size) in enumerate(zip(manuscript.cover, cover_sizes(manuscript), strict=True)):
        top = w("spacing", before=points(_COVER_TOP)) if index == 0 else ""
        large = w("sz", val=round(2 * size)) + w("szCs", val=round(2 * size))
        yield paragraph("Title" if index < COVER_TITLES else "Subtitle", run(line, large), properties=top)


def _entries(manuscript: Manuscript, pages: Sequence[str]) -> list[Entry]:
    numbered = [(n, block) for n, block in enumerate(manuscript.blocks, 1) if isinstance(block, Heading)]
    return [
        Entry(heading.level, heading.text, heading_bookmark(number), page)
        for (number, heading), page in zip(numbered, pages, strict=True)
        if heading.level <= manuscript.contents_levels
    ]


def _blocks(sheet: Sheet, blocks: Blocks) -> Iterator[str]:
    new_page = False
    for item in sheet.items:
        if isinstance(item.block, PageBreak):
            new_page = True
            continue
        yield from blocks.write(item, sheet, new_page)
        new_page = False


def _break(section: str) -> str:
    """The end of a section that is not the last one."""
    return paragraph("Break", properties=section)


def _section(paper: Paper, *, first: bool = False, header: bool = False) -> str:
    """The paper of a section; page numbers begin with the first one of the body. The foot of a section that says none is that
    of the one before."""
    size: dict[str, str | int] = {"w": _twips(paper.width), "h": _twips(paper.height)}
    if paper.turned:
        size["orient"] = "landscape"
    edges = {edge: _twips(getattr(paper, edge)) for edge in ("top", "right", "bottom", "left")}
    return w(
        "sectPr",
        element("w:headerReference", **{"w:type": "default", "r:id": HEADER}) if header else "",
        element("w:footerReference", **{"w:type": "default", "r:id": FOOTER}) if first else "",
        w("type", val="nextPage"),
        w("pgSz", **size),
        w("pgMar", **edges, header=_twips(15), footer=_twips(paper.bottom * 0.6), gutter=0),
        w("pgNumType", start=1) if first else "",
        w("cols", space=425),
    )


def _twips(millimetres: float) -> int:
    return points(millimetres * POINTS_PER_MM)
