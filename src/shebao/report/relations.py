"""The declared relations of the nine tables, evaluated: the same declarations that reports are verified by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import TypeVar

from shebao.report.measures import CellRef
from shebao.report.tables.families import table_specs, ties
from shebao.report.tables.specification import Relation, Shape, TableSpec, Term

Number = TypeVar("Number", int, Decimal)
Resolve = Callable[[str], list[CellRef]]


@dataclass(frozen=True, slots=True)
class Check:
    """One relation at one place: both sides' terms (sign, address) and the declaration."""

    table: str
    text: str
    operator: str
    left: tuple[tuple[int, CellRef], ...]
    right: tuple[tuple[int, CellRef], ...]

    def difference(self, values: Mapping[CellRef, Number]) -> Number:
        """Left minus right; blank cells are zero."""
        return _sum(self.left, values) - _sum(self.right, values)

    def holds(self, values: Mapping[CellRef, Number]) -> bool:
        """Whether the relation is true of those values."""
        difference = self.difference(values)
        return difference >= 0 if self.operator == ">=" else difference == 0


def _sum(terms: tuple[tuple[int, CellRef], ...], values: Mapping[CellRef, Number]) -> Number:
    return sum((sign * values[address] for sign, address in terms if address in values), start=0)  # type: ignore[return-value]


def checks(present: Collection[CellRef]) -> Iterator[Check]:
    """Every declared relation over the rows and columns that have amounts: formulas, parents by code, ties."""
    rows: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for address in present:
        rows[address.table][address.row].add(address.column)
    for spec in table_specs().values():
        found = rows.get(spec.id)
        if found:
            yield from _column_relations(spec, found)
            yield from _row_relations(spec, found)
            yield from parents(spec, found)
    for tie in ties():
        yield from _tie(tie, rows)


def _column_relations(spec: TableSpec, rows: Mapping[str, set[str]]) -> Iterator[Check]:
    def at(row: str) -> Resolve:
        return lambda ref: [CellRef(spec.id, row, ref)]

    for relation in spec.relations:
        needed = {term.ref for term in (*relation.left, *relation.right)}
        for row, columns in rows.items():
            if columns & needed:
                yield _check(spec.id, relation, at(row))


def _row_relations(spec: TableSpec, rows: Mapping[str, set[str]]) -> Iterator[Check]:
    def at(column: str) -> Resolve:
        return lambda ref: [CellRef(spec.id, row, column) for row in (matching(ref, rows) if _pattern(ref) else [ref])]

    columns = {column for found in rows.values() for column in found if column in spec.columns}
    for relation in spec.row_relations:
        for column in sorted(columns):
            yield _check(spec.id, relation, at(column))


def _pattern(ref: str) -> bool:
    return "?" in ref or "*" in ref


def matching(pattern: str, rows: Collection[str]) -> list[str]:
    """The row keys that a pattern of the specification means: `?` is a digit."""
    return [
        row
        for row in rows
        if len(row) == len(pattern)
        and all(a == b or (a == "?" and b.isdecimal()) for a, b in zip(pattern, row, strict=True))
    ]


def parents(spec: TableSpec, rows: Mapping[str, set[str]]) -> Iterator[Check]:
    """Each code is the sum of the codes below it, the total that of the classes (功能分类、经济分类)."""
    if spec.shape not in (Shape.FUNCTIONAL, Shape.ECONOMIC):
        return
    children: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.isdecimal():
            children[row[:-2] if len(row) > 3 else "total"].append(row)
    for above, below in children.items():
        for column in sorted(set().union(*(rows[row] for row in (*below, above) if row in rows))):
            yield Check(
                spec.id,
                f"{above} = 下级之和",
                "=",
                ((1, CellRef(spec.id, above, column)),),
                tuple((1, CellRef(spec.id, row, column)) for row in sorted(below)),
            )


def _check(table: str, relation: Relation, resolve: Resolve) -> Check:
    def side(terms: tuple[Term, ...]) -> tuple[tuple[int, CellRef], ...]:
        return tuple((term.sign, address) for term in terms for address in resolve(term.ref))

    return Check(table, relation.text, relation.operator, side(relation.left), side(relation.right))


def _tie(tie: Relation, rows: Mapping[str, Mapping[str, set[str]]]) -> Iterator[Check]:
    refs = [tuple(term.ref.split(":")) for term in (*tie.left, *tie.right)]
    starred = [(table, row) for table, row, _ in refs if "*" in row]

    def at(star: str) -> Resolve:
        return lambda ref: [CellRef(*ref.replace("*", star).split(":"))]

    if not starred:
        yield _check(refs[0][0], tie, at(""))
        return
    stars = {
        row[len(pattern) - 1 :]
        for table, pattern in starred
        for row in rows.get(table, ())
        if fnmatchcase(row, pattern) and row[len(pattern) - 1 :].isdecimal()
    }
    if any(pattern.startswith("out.") for _, pattern in starred):
        stars = {star for star in stars if len(star) == 3}
    for star in sorted(stars):
        yield _check(refs[0][0], tie, at(star))


def broken(values: Mapping[CellRef, Number]) -> list[Check]:
    """The declared relations that do not hold of those values."""
    return [check for check in checks(values) if not check.holds(values)]
