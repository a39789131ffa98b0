"""What tables already read say about the cells of another: the declared ties, as intervals by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from shebao.money import Interval
from shebao.reading.tables.sums import ZERO
from shebao.report.tables import Family, Relation, Table, TableState, Term, ties

_FAR = Decimal(10) ** 15
Bounds = dict[str, dict[str, Interval]]


def bounds_of(table_id: str, tables: Mapping[str, Table], family: Family = Family.ACCOUNTS) -> Bounds:
    """Intervals by row key and column in which the cells of `table_id` must lie for the ties with `tables` to hold."""
    bounds: Bounds = {}
    for relation in _always(family):
        for ours, theirs, side in ((relation.left, relation.right, "left"), (relation.right, relation.left, "right")):
            if len(ours) != 1 or ours[0].ref.split(":")[0] != table_id:
                continue
            if any(term.ref.split(":")[0] == table_id for term in theirs):
                continue
            for row, column, value in _values(ours[0], theirs, tables, family):
                _add(bounds, row, column, _bound(relation, side, value))
    return bounds


def _always(family: Family) -> Iterator[Relation]:
    """The ties that hold under no condition."""
    return (relation for relation in ties(family) if not relation.needs and not relation.without)


def _bound(relation: Relation, side: str, value: Interval) -> Interval:
    if relation.operator == "=":
        return value
    return Interval(value.low, _FAR) if side == "left" else Interval(-_FAR, value.high)


def _add(bounds: Bounds, row: str, column: str, interval: Interval) -> None:
    columns = bounds.setdefault(row, {})
    columns[column] = columns.get(column, interval).meet(interval) or interval


def _values(
    ours: Term, theirs: Sequence[Term], tables: Mapping[str, Table], family: Family
) -> Iterator[tuple[str, str, Interval]]:
    _, row, column = ours.ref.split(":")
    if "*" not in row:
        value = _sum(theirs, tables, family)
        if value is not None:
            yield row, column, value
    elif len(theirs) == 1:
        other_id, other_row, other_column = theirs[0].ref.split(":")
        other = tables.get(other_id)
        prefix = other_row.partition("*")[0]
        for candidate in other.rows if other and other.state is TableState.READ else ():
            if candidate.key.startswith(prefix) and candidate.key[len(prefix) :][:1].isdecimal():
                value = _cell(other_id, candidate.key, other_column, tables, family)
                if value is not None:
                    yield row.replace("*", candidate.key[len(prefix) :]), column, value


def _sum(terms: Sequence[Term], tables: Mapping[str, Table], family: Family) -> Interval | None:
    total = ZERO
    for term in terms:
        table_id, row, column = term.ref.split(":")
        value = _cell(table_id, row, column, tables, family)
        if value is None:
            return None
        total = total.plus(value.scaled(term.sign))
    return total


def _cell(table_id: str, row: str, column: str, tables: Mapping[str, Table], family: Family) -> Interval | None:
    """The interval of a cell, zero where its row is blank there; None where it was not read or is doubtful."""
    table = tables.get(table_id)
    if table is None:
        return _same_cell(f"{table_id}:{row}:{column}", tables, family)
    if table.state is TableState.EMPTY:
        return ZERO
    found = table.row(row)
    if table.state is not TableState.READ or found is None:
        return None
    cell = found.cells.get(column)
    if cell is None or cell.figure is None:
        return None if cell is not None and cell.doubtful else ZERO
    return None if cell.doubtful else cell.figure.interval


def _same_cell(ref: str, tables: Mapping[str, Table], family: Family) -> Interval | None:
    """What a table already read says of the cell of one not yet read: the other side of an equality between two cells."""
    for relation in _always(family):
        if relation.operator != "=" or len(relation.left) != 1 or len(relation.right) != 1:
            continue
        for ours, theirs in ((relation.left[0], relation.right[0]), (relation.right[0], relation.left[0])):
            table_id, row, column = theirs.ref.split(":")
            if ours.ref == ref and table_id in tables:
                return _cell(table_id, row, column, tables, family)
    return None
