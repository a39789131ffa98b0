"""The original PDF with its findings highlighted: every page stays as it is, each note says what is wrong."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.verdicts import Severity
from shebao.rendering.words import SEVERITY_NAMES
from shebao.report.provenance import Box, Source

_COLOURS = {Severity.ERROR: (255, 140, 130), Severity.WARNING: (255, 214, 102), Severity.INFO: (150, 200, 255)}
_OPACITY = 150
_SUBJECT = "决算公开审核"

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in the page's own coordinates


def marked_pdf(path: Path, result: AuditResult) -> bytes:
    """The bytes of the PDF at `path` with a highlight and note for each finding whose place is known."""
    import pypdfium2
    import pypdfium2.raw as raw

    document = pypdfium2.PdfDocument(path)
    try:
        by_page: dict[int, list[Finding]] = {}
        for finding in result.findings:
            page = finding.source.place.page
            if page is not None and 1 <= page <= len(document):
                by_page.setdefault(page, []).append(finding)
        for number, findings in by_page.items():
            _mark(document[number - 1], findings)
        buffer = io.BytesIO()
        document.save(buffer, flags=raw.FPDF_INCREMENTAL)
        return buffer.getvalue()
    finally:
        document.close()


def _mark(page: Any, findings: Sequence[Finding]) -> None:
    text = page.get_textpage()
    try:
        search = _Search(page, text)
        for finding in findings:
            rectangles = search.rectangles(finding.source)
            if rectangles:
                _annotate(page, rectangles, finding)
    finally:
        text.close()


class _Search:
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


def _annotate(page: Any, rectangles: Sequence[Rectangle], finding: Finding) -> None:
    import pypdfium2.raw as raw

    annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_HIGHLIGHT)
    if not annotation:
        return
    red, green, blue = _COLOURS[finding.severity]
    raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, red, green, blue, _OPACITY)
    for left, bottom, right, top in rectangles:
        quad = raw.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
        raw.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(min(lefts), max(tops), max(rights), min(bottoms)))
    raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
    for key, value in _strings(finding):
        raw.FPDFAnnot_SetStringValue(annotation, key, _wide(value))
    raw.FPDFPage_CloseAnnot(annotation)


def _strings(finding: Finding) -> Iterator[tuple[bytes, str]]:
    yield b"T", f"{SEVERITY_NAMES[finding.severity]} {finding.rule}"
    yield b"Subj", _SUBJECT
    yield b"NM", f"shebao-{finding.id}"
    note = finding.message
    if finding.expected and finding.expected not in note:
        note += f"\n应为：{finding.expected}"
    if finding.cause:
        note += "\n（由另一处问题引起）"
    yield b"Contents", note


def _wide(value: str) -> Any:
    import pypdfium2.raw as raw

    encoded = value.encode("utf-16-le") + b"\0\0"
    return ctypes.cast(ctypes.create_string_buffer(encoded, len(encoded)), raw.FPDF_WIDESTRING)
