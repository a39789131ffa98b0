"""The contents page: a field that Word can compute again, with the entries and page numbers that are right already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shebao.composing.documents.docx.markup import element, field, mark, paragraph, run, w


class Entry(NamedTuple):
    """A line of the contents: level, text, name of the heading's bookmark, page number."""

    level: int
    text: str
    bookmark: str
    page: str


def contents(title: str, entries: Sequence[Entry], levels: int) -> str:
    """The heading of the page and its field."""
    begin = mark("begin") + f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{levels}" \\h \\z \\u </w:instrText></w:r>' + mark("separate")  # fmt: skip
    lines = []
    for number, entry in enumerate(entries):
        before = begin if number == 0 else ""
        after = mark("end") if number == len(entries) - 1 else ""
        lines.append(paragraph(f"TOC{entry.level}", before, _link(entry), after))
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    return w(
        "sdt", w("sdtPr", gallery), w("sdtContent", paragraph("TOCHeading", run(title)), *lines)
    )  # fmt: skip


def _link(entry: Entry) -> str:
    page = field(f"PAGEREF {entry.bookmark} \\h", run(entry.page))
    target: dict[str, str | int] = {"w:anchor": entry.bookmark, "w:history": 1}
    return element("w:hyperlink", run(entry.text), w("r", "<w:tab/>"), page, **target)
