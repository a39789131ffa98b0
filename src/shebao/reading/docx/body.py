"""The body of a Word document in order: paragraphs, tables with merged cells, text boxes, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from shebao.reading.characters import is_note_mark, plain
from shebao.reading.document import Block, Image, Line, Place
from shebao.reading.docx.names import MC, WP, A, R, V, W, switched_on, value_of
from shebao.reading.docx.numbering import Numbering
from shebao.reading.spans import Spanned, grid_of

_SKIPPED = {
    f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{MC}Fallback", f"{W}pPr", f"{W}rPr", f"{W}sectPr",
    f"{W}tblPr", f"{W}footnoteReference", f"{W}commentReference", f"{W}annotationRef",
}  # fmt: skip
_TEXT = {
    f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "", f"{W}ptab": "\t",
}  # fmt: skip
_CHECKED = {"F0FE", "F052", "F0FC", "F050"}
_BOXES = {"F0A8", "F06F", "F0A3", "F02A"}
_EMU = 12_700
_SMALLEST_PICTURE = 60.0
_MAX_DEPTH = 12
_STYLE_SIZE = re.compile(r"(width|height)\s*:\s*([\d.]+)\s*(pt|in|cm|mm|px)?")
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}


@dataclass(slots=True)
class Body:
    """Reads the children of a body into blocks; `headings` maps style ids to heading levels, `lists` style ids to the
    list and level that the style sets, `pictures` collects the relationship ids of pictures."""

    headings: dict[str, int]
    lists: dict[str, tuple[str, int]]
    numbering: Numbering
    blocks: list[Block] = field(default_factory=list)
    pictures: list[tuple[int, str]] = field(default_factory=list)
    counter: int = 0

    def place(self) -> Place:
        """The place of the next block: its running number in the document."""
        self.counter += 1
        return Place(line=self.counter)

    def read(self, parent: etree._Element, depth: int = 0) -> None:
        """Read the block-level children of an element."""
        for child in _blocks(parent):
            if child.tag == f"{W}p":
                self._paragraph(child, depth)
            elif depth < _MAX_DEPTH:
                self._table(child, depth)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        heading, number = self._style(paragraph)
        text = number + paragraph_text(paragraph)
        for part in plain(text).split("\n"):
            if part.strip():
                self.blocks.append(Line(part.rstrip(), self.place(), heading=heading))
        if depth < _MAX_DEPTH:
            for box in _text_boxes(paragraph):
                self.read(box, depth + 1)
        for relation in _pictures(paragraph):
            self.pictures.append((len(self.blocks), relation))
            self.blocks.append(Image(self.place()))

    def _style(self, paragraph: etree._Element) -> tuple[int, str]:
        """Heading level and list number of a paragraph, by its own properties or else by its style."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return 0, ""
        style = value_of(properties, "pStyle") or ""
        level = value_of(properties, "outlineLvl")
        heading = self.headings.get(style, 0)
        if level is not None and level.isdigit():
            heading = int(level) + 1 if int(level) < 9 else 0
        own = properties.find(f"{W}numPr")
        listed = self.lists.get(style)
        if own is not None:
            listed = (value_of(own, "numId") or (listed[0] if listed else ""), _integer(value_of(own, "ilvl"), 0))
        number = self.numbering.next(*listed) if listed and _has_text(paragraph) else ""
        return heading, number

    def _table(self, table: etree._Element, depth: int) -> None:
        """A table as a grid; one that only lays out other tables or holds one cell as what it contains."""
        rows = [list(_cells(row)) for row in _rows(table)]
        cells = sum(len(row) for row in rows)
        if not cells:
            return
        inner = sum(1 for _ in table.iterfind(f".//{W}tbl//{W}tc"))
        if cells == 1 or inner > cells:
            for row in rows:
                for cell in row:
                    self.read(cell, depth + 1)
            return
        place = self.place()
        places = [place, *(self.place() for _ in rows[1:])]
        self.blocks.append(grid_of(_spanned(table, rows, places), place))
        for row in rows:
            for cell in row:
                for relation in _pictures(cell):
                    self.pictures.append((len(self.blocks), relation))
                    self.blocks.append(Image(place))


def paragraph_text(paragraph: etree._Element) -> str:
    """The visible text of a paragraph without its text boxes; deleted and hidden text is not read."""
    parts: list[str] = []
    for node in _inline(paragraph):
        if node.tag == f"{W}t":
            if not (parts and _is_note_mark(node, parts)):
                parts.append(node.text or "")
        elif node.tag == f"{W}sym":
            parts.append(_symbol(node))
        elif node.tag == f"{W}br" and node.get(f"{W}type") in {"page", "column"}:
            continue
        elif node.tag in _TEXT:
            parts.append(_TEXT[node.tag])
    return "".join(parts)


def _is_note_mark(node: etree._Element, parts: Sequence[str]) -> bool:
    """Whether raised characters directly behind a figure are the mark of a note, which is no digit of it."""
    run = node.getparent()
    properties = run.find(f"{W}rPr") if run is not None else None
    if properties is None or value_of(properties, "vertAlign") != "superscript":
        return False
    return is_note_mark("".join(parts[-3:]), node.text or "")


def _inline(parent: etree._Element) -> Iterator[etree._Element]:
    """The text-bearing descendants of a paragraph in order."""
    stack = list(reversed(parent))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or node.tag == f"{W}txbxContent":
            continue
        if node.tag == f"{W}r" and switched_on(node.find(f"{W}rPr"), "vanish"):
            continue
        if node.tag.startswith(W) and not len(node):
            yield node
        stack.extend(reversed(node))


def _symbol(node: etree._Element) -> str:
    code = (node.get(f"{W}char") or "").upper()
    if code in _CHECKED:
        return "☑"
    if code in _BOXES:
        return "□"
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""


def _has_text(paragraph: etree._Element) -> bool:
    return bool(paragraph_text(paragraph).strip())


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The contents of the text boxes of a paragraph, once each, the outermost ones."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag == f"{W}txbxContent":
            yield node
        else:
            stack.extend(reversed(node))


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables below content controls, insertions and the like, in order."""
    stack = list(reversed(parent))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag in {f"{W}p", f"{W}tbl"}:
            yield node
        else:
            stack.extend(reversed(node))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return _own(table, f"{W}tr")


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _own(row, f"{W}tc")


def _own(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls and insertions; deleted rows are not read."""
    stack = list(reversed(parent))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag == tag:
            if node.find(f"{W}trPr/{W}del") is None:
                yield node
        elif node.tag not in {f"{W}p", f"{W}tbl"}:
            stack.extend(reversed(node))


def _spanned(table: etree._Element, rows: list[list[etree._Element]], places: list[Place]) -> list[list[Spanned]]:
    """Cells with their spans: gridSpan states columns, a chain of vMerge cells at one grid column makes rows."""
    result: list[list[Spanned]] = []
    open_at: dict[int, tuple[int, int]] = {}
    for index, (row, element) in enumerate(zip(rows, _rows(table), strict=True)):
        line: list[Spanned] = []
        column = 0
        before = _integer(value_of(_property(element, "trPr"), "gridBefore"), 0)
        if before:
            line.append(Spanned("", places[index], 1, before))
            column = before
        continued: set[int] = set()
        for cell in row:
            properties = _property(cell, "tcPr")
            width = _integer(value_of(properties, "gridSpan"), 1)
            merge = properties.find(f"{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and column in open_at:
                r, k = open_at[column]
                result[r][k] = result[r][k]._replace(rows=index - r + 1)
                continued.add(column)
            else:
                open_at.pop(column, None)
                if merge is not None:
                    open_at[column] = (index, len(line))
                    continued.add(column)
                line.append(Spanned(cell_text(cell), places[index], 1, width))
            column += width
        open_at = {at: start for at, start in open_at.items() if at in continued}
        result.append(line)
    return result


def _property(element: etree._Element, name: str) -> etree._Element:
    found = element.find(f"{W}{name}")
    return found if found is not None else etree.Element(f"{W}{name}")


def _integer(text: str | None, default: int) -> int:
    return int(text[:9]) if text and text.isdigit() else default


def cell_text(cell: etree._Element) -> str:
    """The paragraphs of a cell as lines, nested tables included."""
    lines = []
    for paragraph in _shown_paragraphs(cell):
        text = plain(paragraph_text(paragraph)).replace("\t", " ").strip()
        if text:
            lines.append(text)
    return "\n".join(lines)


def _shown_paragraphs(parent: etree._Element) -> Iterator[etree._Element]:
    """Every paragraph below an element in order, those of nested tables and text boxes too; of alternatives the first."""
    stack = list(reversed(parent))
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag == f"{W}p":
            yield node
        stack.extend(reversed(node))


def _pictures(parent: etree._Element) -> Iterator[str]:
    """The relationship ids of pictures large enough to hold content ('' where an object has no picture)."""
    for drawing in (*parent.iter(f"{WP}inline"), *parent.iter(f"{WP}anchor")):
        extent, blip = drawing.find(f"{WP}extent"), next(drawing.iter(f"{A}blip"), None)
        if extent is None or blip is None:
            continue
        sides = [_integer(extent.get(side), 0) / _EMU for side in ("cx", "cy")]
        if min(sides) >= _SMALLEST_PICTURE:
            yield blip.get(f"{R}embed") or ""
    for shape in parent.iter(f"{V}shape"):
        data = shape.find(f"{V}imagedata")
        sizes = {k: float(v) * _UNITS[unit] for k, v, unit in _STYLE_SIZE.findall(shape.get("style") or "")}
        if data is not None and min(sizes.get("width", 0), sizes.get("height", 0)) >= _SMALLEST_PICTURE:
            yield data.get(f"{R}id") or ""
