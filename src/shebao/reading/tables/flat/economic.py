"""The table of basic expenditure flattened to lines: a stream of code, name and amount."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.classification import department_economic
from shebao.classification.groups import is_personnel
from shebao.classification.names import normalise
from shebao.money import total
from shebao.reading.document import Line
from shebao.reading.tables.economic import TOTAL_LABELS, is_economic_code
from shebao.reading.tables.flat.rows import FlatRow
from shebao.reading.tables.flat.tokens import Token, tokens
from shebao.reading.tables.flat.unwrap import unwrap
from shebao.report.tables import Row

_COLUMN = ("amount",)


def read_flat_economic(lines: Sequence[Line], unit: str) -> tuple[Row, ...] | None:
    """The rows of every block in reading order; None where hardly any code is found."""
    rows: list[FlatRow] = []
    loose: list[Token] = []
    for found in unwrap([tokens(line) for line in lines], is_economic_code, department_economic().names()):
        if len(found) > 1 and all(token.number for token in found) and not _is_code(found, 0):
            loose.extend(found)
            continue
        for index, token in enumerate(found):
            if token.number is None:
                _take_word(token, rows)
            elif (parts := _code_parts(found, index)) and not _within_amount(rows, token):
                rows.append(FlatRow(code="".join(part.text for part in parts), tokens=parts))
            elif not (rows and token in rows[-1].tokens):
                _take_amount(token, rows, loose)
    items = [row for row in rows if row.code]
    totals = [row for row in rows if not row.code]
    for item in items:
        item.key = item.code
    _place_loose(items, totals, loose)
    if sum(bool(item.name) for item in items) < 5:
        return None
    return tuple(row.row(_COLUMN, _COLUMN, unit) for row in (*items, *totals))


def _is_code(found: Sequence[Token], index: int) -> bool:
    return bool(_code_parts(found, index))


def _code_parts(found: Sequence[Token], index: int) -> list[Token]:
    """The token of a code, or the two of 类 and 款."""
    token = found[index]
    if not is_economic_code(token.text):
        return []
    following = found[index + 1] if index + 1 < len(found) else None
    if len(token.text) == 3 and following and following.integer is not None and len(following.text) == 2:
        return [token, following]
    if following is not None and following.number is not None:
        return []
    return [token]


def _within_amount(rows: Sequence[FlatRow], token: Token) -> bool:
    """Whether a number that looks like a code is the amount awaited by a name on the same line."""
    current = rows[-1] if rows else None
    waiting = current is not None and current.name and not current.amounts and current.tokens[-1].line is token.line
    return bool(waiting) and token == tokens(token.line)[-1]


def _take_word(token: Token, rows: list[FlatRow]) -> None:
    """Begin a row of totals, or name the row whose code came last."""
    if normalise(token.text) in TOTAL_LABELS:
        rows.append(FlatRow(TOTAL_LABELS[normalise(token.text)], token.text, tokens=[token]))
        return
    if not rows or rows[-1].amounts or not rows[-1].code:
        return
    item = rows[-1]
    names = department_economic().names()
    joined = normalise(item.name + token.text)
    if item.name and normalise(item.name) in names and not any(name.startswith(joined) for name in names):
        return
    item.name += token.text
    item.tokens.append(token)


def _take_amount(token: Token, rows: Sequence[FlatRow], loose: list[Token]) -> None:
    waiting = rows[-1] if rows and rows[-1].name and not rows[-1].amounts else None
    if waiting is None or (_is_open_total(rows[-2:]) and token.line is not waiting.tokens[-1].line):
        loose.append(token)
    else:
        waiting.amounts.append(token)
        waiting.tokens.append(token)


def _is_open_total(rows: Sequence[FlatRow]) -> bool:
    """Whether two labels of totals stand one after the other, both without an amount."""
    return len(rows) == 2 and not any(row.code or row.amounts for row in rows)


def _place_loose(items: Sequence[FlatRow], totals: Sequence[FlatRow], loose: Sequence[Token]) -> None:
    """Give totals printed apart from their labels to the labels whose sums they are, else in order. A row says where a sum, and
    not the order, made the amount its own."""
    waiting = [row for row in totals if not row.amounts]
    free = list(loose)
    in_order = dict(zip(map(id, waiting), loose, strict=False)) if len(waiting) == len(loose) else {}
    for row in waiting:
        fitting = [token for token in free if _is_sum(token, row.key, items)]
        if len(fitting) == 1 or (len(free) == len(waiting) and fitting):
            row.amounts.append(fitting[0])
            row.summed = in_order.get(id(row)) is not fitting[0]
            free.remove(fitting[0])
    waiting = [row for row in waiting if not row.amounts]
    if len(waiting) == len(free):
        for row, token in zip(waiting, free, strict=True):
            row.amounts.append(token)


def _is_sum(token: Token, key: str, items: Sequence[FlatRow]) -> bool:
    own = [
        item.amounts[0].number.interval
        for item in items
        if len(item.code) == 3
        and item.amounts
        and item.amounts[0].number
        and (key == "total" or is_personnel(item.code) == (key == "personnel"))
    ]
    return token.number is not None and total(own).meets(token.number.interval)
