"""Tables in plain text whose cells stand between semicolons or other separators, one row a line, become grids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from shebao.reading.document import Grid, Place
from shebao.reading.spans import Spanned, grid_of

_SEPARATORS = (";", "；", "¦", "‖", "^", "~", "#", "@")
_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3
_MOST_ROWS = 5_000
_LONGEST_ROW = 2_000
_LONGEST_ON_AVERAGE = 16  # characters of a cell: running text between semicolons is longer
_SENTENCE_END = re.compile(r"[。！？]")
_FIGURE = re.compile(r"[-−+]?[\d,，.]+%?")


def has_separator(raw: str) -> bool:
    """Whether a line may be a row between separators."""
    return len(raw) <= _LONGEST_ROW and any(mark in raw for mark in _SEPARATORS)


def read_separated(lines: Sequence[str], start: int, text_of: Callable[[str], str]) -> tuple[int, Grid | None]:
    """How many lines from `start` hold the same separator, and the table that they are, None where they are none.

    A table has at least three rows; more than half of them have as many cells as the widest kind, and their cells are those of
    a table: short, figures or empty. `text_of` is what a cell's characters say.
    """
    reach = 1
    for mark in _SEPARATORS:
        if mark not in lines[start]:
            continue
        numbers = _run(lines, start, mark)
        reach = max(reach, numbers[-1] + 1 - start)
        rows = [[text_of(cell.strip()) for cell in _cells(lines[number], mark)] for number in numbers]
        if _is_table(rows):
            spanned = [
                [Spanned(text, Place(line=number + 1)) for text in row]
                for number, row in zip(numbers, _evened(rows), strict=True)
            ]
            return numbers[-1] + 1 - start, grid_of(spanned, Place(line=start + 1))
    return reach, None


def _run(lines: Sequence[str], start: int, mark: str) -> list[int]:
    """The numbers of the lines from `start` that hold the separator; a blank line may stand between two."""
    found = [start]
    for number in range(start + 1, min(start + _MOST_ROWS, len(lines))):
        if mark in lines[number] and len(lines[number]) <= _LONGEST_ROW:
            found.append(number)
        elif lines[number].strip() or number - found[-1] > 1:
            break
    return found


def _cells(raw: str, mark: str) -> list[str]:
    return raw.strip().split(mark)


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    if len(rows) < _FEWEST_ROWS or width < _FEWEST_COLUMNS or 2 * count <= len(rows):
        return False
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell]
    ended = sum(bool(_SENTENCE_END.search(cell)) for cell in filled)
    plain = sum(not cell or bool(_FIGURE.fullmatch(cell)) for cell in cells)
    return (
        bool(filled)
        and sum(map(len, filled)) <= _LONGEST_ON_AVERAGE * len(filled)
        and 10 * ended <= len(filled)
        and 6 * plain >= len(cells)
    )


def _evened(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows without a last cell that nothing ever stands in (a separator ends every line)."""
    if all(len(row) > 1 and not row[-1] for row in rows) and all(len(a) == len(b) for a, b in pairwise(rows)):
        return [row[:-1] for row in rows]
    return list(rows)
