"""Whether amounts placed in columns satisfy the relations that every row of a table obeys."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from shebao.money import Interval, Number, exactly, total
from shebao.report.tables import Relation, TableSpec

ZERO = exactly(0)


def row_holds(placed: Mapping[str, Number], spec: TableSpec, columns: Container[str], exactly_so: bool = False) -> bool:
    """Whether amounts by column satisfy every relation between the `columns` of one row; a blank counts as zero.

    With `exactly_so` as printed, otherwise each printed amount may be off by half of its last digit.
    """
    if exactly_so:
        values = {column: Interval(number.value, number.value) for column, number in placed.items()}
    else:
        values = {column: number.interval for column, number in placed.items()}
    return all(
        holds(relation, values) for relation in spec.relations if all(term.ref in columns for term in relation.left)
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
