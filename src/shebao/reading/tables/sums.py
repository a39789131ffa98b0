"""Whether amounts placed in columns satisfy the relations that every row of a table obeys."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from shebao.money import Interval, Number, exactly, total
from shebao.report.tables import Relation, Row, Shape, TableSpec

ZERO = exactly(0)


def row_holds(placed: Mapping[str, Number], spec: TableSpec, columns: Container[str], exactly_so: bool = False) -> bool:
    """Whether amounts by column satisfy every relation between the `columns` of one row; a blank counts as zero.

    With `exactly_so` as printed, otherwise each printed amount may be off by half of its last digit.
    """
    if exactly_so:
        values = {column: Interval(number.value, number.value) for column, number in placed.items()}
    else:
        values = {column: number.interval for column, number in placed.items()}
    return all(holds(relation, values) for relation in spec.relations if _is_of(relation, columns))


def _is_of(relation: Relation, columns: Container[str]) -> bool:
    """Whether a relation is one between those columns."""
    return (
        all(term.ref in columns for term in relation.left)
        and any(term.ref in columns for term in relation.right)
        and all(column in columns for column in relation.needs)
        and not any(column in columns for column in relation.without)
    )


def best_holding(
    options: Sequence[tuple[str, ...]], numbers: Sequence[Number], spec: TableSpec, columns: Container[str]
) -> list[tuple[str, ...]]:
    """The choices of columns under which a row's amounts hold exactly; where none do, those that hold within rounding."""
    placed = {option: dict(zip(option, numbers, strict=True)) for option in options}
    holding = [option for option in options if row_holds(placed[option], spec, columns)]
    return [option for option in holding if row_holds(placed[option], spec, columns, exactly_so=True)] or holding


def holds(relation: Relation, values: Mapping[str, Interval]) -> bool:
    """Whether some true values inside the intervals satisfy the relation; what is not among `values` is zero."""
    left = total(values.get(term.ref, ZERO).scaled(term.sign) for term in relation.left)
    right = total(values.get(term.ref, ZERO).scaled(term.sign) for term in relation.right)
    return left.meets(right) if relation.operator == "=" else left.high >= right.low


def violations(rows: Sequence[Row], spec: TableSpec) -> int:
    """How many relations do not hold among rows by functional code: within a row, and parent against its children.

    Of a two-sided table the expenditure side counts: classes below 本年支出合计.
    """
    if spec.shape is Shape.TWO_SIDED:
        rows = [_as_functional(row) for row in rows if row.key == "out.total" or row.key[4:].isdecimal()]
    columns = {column for row in rows for column in row.cells}
    count = sum(not row_holds(_numbers(row), spec, columns) for row in rows)
    by_key = {row.key: row for row in rows if row.key}
    children: dict[str, list[Row]] = {}
    for row in rows:
        above = next(
            (row.key[:length] for length in (5, 3) if length < len(row.key) and row.key[:length] in by_key), "total"
        )
        if row.key and row.key != "total":
            children.setdefault(above, []).append(row)
    for key, below in children.items():
        for column in columns if key in by_key else ():
            parts = total(_interval(row, column) for row in below)
            count += not parts.meets(_interval(by_key[key], column))
    return count


def _as_functional(row: Row) -> Row:
    return replace(row, key=row.key.removeprefix("out."))


def _numbers(row: Row) -> dict[str, Number]:
    return {column: cell.figure.number for column, cell in row.cells.items() if cell.figure}


def _interval(row: Row, column: str) -> Interval:
    cell = row.cells.get(column)
    return cell.figure.interval if cell and cell.figure else ZERO
