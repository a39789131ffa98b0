"""Two-sided tables flattened to lines: labels of both sides, 行次 and amounts follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from shebao.money import Interval, exactly
from shebao.reading.document import Line
from shebao.reading.tables.flat.rows import FlatRow
from shebao.reading.tables.flat.solve import Node, solve
from shebao.reading.tables.flat.tokens import Token, is_stacked, tokens
from shebao.reading.tables.labels import bare_label, expenditure_labels, income_labels, key_of
from shebao.reading.tables.printed import compact
from shebao.reading.tables.ties import Bounds
from shebao.reading.tables.two_sided import MOST_ROWS
from shebao.report.tables import Family, Row, TableSpec

_FUNDS = ("general", "fund", "state_capital")
_FEWEST = {Family.ACCOUNTS: 8, Family.BUDGET: 4}
_SKIPPED_ROWS = 3
_GRAND_TOTAL, _TOTAL = "out.grand_total", "out.total"


@dataclass
class _Sides:
    income: Mapping[str, tuple[str, ...]]
    expenditure: Mapping[str, tuple[str, ...]]
    seen: set[str] = field(default_factory=set)

    def knows(self, label: str) -> bool:
        bare = bare_label(label)
        return bare in self.income or bare in self.expenditure

    def begins(self, label: str) -> bool:
        bare = bare_label(label)
        return bool(bare) and any(known.startswith(bare) for known in (*self.income, *self.expenditure))


def read_flat_two_sided(
    lines: Sequence[Line], spec: TableSpec, unit: str, bounds: Bounds
) -> tuple[tuple[Row, ...], dict[int, str]] | None:
    """The rows and 栏次 of a flattened two-sided table; None where hardly any label is recognised."""
    sides = _Sides(income_labels(spec.id, spec.family), expenditure_labels(spec.id, spec.family))
    start = _first_row(lines)
    entries = list(islice(_entries(lines[start:], sides), 4 * MOST_ROWS))
    if len(entries) == 4 * MOST_ROWS:
        return None
    rows = _numbered(entries, sides) if _has_line_numbers(entries) else _unnumbered(entries, sides)
    if sum(bool(row.key) for row in rows) < _FEWEST[spec.family]:
        return None
    return _placed(rows, spec, unit, bounds), _column_numbers(lines, spec)


def _first_row(lines: Sequence[Line]) -> int:
    """The first line of rows: the one with the first ordinal label."""
    return next((i for i, line in enumerate(lines) if compact(line.text).startswith("一、")), 0)


def _column_numbers(lines: Sequence[Line], spec: TableSpec) -> dict[int, str]:
    line = next((line for line in lines if "栏次" in compact(line.text)), None)
    if line is None:
        return {}
    count = sum(token.integer is not None for token in tokens(line))
    order = ["amount", *(["total", *_FUNDS] if "total" in spec.columns else ["amount"])]
    return dict(enumerate(order, 1)) if count == len(order) else {}


def _entries(lines: Sequence[Line], sides: _Sides) -> Iterator[FlatRow]:
    """Labels with the numbers that follow them; labels broken over lines or spaced out are joined."""
    current: FlatRow | None = None
    stacked = is_stacked(lines)
    for line in lines:
        for index, token in enumerate(tokens(line)):
            if token.is_dash:
                if current:
                    current.take(token)
            elif token.number is None:
                if current and _joins(current.name, token.text, sides, around=bool(current.amounts)):
                    current.name += token.text
                    current.tokens.append(token)
                    continue
                if current:
                    yield current
                current = FlatRow(name=token.text, tokens=[token])
            else:
                if current is None or (index == 0 and current.amounts and not stacked):
                    if current:
                        yield current
                    current = FlatRow()
                current.take(token)
    if current:
        yield current


def _joins(label: str, more: str, sides: _Sides, around: bool) -> bool:
    """Whether a word continues a label rather than begins another; `around`: its amount stands between the two."""
    if not label:
        return False
    joined = label + more
    if around:
        return sides.knows(joined) and not sides.knows(label)
    return sides.knows(joined) or (not sides.knows(label) and sides.begins(joined))


def _has_line_numbers(entries: Sequence[FlatRow]) -> bool:
    """Whether rows begin with 行次: integers that count them, each once."""
    firsts = [entry.amounts[0].integer for entry in entries if entry.amounts]
    counting = {number for number in firsts if number is not None and number <= 2 * len(firsts) + _SKIPPED_ROWS}
    return len(counting) * 2 > len(firsts) > 0


def _numbered(entries: Sequence[FlatRow], sides: _Sides) -> list[FlatRow]:
    """Rows by 行次: on each side the next row's 行次 is known, so a bare 行次 is told from an amount."""
    items = [item for entry in entries for item in ([entry] if entry.name else []) + _bare(entry)]
    rows: list[tuple[int, FlatRow]] = []
    expected: list[int | None] = [1, None]
    for position, item in enumerate(items):
        if not item.name and not item.amounts:
            if rows:
                rows[-1][1].take(item.tokens[0])
            continue
        side = _begins(items, position, rows, expected, sides)
        if side is not None:
            row = FlatRow(name=item.name, tokens=list(item.tokens if item.name else item.amounts))
            rows.append((side, row))
            if item.name:
                continue
        elif item.name:
            continue
        _take_number(item.amounts[0], rows[-1][0], rows[-1][1], expected, started=side is not None)
    for side, row in rows:
        _with_key(row, sides.expenditure if side else sides.income, sides)
    return [row for _, row in rows if row.name or row.amounts]


def _bare(entry: FlatRow) -> list[FlatRow]:
    """The entry's numbers and dashes one by one; its label keeps its words only."""
    cells = [token for token in entry.tokens if token.number is not None or token.is_dash]
    entry.tokens = [token for token in entry.tokens if token.number is None and not token.is_dash]
    entry.amounts, entry.printed = [], []
    return [FlatRow(tokens=[token], amounts=[] if token.is_dash else [token]) for token in cells]


def _begins(
    items: Sequence[FlatRow],
    position: int,
    rows: Sequence[tuple[int, FlatRow]],
    expected: Sequence[int | None],
    sides: _Sides,
) -> int | None:
    """The side on which an item begins a row, None where it belongs to the row before."""
    item = items[position]
    side, current = rows[-1] if rows else (1, None)
    if item.name:
        following = _next_number(items, position)
        if following is not None and following in expected and expected[0] != expected[1]:
            return 0 if following == expected[0] else 1
        if bare_label(item.name) not in sides.expenditure:
            return 0
        return 1 if side == 0 or bare_label(item.name) not in sides.income else 0
    number = item.amounts[0].integer
    if current is None or current.line_number is None or number is None:
        return 0 if current is None else None
    other = 1 - side
    if number != expected[other] or _awaited_by_label(items, position, number):
        return None
    return other


def _next_number(items: Sequence[FlatRow], position: int) -> int | None:
    following = items[position + 1] if position + 1 < len(items) else None
    return following.amounts[0].integer if following is not None and following.amounts else None


def _awaited_by_label(items: Sequence[FlatRow], position: int, number: int) -> bool:
    """Whether the next label comes with that 行次 itself, so that the number before it is an amount."""
    following = items[position + 1] if position + 1 < len(items) else None
    return following is not None and bool(following.name) and _next_number(items, position + 1) == number


def _take_number(token: Token, side: int, row: FlatRow, expected: list[int | None], started: bool) -> None:
    number = token.integer
    awaited = expected[side]
    if (
        number is not None
        and row.line_number is None
        and not row.amounts
        and (awaited is None or 0 <= number - awaited <= _SKIPPED_ROWS)
    ):
        row.line_number = number
        expected[side] = number + 1
        if not started:
            row.tokens.append(token)
    elif started:
        row.amounts.append(token)
        row.printed.append(True)
    else:
        row.take(token)


def _unnumbered(entries: Sequence[FlatRow], sides: _Sides) -> list[FlatRow]:
    """Rows by label alone: a label that both sides have is the income side's first."""
    rows = []
    for entry in entries:
        bare = bare_label(entry.name)
        keys = sides.income.get(bare, ())
        left = any(key not in sides.seen for key in keys) or bare not in sides.expenditure
        rows.append(_with_key(entry, sides.income if left and keys else sides.expenditure, sides))
    return [row for row in rows if row.name or row.amounts]


def _with_key(row: FlatRow, labels: Mapping[str, tuple[str, ...]], sides: _Sides) -> FlatRow:
    row.key = key_of(row.name, labels, sides.seen) if row.name else ""
    if row.key:
        sides.seen.add(row.key)
    return row


def _placed(rows: Sequence[FlatRow], spec: TableSpec, unit: str, bounds: Bounds) -> tuple[Row, ...]:
    """The rows with amounts in columns: one a side, or the expenditure side by fund, where sums tell which."""
    by_fund = "total" in spec.columns
    known = [row for row in rows if row.key or row.amounts]
    nodes = _solved(known, spec, bounds) if by_fund else {}
    placed = []
    for row in known:
        node = nodes.get(row.key)
        if node is not None and row.key:
            placed.append(row.row(("total", *_FUNDS), node.chosen, unit, node.doubtful))
        else:
            extra = frozenset(("amount",)) if len(row.amounts) > 1 else frozenset[str]()
            placed.append(row.row(("amount",), ("amount",), unit, extra))
    return tuple(placed)


def _solved(rows: Sequence[FlatRow], spec: TableSpec, bounds: Bounds) -> dict[str, Node]:
    nodes = {row.key: row.node(bounds, ("total", *_FUNDS)) for row in rows if row.key.startswith("out.")}
    idle = _idle_funds(rows)
    for node in nodes.values():
        node.bounds = {**idle, **node.bounds}
    root = nodes.get(_GRAND_TOTAL)
    total = nodes.get(_TOTAL)
    classes = [node for key, node in nodes.items() if key[4:].isdecimal()]
    if total:
        total.children = classes
    if root:
        root.children = [node for key, node in nodes.items() if key in (_TOTAL, "out.carry_over")]
    roots = [root] if root else [total] if total else classes
    solve(roots, spec, ("total", *_FUNDS))
    solve([node for node in nodes.values() if not node.chosen and node.numbers], spec, ("total", *_FUNDS))
    return nodes


def _idle_funds(rows: Sequence[FlatRow]) -> dict[str, Interval]:
    """Funds without income or carry-over have nothing to spend: their columns are blank."""
    filled = {row.key.rpartition(".")[2] for row in rows if row.key.startswith("in.") and row.amounts}
    carried = next((row for row in rows if row.key == "in.carry_over"), None)
    if (
        carried is not None
        and carried.amounts
        and not any(row.amounts for row in rows if row.key.startswith("in.carry_over."))
    ):
        return {}
    return {fund: exactly(0) for fund in _FUNDS if fund not in filled} if filled & set(_FUNDS) else {}
