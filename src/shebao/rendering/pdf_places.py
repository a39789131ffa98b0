"""Where quotes stand on the pages of a PDF: a rectangle for each line that a quote takes."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shebao.report.provenance import Box, Source

WHOLE = 10_000  # a page's width and height as displayed, in the unit of marks

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in the page's own coordinates
Mark = tuple[int, int, int, int, int]  # page, left, top, width, height; in ten-thousandths of the page as displayed


def pdf_marks(path: Path, sources: Sequence[Source]) -> list[tuple[Mark, ...]]:
    """For each source the marks that cover it on the pages of the PDF at `path`; empty where its place is not known."""
    import pypdfium2

    found: list[tuple[Mark, ...]] = [()] * len(sources)
    by_page: dict[int, list[int]] = {}
    document = pypdfium2.PdfDocument(path)
    try:
        for index, source in enumerate(sources):
            page = source.place.page
            if page is not None and 1 <= page <= len(document):
                by_page.setdefault(page, []).append(index)
        for number, indexes in by_page.items():
            page = document[number - 1]
            text = page.get_textpage()
            try:
                search = PageSearch(page, text)
                for index in indexes:
                    rectangles = search.rectangles(sources[index])
                    found[index] = tuple((number, *search.shown(rectangle)) for rectangle in rectangles)
            finally:
                text.close()
                page.close()
    finally:
        document.close()
    return found


class PageSearch:
    """Where a quote stands on a page, whatever spaces lie between its characters."""

    def __init__(self, page: Any, text: Any) -> None:
        import pypdfium2.raw as raw

        self._raw, self._page, self._text = raw, page, text
        characters = (chr(raw.FPDFText_GetUnicode(text, i)) for i in range(raw.FPDFText_CountChars(text)))
        kept = [(i, c) for i, c in enumerate(characters) if not c.isspace() and c != "\0" and c.isprintable()]
        self._indexes = [i for i, _ in kept]
        self._flat = "".join(c for _, c in kept)

    def rectangles(self, source: Source) -> list[Rectangle]:
        """A rectangle for each line of the quote; the box where it was read, if its characters are not found."""
        quote = "".join(source.quote.split())
        box = source.place.box
        best: list[Rectangle] = []
        nearest = float("inf")
        at = self._flat.find(quote) if quote else -1
        while at >= 0:
            lines = self._lines(at, at + len(quote))
            distance = self._distance(lines, box)
            if lines and distance < nearest:
                best, nearest = lines, distance
            at = self._flat.find(quote, at + 1)
        if best or box is None:
            return best
        return [self._own(box)]

    def shown(self, rectangle: Rectangle) -> tuple[int, int, int, int]:
        """A rectangle on the page as displayed: left, top, width and height in ten-thousandths of the page's."""
        left, top = self._displayed(rectangle[0], rectangle[3])
        right, bottom = self._displayed(rectangle[2], rectangle[1])
        xs, ys = sorted((left, right)), sorted((top, bottom))
        return xs[0], ys[0], xs[1] - xs[0], ys[1] - ys[0]

    def _displayed(self, x: float, y: float) -> tuple[int, int]:
        device_x, device_y = ctypes.c_int(), ctypes.c_int()
        self._raw.FPDF_PageToDevice(self._page, 0, 0, WHOLE, WHOLE, 0, x, y, device_x, device_y)
        return min(max(device_x.value, 0), WHOLE), min(max(device_y.value, 0), WHOLE)

    def _lines(self, start: int, end: int) -> list[Rectangle]:
        first, last = self._indexes[start], self._indexes[end - 1]
        count = self._raw.FPDFText_CountRects(self._text, first, last - first + 1)
        return _by_line([rectangle for i in range(count) if (rectangle := self._rectangle(i)) is not None])

    def _rectangle(self, index: int) -> Rectangle | None:
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        if not self._raw.FPDFText_GetRect(self._text, index, left, top, right, bottom):
            return None
        if right.value <= left.value or top.value <= bottom.value:
            return None
        return left.value, bottom.value, right.value, top.value

    def _distance(self, lines: Sequence[Rectangle], box: Box | None) -> float:
        if box is None or not lines:
            return 0.0
        own = self._own(box)
        return min(abs(line[3] - own[3]) + abs(line[0] - own[0]) / 10 for line in lines)

    def _own(self, box: Box) -> Rectangle:
        """A box on the page as displayed, in the page's own coordinates."""
        corners = [self._point(box.x0, box.top), self._point(box.x1, box.bottom)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        width, height = self._page.get_size()
        own_x, own_y = ctypes.c_double(), ctypes.c_double()
        scale = 100
        self._raw.FPDF_DeviceToPage(
            self._page,
            0,
            0,
            round(width * scale),
            round(height * scale),
            0,
            round(x * scale),
            round(y * scale),
            own_x,
            own_y,
        )
        return own_x.value, own_y.value


def _by_line(rectangles: Sequence[Rectangle]) -> list[Rectangle]:
    """Rectangles that stand beside each other as one."""
    lines: list[Rectangle] = []
    for left, bottom, right, top in rectangles:
        if lines and bottom < lines[-1][3] and top > lines[-1][1] and left >= lines[-1][0]:
            last = lines.pop()
            lines.append((last[0], min(last[1], bottom), max(last[2], right), max(last[3], top)))
        else:
            lines.append((left, bottom, right, top))
    return lines
