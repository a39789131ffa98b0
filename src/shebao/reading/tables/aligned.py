"""Tables of a PDF without upright rules: a figure belongs to the column whose width it lies under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shebao.reading.document import GridCell, Line
from shebao.reading.tables.matrix import Matrix, Slot, is_label
from shebao.reading.tables.printed import compact, printed_number, small_integer
from shebao.report.provenance import Box, Place

_ONE_ROW = 0.85  # ems between baselines that are still lines of one row
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 3
_TOUCHING = 1.0
_MOST_ROWS = 2_000
Width = tuple[float, float]


@dataclass
class _Row:
    """Pieces of one row, from lines that lie closer together than rows do."""

    pieces: list[GridCell] = field(default_factory=list)
    bottom: float = 0.0

    @property
    def numbers(self) -> int:
        """How many pieces are numbers."""
        return sum(printed_number(piece.text) is not None for piece in self.pieces)

    @property
    def counts(self) -> bool:
        """Whether the row is that of 栏次: 1 2 3 …"""
        found = [number for piece in self.pieces if (number := small_integer(compact(piece.text))) is not None]
        return len(found) > 1 and found == list(range(1, len(found) + 1)) and len(found) == self.numbers


def has_places(lines: Sequence[Line]) -> bool:
    """Whether the places of what stands in the lines are known, so that gaps are no cells of their own."""
    return any(line.place.box is not None for line in lines)


def of_places(lines: Sequence[Line]) -> Matrix | None:
    """The cells of lines by their places; None where the lines do not come together to columns."""
    rows = _rows(lines)
    first = next((index for index, row in enumerate(rows) if row.numbers and not row.counts), len(rows))
    if len(rows) > _MOST_ROWS or len(rows) < _FEWEST_ROWS or not 0 < first < len(rows):
        return None
    heads: list[Width] = []
    for row in reversed(rows[:first]):
        heads = _with_heads(heads, row.pieces)
    columns = _together(heads, _columns([piece for row in rows[first:] for piece in row.pieces]))
    placed = [_placed(row.pieces, columns) for row in rows]
    if len(columns) < _FEWEST_COLUMNS or any(cells is None for cells in placed[first:]):
        return None
    return _matrix([cells or {} for cells in placed], [row.pieces for row in rows], columns, first)


def _rows(lines: Sequence[Line]) -> list[_Row]:
    rows: list[_Row] = []
    page = None
    for line in lines:
        box = line.place.box
        if box is None:
            continue
        pieces = line.parts or (GridCell(line.text.strip(), line.place),)
        near = rows and line.place.page == page and box.bottom - rows[-1].bottom < _ONE_ROW * (line.size or 1.0)
        if not near:
            rows.append(_Row())
        rows[-1].pieces.extend(piece for piece in pieces if piece.text.strip())
        rows[-1].bottom, page = box.bottom, line.place.page
    return [row for row in rows if row.pieces]


def _edges(piece: GridCell) -> Width:
    box = piece.place.box
    assert box is not None
    return box.x0, box.x1


def _columns(pieces: Sequence[GridCell]) -> list[Width]:
    """The widths that pieces lie under: pieces that overlap are of one column, white space parts columns."""
    columns: list[Width] = []
    for x0, x1 in sorted(map(_edges, pieces)):
        if columns and x0 < columns[-1][1] + _TOUCHING:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _with_heads(columns: Sequence[Width], heads: Sequence[GridCell]) -> list[Width]:
    """The widths of the lower labels, wider by those over only one of them, and with those over none; a label over several
    is that of a group."""
    found = list(columns)
    for x0, x1 in sorted(map(_edges, heads)):
        under = [k for k, width in enumerate(found) if _overlap(width, (x0, x1))]
        if len(under) == 1:
            left, right = found[under[0]]
            found[under[0]] = (min(left, x0), max(right, x1))
        elif not under:
            found.append((x0, x1))
            found.sort()
    return found


def _together(heads: Sequence[Width], bodies: Sequence[Width]) -> list[Width]:
    """Columns of what stands under each other; figures set to the right of a cell whose label is set to its left lie
    beside it: the one goes with the other where nothing stands between."""
    columns: list[tuple[Width, bool, bool]] = [(width, True, False) for width in heads]
    for body in bodies:
        under = [column for column in columns if _overlap(column[0], body)]
        columns = [column for column in columns if column not in under]
        left = min([body[0], *(column[0][0] for column in under)])
        right = max([body[1], *(column[0][1] for column in under)])
        columns.append(((left, right), bool(under), True))
    columns.sort()
    joined: list[tuple[Width, bool, bool]] = []
    for column in columns:
        before = joined[-1] if joined else None
        if before and not before[2] and before[1] and column[2] and not column[1]:
            joined[-1] = ((before[0][0], column[0][1]), True, True)
        else:
            joined.append(column)
    return [width for width, _, _ in joined]


def _overlap(one: Width, other: Width) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _placed(pieces: Sequence[GridCell], columns: Sequence[Width]) -> dict[int, Slot] | None:
    """The pieces by column, those of one column joined from top to bottom; None where one lies under several, or two numbers
    under one."""
    found: dict[int, Slot] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.place.line or 0, _edges(piece))):
        x0, x1 = _edges(piece)
        under = [k for k, width in enumerate(columns) if _overlap(width, (x0, x1))]
        if len(under) != 1:
            return None
        before = found.get(under[0])
        if before is None:
            found[under[0]] = Slot(piece.text.strip(), piece.place, under[0])
        elif printed_number(before.text) is not None and printed_number(piece.text) is not None:
            return None
        else:
            box = _union(before.place.box, piece.place.box)
            text = f"{before.text}\n{piece.text.strip()}"
            found[under[0]] = _grown(before, text, box)
    return found


def _grown(slot: Slot, text: str, box: Box | None) -> Slot:
    """The slot with more text in a larger box."""
    return slot._replace(text=text, place=slot.place._replace(box=box))


def _union(one: Box | None, other: Box | None) -> Box | None:
    return one.union(other) if one and other else one or other


def _matrix(
    placed: Sequence[dict[int, Slot]],
    pieces: Sequence[Sequence[GridCell]],
    columns: Sequence[Width],
    first: int,
) -> Matrix:
    """The cells; a label of the head reaches over the columns next to it that have labels of their own only further down."""
    width = len(columns)
    covers: list[list[Slot | None]] = [[row.get(column) for column in range(width)] for row in placed]
    rows = [list(row) for row in covers]
    for index in range(first):
        covers[index] = [None] * width
        own = _heads(pieces[index], columns)
        lower = {
            slot.column for row in pieces[index + 1 : first] for slot in _heads(row, columns) if is_label(slot.text)
        }
        at = {slot.column for slot in own}
        left_set = _is_left_set(own, [piece for row in pieces[index + 1 : first] for piece in row])
        for column in range(width):
            under = _label_over(own, columns[column], left_set=left_set)
            if under is not None and (column in lower or column in at):
                covers[index][column] = under
        rows[index] = [next((slot for slot in own if slot.column == column), None) for column in range(width)]
    blank = Slot("", pieces[0][0].place, 0)
    body = [[slot or blank._replace(column=c, place=_place(row)) for c, slot in enumerate(row)] for row in rows[first:]]
    whole = (*map(tuple[Slot | None, ...], rows[:first]), *map(tuple[Slot | None, ...], body))
    covered = (*map(tuple[Slot | None, ...], covers[:first]), *map(tuple[Slot | None, ...], body))
    return Matrix(whole, covers=covered)


def _is_left_set(labels: Sequence[Slot], below: Sequence[GridCell]) -> bool:
    """Whether the labels of a row begin where labels below them do, so that each reaches to the right of its beginning."""
    starts = [_edges(piece)[0] for piece in below if is_label(piece.text)]
    boxes = [slot.place.box for slot in labels if slot.place.box is not None]
    over = [box for box in boxes if any(_overlap((box.x0, box.x1), _edges(piece)) for piece in below)]
    return bool(over) and all(any(abs(box.x0 - start) <= _TOUCHING for start in starts) for box in over)


def _label_over(labels: Sequence[Slot], column: Width, *, left_set: bool) -> Slot | None:
    if not left_set:
        return min(labels, key=lambda slot: _distance(slot, column), default=None)
    begun = [slot for slot in labels if slot.place.box is not None and slot.place.box.x0 <= column[1]]
    return max(begun, key=lambda slot: slot.place.box.x0 if slot.place.box else 0.0, default=None)


def _place(row: Sequence[Slot | None]) -> Place:
    return next(slot.place for slot in row if slot is not None)


def _heads(pieces: Sequence[GridCell], columns: Sequence[Width]) -> list[Slot]:
    """The labels of a row of the head, each at the column that it is over, nearest to its middle; those of one column joined."""
    found: dict[int, Slot] = {}
    for piece in pieces:
        if not compact(piece.text):
            continue
        x0, x1 = _edges(piece)
        over = [k for k, width in enumerate(columns) if _overlap(width, (x0, x1))] or range(len(columns))
        at = min(over, key=lambda k: abs((columns[k][0] + columns[k][1] - x0 - x1) / 2))
        before = found.get(at)
        if before is None:
            found[at] = Slot(piece.text.strip(), piece.place, at)
        else:
            found[at] = _grown(before, before.text + piece.text.strip(), _union(before.place.box, piece.place.box))
    return list(found.values())


def _distance(slot: Slot, column: Width) -> Width:
    """How far a label lies from the middle of a column, and how far their middles."""
    box = slot.place.box
    assert box is not None
    middle = (column[0] + column[1]) / 2
    return max(box.x0 - middle, middle - box.x1, 0.0), abs((box.x0 + box.x1) / 2 - middle)
