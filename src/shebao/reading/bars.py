"""Tables in plain text whose cells stand between bars, with or without lines drawn around them, become grids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from shebao.reading.document import Grid, Place
from shebao.reading.spans import Spanned, grid_of

_BAR = re.compile(r"(?<!\\)[|｜│┃║]")
_DRAWN = re.compile(r"[\s+\-=_:|｜─━│┃═║┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛]+")
_FEWEST_ROWS = 3
_MOST_ROWS = 5_000


def has_bar(raw: str) -> bool:
    """Whether a line may be a row between bars, or the border above one."""
    return bool(_BAR.search(raw)) or raw.lstrip()[:1] in "+┌╔┏"


def is_drawn(raw: str) -> bool:
    """Whether a line only draws the border of a table."""
    return bool(_DRAWN.fullmatch(raw)) and not raw.isspace()


def read_bars(lines: Sequence[str], start: int, text_of: Callable[[str], str]) -> tuple[int, Grid | None]:
    """How many lines from `start` stand between bars, and the table that they are, None where they are none.

    At least three rows, most with as many cells as the widest; a blank line may stand between rows. `text_of` is what a
    cell's characters say.
    """
    rows: list[list[Spanned]] = []
    stop = position = start
    while position < len(lines) and len(rows) < _MOST_ROWS:
        raw = lines[position]
        if _BAR.search(raw) and not is_drawn(raw):
            rows.append([Spanned(text_of(cell), Place(line=position + 1)) for cell in _BAR.split(raw.strip())])
        elif (raw.strip() and not is_drawn(raw)) or (not raw.strip() and position > stop):
            break
        if raw.strip():
            stop = position + 1
        position += 1
    rows = _without_outer_bars(rows)
    widths = Counter(len(row) for row in rows)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    if len(rows) < _FEWEST_ROWS or width < 2 or 2 * count <= len(rows):
        return max(stop - start, 1), None
    return stop - start, grid_of(rows, Place(line=start + 1))


def _without_outer_bars(rows: list[list[Spanned]]) -> list[list[Spanned]]:
    """The rows without what stands left of the first and right of the last bar, where every row has nothing there."""
    if rows and all(len(row) > 2 and not row[0].text for row in rows) and all(not row[-1].text for row in rows):
        return [row[1:-1] for row in rows]
    return rows
