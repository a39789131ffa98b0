"""Two-sided tables flattened to lines: labels of both sides, 行次 and amounts follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from shebao.money import Interval, exactly
from shebao.reading.document import Line
from shebao.reading.tables.flat.rows import FlatRow
from shebao.reading.tables.flat.solve import Node, solve
from shebao.reading.tables.flat.tokens import tokens
from shebao.reading.tables.labels import bare_label, expenditure_labels, income_labels, key_of
from shebao.reading.tables.printed import compact
from shebao.reading.tables.ties import Bounds
from shebao.report.tables import Row, TableSpec

_FUNDS = ("general", "fund", "state_capital")
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
    sides = _Sides(income_labels(spec.id), expenditure_labels(spec.id))
    start = _first_row(lines)
    entries = list(_entries(lines[start:], sides))
    rows = _numbered(entries, sides) if _has_line_numbers(entries) else _unnumbered(entries, sides)
    if sum(bool(row.key) for row in rows) < 8:
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
    for line in lines:
        for index, token in enumerate(tokens(line)):
            if token.number is None:
                if current and not current.amounts and _joins(current.name, token.text, sides):
                    current.name += token.text
                    current.tokens.append(token)
                    continue
                if current:
                    yield current
                current = FlatRow(name=token.text, tokens=[token])
            else:
                if current is None or (index == 0 and current.amounts):
                    if current:
                        yield current
                    current = FlatRow()
                current.amounts.append(token)
                current.tokens.append(token)
    if current:
        yield current


def _joins(label: str, more: str, sides: _Sides) -> bool:
    """Whether a word continues a label rather than begins another."""
    if not label:
        return False
    joined = label + more
    return sides.knows(joined) or (not sides.knows(label) and sides.begins(joined))


def _has_line_numbers(entries: Sequence[FlatRow]) -> bool:
    firsts = [entry.amounts[0].integer for entry in entries if entry.amounts]
    return sum(number is not None for number in firsts) * 2 > len(firsts) > 0


def _numbered(entries: Sequence[FlatRow], sides: _Sides) -> list[FlatRow]:
    """Rows by 行次: on each side the next row's 行次 is known, so a bare 行次 is told from an amount."""
    rows: list[FlatRow] = []
    expected: list[int | None] = [1, None]
    for _, group in groupby(entries, key=lambda entry: entry.tokens[0].line.place):
        line = list(group)
        for side, row in _split_line(line, expected, sides):
            _take_line_number(row, side, expected)
            labels = sides.expenditure if side else sides.income
            rows.append(_with_key(row, labels, sides))
    return [row for row in rows if row.name or row.amounts]


def _split_line(line: Sequence[FlatRow], expected: list[int | None], sides: _Sides) -> Iterator[tuple[int, FlatRow]]:
    """The left and right row of a line; a right row without label begins with the 行次 expected there."""
    for position, entry in enumerate(line):
        right = position > 0 or (entry.name != "" and _is_right(entry, expected, sides))
        cut = next((i for i, token in enumerate(entry.amounts) if i and token.integer == expected[1]), None)
        if right or cut is None or position + 1 < len(line):
            yield int(right), entry
            continue
        rest = entry.amounts[cut:]
        yield 0, replace(entry, amounts=entry.amounts[:cut], tokens=[t for t in entry.tokens if t not in rest])
        yield 1, FlatRow(tokens=list(rest), amounts=list(rest))


def _is_right(entry: FlatRow, expected: list[int | None], sides: _Sides) -> bool:
    first = entry.amounts[0].integer if entry.amounts else None
    if first is not None and first == expected[0]:
        return False
    if first is not None and first == expected[1]:
        return True
    return bare_label(entry.name) not in sides.income


def _take_line_number(row: FlatRow, side: int, expected: list[int | None]) -> None:
    number = row.amounts[0].integer if row.amounts else None
    if number is not None and (expected[side] is None or 0 <= number - (expected[side] or 0) <= 3):
        row.line_number = number
        row.amounts = row.amounts[1:]
        expected[side] = number + 1


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
    nodes = {row.key: row.node(bounds) for row in rows if row.key.startswith("out.")}
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
