"""Whether amounts placed in columns satisfy the relations that every row of a table obeys."""

from __future__ import annotations

from collections.abc import Mapping

from shebao.money import Interval, Number, exactly, total
from shebao.report.tables import Relation, TableSpec

ZERO = exactly(0)


def row_holds(placed: Mapping[str, Number], spec: TableSpec) -> bool:
    """Whether amounts by column satisfy every relation between the columns of one row; a blank counts as zero."""
    intervals = {column: number.interval for column, number in placed.items()}
    return all(holds(relation, intervals) for relation in spec.relations if applies(relation, spec, placed))


def applies(relation: Relation, spec: TableSpec, placed: Mapping[str, Number]) -> bool:
    """Whether a relation says anything about the columns in which amounts stand."""
    refs = {term.ref for term in (*relation.left, *relation.right)}
    return bool(refs & placed.keys()) and (relation.left[0].ref in placed or relation.left[0].ref == "total")


def holds(relation: Relation, values: Mapping[str, Interval]) -> bool:
    """Whether some true values inside the intervals satisfy the relation; what is not among `values` is zero."""
    left = total(values.get(term.ref, ZERO).scaled(term.sign) for term in relation.left)
    right = total(values.get(term.ref, ZERO).scaled(term.sign) for term in relation.right)
    return left.meets(right) if relation.operator == "=" else left.high >= right.low
