"""Text in fonts that have no map to Unicode: it is there for the eye only, as a picture is."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.reading.pdf.native import Area, Drawn, Measured


def garbled_area(words: Measured, garbled: Sequence[bool]) -> Area:
    """The area of the garbled words."""
    boxes = [_box(words, k) for k, error in enumerate(garbled) if error]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def within(words: Measured, area: Area) -> list[bool]:
    """Which words stand in an area, wholly or in part."""
    return [_meets(_box(words, k), area) for k in range(len(words.texts))]


def as_picture(drawing: Drawn, area: Area) -> Drawn:
    """The drawing with an area as a picture, and without the rules and fills in it: the table that they draw is not read."""
    pixels = int((area[2] - area[0]) * (area[3] - area[1]))
    return drawing._replace(
        rules=[rule for rule in drawing.rules if not _meets(rule, area)],
        fills=[fill for fill in drawing.fills if not _meets(fill, area)],
        pictures=[*drawing.pictures, area],
        sizes=[*drawing.sizes, pixels],
    )


def _box(words: Measured, k: int) -> Area:
    first, last = words.boxes[4 * k : 4 * k + 4], words.last_boxes[4 * k : 4 * k + 4]
    return min(first[0], last[0]), min(first[3], last[3]), max(first[2], last[2]), max(first[1], last[1])


def _meets(one: Area, other: Area) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
