"""The frame in which a page is read: turned by quarters until its text runs from left to right, origin at the top."""

from __future__ import annotations

from typing import NamedTuple

from shebao.report.provenance import Box


class Frame(NamedTuple):
    """A page box in page space and the quarter turns (counter-clockwise) of the direction in which text runs."""

    left: float
    bottom: float
    right: float
    top: float
    quarter: int

    @property
    def width(self) -> float:
        """Width in points as seen in this frame."""
        return self.top - self.bottom if self.quarter % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Height in points as seen in this frame."""
        return self.right - self.left if self.quarter % 2 else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of page space in this frame (x to the right, y downward)."""
        if self.quarter == 0:
            return x - self.left, self.top - y
        if self.quarter == 1:
            return y - self.bottom, x - self.left
        if self.quarter == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def back(self, x: float, y: float) -> tuple[float, float]:
        """A point of this frame in page space."""
        if self.quarter == 0:
            return x + self.left, self.top - y
        if self.quarter == 1:
            return y + self.left, x + self.bottom
        if self.quarter == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of page space in this frame."""
        if self.quarter == 0:
            return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def box_in(self, other: Frame, box: Box) -> Box:
        """A rectangle of this frame in another frame of the same page."""
        if other.quarter == self.quarter:
            return box
        (x0, y0), (x1, y1) = self.back(box.x0, box.top), self.back(box.x1, box.bottom)
        return other.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
