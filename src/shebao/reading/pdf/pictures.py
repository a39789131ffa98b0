"""Scanned pages and tables that are pictures: recognised text joins the page's own where the `ocr` extra is installed."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2_raw as pdfium

from shebao.reading import ocr
from shebao.reading.characters import plain
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.grids import lattices
from shebao.reading.pdf.lines import Run
from shebao.reading.pdf.native import Area, Drawn
from shebao.reading.pdf.runs import PageText
from shebao.report.provenance import Box

MAX_PAGES = 60
_RESOLUTION = 200.0
_LONGEST_SIDE = 4000
_LITTLE_TEXT = 50
_SCAN_SHARE = 0.4
_LEAST_CELLS = 6
_BOX_EMS = 1.3


class Scanner:
    """Recognises the pictures of a document's pages, of so many pages at most."""

    def __init__(self) -> None:
        self._left = MAX_PAGES

    def read(
        self, page: Any, text: PageText, drawing: Drawn, pictures: Sequence[Box]
    ) -> tuple[PageText, Drawn, list[Box]]:
        """Text and rules with those of the pictures that were read, and the pictures that were not.

        Read are scans of a whole page without text, and tables; charts and photographs are left alone.
        """
        if not self._left or not ocr.available() or max(drawing.sizes) > ocr.MAX_PIXELS:
            return text, drawing, list(pictures)
        self._left -= 1
        frame = text.frame
        scale = min(_RESOLUTION / 72, _LONGEST_SIDE / max(frame.width, frame.height, 1))
        image = _rendered(page, int(frame.width * scale) + 1, int(frame.height * scale) + 1)
        bare = sum(len(run.text) for run in text.runs) < _LITTLE_TEXT
        runs, rules, unread = list(text.runs), list(drawing.rules), []
        for box in pictures:
            part = image[
                max(int(box.top * scale), 0) : int(box.bottom * scale),
                max(int(box.x0 * scale), 0) : int(box.x1 * scale),
            ]
            found = [_area(rule, box, scale, frame) for rule in ocr.rules_in(part, 72 * scale)] if part.size else []
            whole = bare and (box.x1 - box.x0) * (box.bottom - box.top) >= _SCAN_SHARE * frame.width * frame.height
            words = ocr.words_in(part) if part.size and (whole or _holds_table(found, frame)) else []
            if not words:
                unread.append(box)
                continue
            rules.extend(found)
            runs.extend(_run(word, box, scale) for word in words)
        return text._replace(runs=runs), drawing._replace(rules=rules), unread


def _rendered(page: Any, width: int, height: int) -> Any:
    """The page as an array of rows of BGR pixels."""
    import numpy

    bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        content = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    rows = numpy.frombuffer(content, numpy.uint8).reshape(height, stride // 4, 4)
    return numpy.ascontiguousarray(rows[:, :width, :3])


def _area(rule: tuple[float, float, float, float], box: Box, scale: float, frame: Frame) -> Area:
    x0, y0 = frame.back(box.x0 + rule[0] / scale, box.top + rule[1] / scale)
    x1, y1 = frame.back(box.x0 + rule[2] / scale, box.top + rule[3] / scale)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _holds_table(rules: list[Area], frame: Frame) -> bool:
    return any(len(lattice.spans) >= _LEAST_CELLS for lattice in lattices(rules, frame))


def _run(word: ocr.Word, box: Box, scale: float) -> Run:
    top, bottom = box.top + word.top / scale, box.top + word.bottom / scale
    em = max((bottom - top) / _BOX_EMS, 1.0)
    base = (top + bottom) / 2 + 0.36 * em
    return Run(plain(word.text), box.x0 + word.x0 / scale, box.x0 + word.x1 / scale, base, top, bottom, em, -1)
