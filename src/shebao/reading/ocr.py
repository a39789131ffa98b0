"""Optical recognition of pictures, where the `ocr` extra is installed: text with its place, and the rules of tables."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any, NamedTuple

MAX_PIXELS = 60_000_000
_LONGEST_GLYPH = 0.3
_THICKEST = 0.06
_INK = 15


class Word(NamedTuple):
    """Recognised text in its box, in pixels from the top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


@cache
def available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr_onnxruntime", "cv2", "numpy"))


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()


def words_in(picture: Any) -> list[Word]:
    """The text lines of a picture (an array of rows of BGR pixels)."""
    found, _ = _engine()(picture)
    words = []
    for corners, text, _ in found or ():
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        words.append(Word(text, min(xs), min(ys), max(xs), max(ys)))
    return words


def rules_in(picture: Any, pixels_per_inch: float) -> list[tuple[float, float, float, float]]:
    """The straight rules of a picture as (left, top, right, bottom) in pixels: runs of ink longer than any stroke of a
    character."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, _INK)
    length, thick = max(int(_LONGEST_GLYPH * pixels_per_inch), 15), _THICKEST * pixels_per_inch
    rules = []
    for shape in ((length, 1), (1, length)):
        kept = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
        for left, top, width, height, _ in boxes[1:count]:
            if min(width, height) <= thick:
                rules.append((float(left), float(top), float(left + width), float(top + height)))
    return rules
