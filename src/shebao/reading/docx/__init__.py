"""Word documents (DOCX): the main story in order; headers, footers, deleted and hidden text are not read."""

from __future__ import annotations

from typing import TypeVar

from lxml import etree

from shebao.reading.document import Document, Page, UnreadableFile
from shebao.reading.docx.body import Body
from shebao.reading.docx.names import W, value_of
from shebao.reading.docx.numbering import read_numbering
from shebao.reading.packages import Package

_HEADING_NAMES = {f"{word} {level}": level for word in ("heading", "标题") for level in range(1, 10)} | {"title": 1}
_MAX_STYLE_CHAIN = 20
_Value = TypeVar("_Value")


def read_docx(data: bytes, name: str) -> Document:
    """A Word document as one page of blocks. Raises UnreadableFile."""
    with Package(data, name) as package:
        root = package.xml("word/document.xml")
        body = root.find(f"{W}body")
        if body is None:
            raise package.broken()
        styles = _optional(package, "word/styles.xml")
        numbering = read_numbering(_optional(package, "word/numbering.xml"))
        headings, lists = _styles(styles)
        reader = Body(headings, lists, numbering)
        reader.read(body)
    if not reader.blocks:
        raise UnreadableFile("文档里没有正文；请确认文件内容后再试。", name)
    count = len(reader.pictures)
    warnings = (f"文档中有 {count} 张图片，其中的文字未能读取。",) if count else ()
    return Document(name, "docx", (Page(1, tuple(reader.blocks)),), False, warnings)


def _optional(package: Package, part: str) -> etree._Element | None:
    return package.xml(part) if part in package.names else None


def _styles(root: etree._Element | None) -> tuple[dict[str, int], dict[str, tuple[str, int]]]:
    """Heading levels and lists by style id, inherited along basedOn."""
    if root is None:
        return {}, {}
    parents: dict[str, str] = {}
    headings: dict[str, int] = {}
    lists: dict[str, tuple[str, int]] = {}
    for style in root.findall(f"{W}style"):
        own = style.get(f"{W}styleId", "")
        parents[own] = value_of(style, "basedOn") or ""
        level = _HEADING_NAMES.get((value_of(style, "name") or "").lower())
        properties = style.find(f"{W}pPr")
        if properties is not None:
            outline, listed = value_of(properties, "outlineLvl"), properties.find(f"{W}numPr")
            if outline is not None and outline.isdigit():
                level = int(outline) + 1 if int(outline) < 9 else 0
            if listed is not None:
                depth = value_of(listed, "ilvl") or "0"
                lists[own] = (value_of(listed, "numId") or "", int(depth) if depth.isdigit() else 0)
        if level is not None:
            headings[own] = level
    return _inherited(headings, parents), _inherited(lists, parents)


def _inherited(values: dict[str, _Value], parents: dict[str, str]) -> dict[str, _Value]:
    result = dict(values)
    for style in parents:
        ancestor, steps = style, 0
        while ancestor and ancestor not in values and steps < _MAX_STYLE_CHAIN:
            ancestor, steps = parents.get(ancestor, ""), steps + 1
        if ancestor in values:
            result[style] = values[ancestor]
    return result
