"""The pages of a PDF with the marks that lie on them, in tenths of a point as the page is displayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shebao.rendering.pdf_places import WHOLE
from shebao.server.accountability.examination.models import Examination

_MOST_BASES = 6_000
_MARGIN = 12
_SHOWN_WIDTH = 1400


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle of a mark."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding (or with kind `basis` an operand of it) on one page; `anchor` where it is the first of its kind."""

    finding: str
    anchor: str
    kind: str
    number: str
    message: str
    rectangles: tuple[Rectangle, ...]


@dataclass(slots=True)
class PageView:
    """A page: its size in tenths of a point, its picture's in pixels, and its marks."""

    number: int
    width: int
    height: int
    marks: list[Mark] = field(default_factory=list)

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and height of its picture."""
        return _SHOWN_WIDTH, max(1, _SHOWN_WIDTH * self.height // max(self.width, 1))


def page_views(examination: Examination) -> list[PageView]:
    """Every page with its marks: findings above what they rest on."""
    sizes = examination.details.get("pages", [])
    views = [PageView(number, width * 10, height * 10) for number, (width, height) in enumerate(sizes, 1)]
    bases = 0
    found = examination.findings.only(
        "label", "chain", "below", "severity", "message", "marks", "operands", "examination"
    )
    for finding in found:
        for index, operand in enumerate(finding.operands):
            if operand.get("marks") and bases < _MOST_BASES:
                bases += 1
                anchor = f"at-{finding.label}o{index}"
                _place(views, operand["marks"], finding.label, anchor, "basis", finding.number, operand["name"])
        _place(
            views,
            finding.marks,
            finding.label,
            f"at-{finding.label}",
            finding.severity,
            finding.number,
            finding.message,
        )
    for view in views:
        view.marks.sort(key=lambda mark: mark.kind != "basis")
    return views


def _place(
    views: list[PageView], marks: Iterable[list[int]], finding: str, anchor: str, kind: str, number: str, message: str
) -> None:
    by_page: dict[int, list[list[int]]] = {}
    for mark in marks:
        by_page.setdefault(mark[0], []).append(mark)
    for page, rectangles in by_page.items():
        if 1 <= page <= len(views):
            view = views[page - 1]
            drawn = tuple(_rectangles(view, rectangles))
            view.marks.append(Mark(finding, anchor, kind, number, message[:300], drawn))
            anchor = ""


def _rectangles(view: PageView, marks: Iterable[list[int]]) -> Iterator[Rectangle]:
    for _, left, top, width, height in marks:
        yield Rectangle(
            left * view.width // WHOLE - _MARGIN,
            top * view.height // WHOLE - _MARGIN,
            width * view.width // WHOLE + 2 * _MARGIN,
            height * view.height // WHOLE + 2 * _MARGIN,
        )
