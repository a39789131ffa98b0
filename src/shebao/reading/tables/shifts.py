"""Rows of tabbed text that stand a column or two beside their head: which columns their amounts are in, and why.

Position decides: a row with as many cells as the row of 栏次, or whose name stands in the column of names, is where its
head says. Where position leaves it open, the row's own sums may break the tie, and the cells say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from shebao.money import Number
from shebao.reading.tables.matrix import Slot
from shebao.reading.tables.printed import is_blank, printed_number
from shebao.reading.tables.sums import row_holds
from shebao.report.tables import Row, TableSpec

BY_SUMS = "这一行与表头错开，按行内合计关系判定所在的栏"
OPEN = "这一行与表头错开，无法确定各数属于哪一栏"
UNMATCHED = "续表没有重复表头，列数又与前面不同，无法确定各数属于哪一栏"
_REACH = (0, 1, -1, 2, -2)


class Shift(NamedTuple):
    """How many columns right of the head a row's amounts stand; `basis` says why where position did not tell, `doubtful`
    why it cannot be told."""

    columns: int = 0
    basis: str = ""
    doubtful: str = ""


def shift_of(
    cells: Sequence[Slot | None],
    columns: Mapping[int, str],
    spec: TableSpec,
    *,
    name: int | None,
    width: int,
) -> Shift:
    """Where the amounts of a row stand; `name` is the column of the names, `width` the cells of the row of 栏次."""
    slots = [slot for slot in cells if slot is not None and slot.text]
    amounts = _amounts(slots, columns)
    if not amounts:
        return Shift()
    at = _named_at(slots, amounts[0][0])
    anchored = at - name if at is not None and name is not None else 0
    possible = [shift for shift in _REACH if all(column - shift in columns for column, _ in amounts)]
    if 0 in possible and (len(cells) == width or not anchored):
        return Shift()
    if not possible:
        return Shift(_most_placed(amounts, columns), doubtful=OPEN)
    if 0 in possible:
        possible = [shift for shift in (0, anchored) if shift in possible]
    if len(possible) == 1:
        return Shift(possible[0])
    holding = [shift for shift in possible if row_holds(_placed(amounts, columns, shift), spec, set(columns.values()))]
    if len(holding) == 1:
        return Shift(holding[0], basis=BY_SUMS)
    return Shift(possible[0], doubtful=OPEN)


def name_column(rows: Sequence[Sequence[Slot | None]], columns: Mapping[int, str]) -> int | None:
    """The column in which most rows have their name; None where none has one."""
    found: Counter[int] = Counter()
    for cells in rows:
        slots = [slot for slot in cells if slot is not None and slot.text]
        amounts = _amounts(slots, columns)
        at = _named_at(slots, amounts[0][0]) if amounts else None
        if at is not None:
            found[at] += 1
    return found.most_common(1)[0][0] if found else None


def _amounts(slots: Sequence[Slot], columns: Mapping[int, str]) -> list[tuple[int, Number]]:
    return [
        (slot.column, number)
        for slot in slots
        if (number := printed_number(slot.text)) and (number.decimals or slot.column in columns)
    ]


def _named_at(slots: Sequence[Slot], first: int) -> int | None:
    """The column of a row's name: the last text before its first amount."""
    names = [
        slot.column
        for slot in slots
        if slot.column < first and not is_blank(slot.text) and printed_number(slot.text) is None
    ]
    return names[-1] if names else None


def _placed(amounts: Sequence[tuple[int, Number]], columns: Mapping[int, str], shift: int) -> dict[str, Number]:
    return {columns[column - shift]: number for column, number in amounts if column - shift in columns}


def _most_placed(amounts: Sequence[tuple[int, Number]], columns: Mapping[int, str]) -> int:
    return max(_REACH, key=lambda shift: (len(_placed(amounts, columns, shift)), -abs(shift)))


def doubtful_row(row: Row, reason: str) -> Row:
    """The row, none of whose amounts is certain."""
    return replace(row, cells={column: replace(cell, doubtful=reason) for column, cell in row.cells.items()})
