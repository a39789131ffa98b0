"""Text that annotations and form fields put on a page: viewers show it above the content, which it may cover."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2_raw as pdfium

from shebao.reading.pdf.native import Measured

_WRITING = frozenset({pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP})
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_MOST = 2_000
Area = tuple[float, float, float, float]


def writing_areas(page: Any) -> list[Area]:
    """Where visible annotations that write stand, as (left, bottom, right, top) in page space."""
    found = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        if pdfium.FPDFAnnot_GetSubtype(annotation) in _WRITING and not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
            box = pdfium.FS_RECTF()
            if pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
                found.append((box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def flatten(page: Any) -> bool:
    """Make what annotations show part of the page's content, in memory; whether that changed anything."""
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def covered(words: Measured, written: int, areas: list[Area]) -> tuple[list[bool], list[str]]:
    """Which words stand under the words of annotations, those with indexes from `written`, and what is written over them."""
    above = [k for k, start in enumerate(words.starts) if start >= written]
    boxes = [_box(words, k) for k in range(len(words.texts))]
    hidden = [False] * len(words.texts)
    over: list[str] = []
    for k, start in enumerate(words.starts):
        if start >= written or not any(_meets(boxes[k], area) for area in areas):
            continue
        writing = [words.texts[j] for j in above if _meets(boxes[k], boxes[j])]
        if writing:
            hidden[k] = True
            over += [text for text in writing if text not in over]
    return hidden, over


def _box(words: Measured, k: int) -> Area:
    """The box around a word: left, bottom, right, top."""
    first, last = words.boxes[4 * k : 4 * k + 4], words.last_boxes[4 * k : 4 * k + 4]
    return min(first[0], last[0]), min(first[3], last[3]), max(first[2], last[2]), max(first[1], last[1])


def _meets(box: Area, other: Area) -> bool:
    """Whether at least a third of the smaller height and any width overlap."""
    height = min(box[3], other[3]) - max(box[1], other[1])
    width = min(box[2], other[2]) - max(box[0], other[0])
    return width > 0.5 and height > min(box[3] - box[1], other[3] - other[1]) / 3
