"""The characters of a page become runs in the frame in which they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import le
from typing import NamedTuple

from shebao.reading.characters import is_plain, plain
from shebao.reading.pdf.frame import Frame
from shebao.reading.pdf.lines import Run
from shebao.reading.pdf.native import Measured, TextPage
from shebao.reading.pdf.overlays import has_doubles, once, without_overlays

_MARGIN = 2.0
_ASCENT, _DESCENT = 0.86, 0.14
_new = tuple.__new__


class PageText(NamedTuple):
    """The visible runs of a page in the frame in which they read, with the page's text for closer looks."""

    runs: list[Run]
    frame: Frame
    source: TextPage


def quarter_of(words: Measured) -> int:
    """The quarter turns of the direction in which most characters run; 0 where nothing tells."""
    if words.y == words.last_y and all(map(le, words.x, words.last_x)):
        return 0
    weight = [0, 0, 0, 0]
    for text, x, y, last_x, last_y in zip(words.texts, words.x, words.y, words.last_x, words.last_y, strict=True):
        dx, dy = last_x - x, last_y - y
        if dx or dy:
            weight[(0 if dx >= 0 else 2) if abs(dx) >= abs(dy) else (1 if dy > 0 else 3)] += len(text)
    return weight.index(max(weight))


def read_text(source: TextPage, words: Measured, frame: Frame) -> PageText:
    """The runs of a page; runs that are not straight and evenly set are looked at character by character."""
    runs: list[Run] = []
    for run, last in _runs(words, frame):
        text, x0, x1, base, _, _, em, start = run
        count = len(text)
        expected = (
            0.45 * count * em if text.isascii() else (0.175 * count + 0.275 * len(text.encode("utf-8", "replace"))) * em
        )
        if -0.1 * em <= base - last <= 0.1 * em and (
            count == 1 or 0.6 * expected <= x1 - x0 <= 1.3 * expected + 0.4 * em
        ):
            runs.append(run)
        else:
            runs.extend(adjoined(characters_of(source, start, start + count, frame)))
    width, height = frame.width + _MARGIN, frame.height + _MARGIN
    runs = [r for r in runs if r[2] > -_MARGIN and r[1] < width and r[5] > -_MARGIN and r[4] < height]
    if has_doubles(runs):
        runs = adjoined(once(characters_of(source, 0, source.count, frame)))
    runs = without_overlays(runs, source)
    if not is_plain(source.text):
        runs = [run._replace(text=text) for run in runs if (text := plain(run.text))]
    return PageText(runs, frame, source)


def _runs(words: Measured, frame: Frame) -> Iterator[tuple[Run, float]]:
    """Runs in the frame, each with the baseline of its last character; the height of a run is that of ideographs of its
    size, whatever box the font claims."""
    boxes, last_boxes = words.boxes, words.last_boxes
    if frame.quarter == 0:
        left, top = frame.left, frame.top
        columns: Iterable[tuple[float, float, float, float]] = zip(
            [v - left for v in boxes[0::4]], [v - left for v in last_boxes[2::4]],
            [top - v for v in words.y], [top - v for v in words.last_y], strict=True,
        )  # fmt: skip
    else:
        columns = _turned(words, frame)
    for text, size, start, (x0, x1, base, last) in zip(words.texts, words.sizes, words.starts, columns, strict=True):
        em = size if size > 1.0 else 1.0
        yield _new(Run, (text, x0, x1, base, base - _ASCENT * em, base + _DESCENT * em, em, start)), last


def _turned(words: Measured, frame: Frame) -> Iterator[tuple[float, float, float, float]]:
    """Left, right, baseline and last baseline of each run in a frame that is turned."""
    first, last = words.boxes, words.last_boxes
    for k in range(len(words.texts)):
        a, b = first[4 * k : 4 * k + 4], last[4 * k : 4 * k + 4]
        box = frame.box(min(a[0], b[0]), min(a[3], b[3]), max(a[2], b[2]), max(a[1], b[1]))
        base = frame.point(words.x[k], words.y[k])[1]
        yield box.x0, box.x1, base, frame.point(words.last_x[k], words.last_y[k])[1]


def characters_of(source: TextPage, start: int, stop: int, frame: Frame) -> list[Run]:
    return [run for run, _ in _runs(source.characters(start, stop), frame)]


def adjoined(chars: Iterable[Run]) -> list[Run]:
    """Single characters put together where they adjoin; those drawn twice count once."""
    runs: list[Run] = []
    for char in chars:
        before = runs[-1] if runs else None
        if before is None or abs(char.base - before.base) > 0.3 * char.em:
            runs.append(char)
            continue
        gap = char.x0 - before.x1
        limit = 0.15 if char.text < "\u2e80" and before.text[-1] < "\u2e80" else 0.8
        if before.text[-1] == char.text and gap < -0.7 * (char.x1 - char.x0):
            continue
        if -0.5 * char.em <= gap <= limit * char.em:
            runs[-1] = before._replace(
                text=before.text + char.text,
                x1=char.x1,
                top=min(before.top, char.top),
                bottom=max(before.bottom, char.bottom),
            )
        else:
            runs.append(char)
    return runs
