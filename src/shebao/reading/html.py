"""HTML pages: paragraphs, headings and tables in document order, in the encoding that the page states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shebao.reading.characters import is_note_mark, plain
from shebao.reading.document import Block, Document, Image, Line, Page, Place, UnreadableFile
from shebao.reading.encodings import decode
from shebao.reading.spans import Spanned, grid_of

_DROPPED = {
    "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "title", "button", "aside",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "o:p", "q",
    "s", "small", "span", "st1", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)")
_UNCLOSED = {
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "param",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
}  # fmt: skip
_MAX_DEPTH = 2_000
MAX_NODES = 2_000_000
_MAX_TABLE_DEPTH = 20
_LARGE_PICTURE = 200


def read_html(data: bytes, name: str) -> Document:
    """An HTML page as one page of blocks. Raises UnreadableFile."""
    text = _decode(data)
    if text is None:
        raise UnreadableFile("网页文件的编码无法识别；请用浏览器打开后另存为 UTF-8 网页或打印成 PDF。", name)
    if too_deep(text):
        raise UnreadableFile(f"网页的标签嵌套超过 {_MAX_DEPTH} 层，不是正常的网页，已拒绝读取。", name)
    blocks = blocks_of_html(text)
    if not blocks:
        raise UnreadableFile("网页里没有正文；请用浏览器打开，确认内容后打印成 PDF 再试。", name)
    return Document(name, "html", (Page(1, blocks),), False, _warnings(blocks))


def too_deep(text: str) -> bool:
    """Whether elements that must be closed nest deeper than any real page: parsing would take quadratic time."""
    depth = 0
    for closing, tag in _ANY_TAG.findall(text):
        if tag.lower() not in _UNCLOSED:
            depth = max(depth + (-1 if closing else 1), 0)
            if depth > _MAX_DEPTH:
                return True
    return False


def _warnings(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    pictures = sum(isinstance(block, Image) for block in blocks)
    return (f"网页中有 {pictures} 张图片，其中的文字未能读取。",) if pictures else ()


def _decode(data: bytes) -> str | None:
    stated = _CHARSET.search(data[:4096])
    if stated and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = stated[1].decode("ascii").lower()
        try:
            return data.decode("gb18030" if encoding in {"gb2312", "gbk", "gb_2312-80"} else encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


@dataclass(slots=True)
class _Reader:
    """Blocks as they are found, and the text of the paragraph that is open."""

    line: int | None = None
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    heading: int = 0
    counter: int = 0
    budget: int = MAX_NODES

    def place(self) -> Place:
        """The place of the next block: its own running number, or the one line of the text file it stands in."""
        self.counter += 1
        return Place(line=self.counter if self.line is None else self.line)

    def close(self) -> None:
        """End the open paragraph."""
        text = _tidy("".join(self.parts))
        self.parts.clear()
        for part in text.split("\n"):
            if part.strip():
                self.blocks.append(Line(part.strip(), self.place(), heading=self.heading))


def _tidy(text: str) -> str:
    """Text with runs of spaces as one and none around line breaks."""
    lines = (_SPACES.sub(" ", plain(line)).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def blocks_of_html(text: str, line: int | None = None) -> tuple[Block, ...]:
    """The blocks of HTML text; `line` is the line of the file it stands in, where it is part of a text file."""
    tree = LexborHTMLParser(text)
    reader = _Reader(line)
    if tree.body is not None:
        _read(tree.body, reader, 0)
    reader.close()
    return tuple(reader.blocks)


def _read(root: LexborNode, reader: _Reader, depth: int) -> None:
    """Walk below `root` without recursion, but for tables inside tables."""
    for node, entering in _walk(root, reader):
        tag = node.tag
        if not entering:
            if tag not in _INLINE:
                reader.close()
                reader.heading = 0
        elif tag == "-text":
            reader.parts.append(_SPACES.sub(" ", node.text_content or ""))
        elif tag == "br":
            reader.parts.append("\n")
        elif tag == "img":
            _picture(node, reader)
        elif tag == "input":
            reader.parts.append(_box(node))
        elif tag == "table":
            reader.close()
            _table(node, reader, depth)
        elif tag not in _INLINE:
            reader.close()
            reader.heading = _HEADINGS.get(tag or "", reader.heading)


def _walk(root: LexborNode, reader: _Reader) -> Iterator[tuple[LexborNode, bool]]:
    """Nodes below `root` on entering and on leaving; dropped and hidden ones and the insides of tables are passed over."""
    stack: list[tuple[LexborNode, bool]] = []
    child = root.first_child
    if child is not None:
        stack.append((child, True))
    while stack and reader.budget > 0:
        node, entering = stack.pop()
        reader.budget -= 1
        if not entering:
            yield node, False
            continue
        following = node.next
        if following is not None:
            stack.append((following, True))
        if node.tag in _DROPPED or _hidden(node) or _marks_note(node, reader):
            continue
        yield node, True
        if node.tag == "table" or node.tag == "-text":
            continue
        stack.append((node, False))
        inner = node.first_child
        if inner is not None:
            stack.append((inner, True))


def _hidden(node: LexborNode) -> bool:
    if node.tag in {"-text", "-comment"}:
        return node.tag == "-comment"
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or "")))


def _marks_note(node: LexborNode, reader: _Reader) -> bool:
    """Whether raised characters directly behind a figure are the mark of a note, which is no digit of it."""
    if node.tag == "-text" or not reader.parts:
        return False
    raised = node.tag == "sup" or bool(_RAISED.search(node.attributes.get("style") or ""))
    return raised and is_note_mark("".join(reader.parts[-3:]), node.text() or "")


def _picture(node: LexborNode, reader: _Reader) -> None:
    sizes = [re.match(r"\d+", node.attributes.get(side) or "") for side in ("width", "height")]
    if all(size is not None and int(size[0]) >= _LARGE_PICTURE for size in sizes):
        reader.close()
        reader.blocks.append(Image(reader.place()))


def _box(node: LexborNode) -> str:
    if node.attributes.get("type") in {"checkbox", "radio"}:
        return "☑" if "checked" in node.attributes else "□"
    return node.attributes.get("value") or "" if node.attributes.get("type") in {None, "text"} else ""


def _table(table: LexborNode, reader: _Reader, depth: int) -> None:
    """A table as a grid; one that only lays out other tables or holds one cell as what it contains."""
    rows = list(_rows(table, reader))
    cells = sum(len(row) for row in rows)
    nested = len(table.css("table")) if depth < _MAX_TABLE_DEPTH else 0
    inner_cells = sum(len(inner.css("td, th")) for inner in table.css("table table")) if nested else 0
    if cells <= 1 or (inner_cells and inner_cells > cells):
        for row in rows:
            for cell in row:
                if depth < _MAX_TABLE_DEPTH:
                    _read(cell, reader, depth + 1)
                else:
                    reader.parts.append(cell.text(separator=" "))
                reader.close()
        return
    _caption(table, reader, depth)
    place = reader.place()
    spanned = []
    for index, row in enumerate(rows):
        at = place if index == 0 else reader.place()
        spanned.append([_cell(cell, at, reader) for cell in row])
    reader.blocks.append(grid_of(spanned, place))


def _caption(table: LexborNode, reader: _Reader, depth: int) -> None:
    """The lines of the caption: a block in it (单位：万元) is a line of its own."""
    caption = next((node for node in _children(table) if node.tag == "caption"), None)
    if caption is not None and depth < _MAX_TABLE_DEPTH:
        _read(caption, reader, depth + 1)
        reader.close()


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _rows(table: LexborNode, reader: _Reader) -> Iterator[list[LexborNode]]:
    """The cells of a table's own rows."""
    for part in _children(table):
        for row in _children(part) if part.tag in {"thead", "tbody", "tfoot"} else [part]:
            if row.tag == "tr" and not _hidden(row):
                reader.budget -= 1
                yield [cell for cell in _children(row) if cell.tag in {"td", "th"} and not _hidden(cell)]


def _cell(cell: LexborNode, place: Place, reader: _Reader) -> Spanned:
    inner = _Reader(budget=reader.budget)
    for node, entering in _walk(cell, inner):
        tag = node.tag
        if tag == "-text":
            if entering:
                inner.parts.append(_SPACES.sub(" ", node.text_content or ""))
        elif tag == "input" and entering:
            inner.parts.append(_box(node))
        elif tag == "table" and entering:
            inner.parts.append("\n" + node.text(separator=" ") + "\n")
        elif tag not in _INLINE:
            inner.parts.append("\n")
    reader.budget = inner.budget
    return Spanned(_tidy("".join(inner.parts)), place, _span(cell, "rowspan"), _span(cell, "colspan"))


def _span(cell: LexborNode, name: str) -> int:
    match = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
    return max(int(match[1]), 1) if match else 1
