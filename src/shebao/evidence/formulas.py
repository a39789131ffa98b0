"""The declared relations that make a cell of other cells: columns and rows of its table, subjects below, ties with other tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from shebao.report.tables import Relation, TableSpec, Term, table_specs, ties


@dataclass(frozen=True, slots=True)
class Operand:
    """One cell of a formula: its sign, address and name."""

    sign: int
    address: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """The cell equals (or is at least) the sum of the operands; `words` is where that is declared."""

    operator: str
    operands: tuple[Operand, ...]
    words: str


def formulas(cells: Mapping[str, str], names: Mapping[str, str], cell: str) -> Iterator[Formula]:
    """The declared relations whose result is this cell, with the operands that are printed; `cells` and `names` by address."""
    table, row, column = cell.split(":")
    spec = table_specs().get(table)
    if spec is None:
        return
    children = _children(spec, cells, table, row, column)
    if children:
        yield _formula("=", [(1, child) for child in children], cells, names, "按支出科目逐级汇总")
    for relation in spec.relations:
        if relation.operator == "=" and _names_it(relation, column):
            operands = [(term.sign, f"{table}:{row}:{other}") for term, other in _expanded(relation, spec.columns)]
            yield _formula("=", operands, cells, names, "本表各栏之间的关系")
    rows = {address.split(":")[1] for address in cells if address.startswith(f"{table}:")}
    for relation in spec.row_relations:
        if relation.operator == "=" and _names_it(relation, row):
            operands = [(term.sign, f"{table}:{other}:{column}") for term, other in _expanded(relation, rows)]
            yield _formula("=", operands, cells, names, "本表各行之间的关系")
    for tie in ties():
        if tie.operator == "=" and len(tie.left) == 1 and tie.left[0].ref == cell:
            operands = [(term.sign, term.ref) for term in tie.right if "*" not in term.ref]
            yield _formula("=", operands, cells, names, "与其他表的对应关系")


def _names_it(relation: Relation, key: str) -> bool:
    return len(relation.left) == 1 and relation.left[0].ref == key


def _expanded(relation: Relation, keys: Sequence[str] | set[str] | Mapping[str, Any]) -> Iterator[tuple[Term, str]]:
    for term in relation.right:
        if term.is_sum:
            yield from ((term, key) for key in sorted(keys) if fnmatchcase(key, term.ref))
        else:
            yield term, term.ref


def _children(spec: TableSpec, cells: Mapping[str, str], table: str, row: str, column: str) -> list[str]:
    """The cells of the subjects one level below (208 → 20801; total → classes) of a table by subject."""
    if spec.shape.value == "functional" and row == "total":
        length = 3
    elif row.isdigit() and len(row) in (3, 5):
        length = len(row) + 2
    else:
        return []
    prefix = "" if row == "total" else row
    keys = {address.split(":")[1] for address in cells if address.startswith(f"{table}:")}
    below = sorted(key for key in keys if key.isdigit() and len(key) == length and key.startswith(prefix))
    return [address for key in below if (address := f"{table}:{key}:{column}") in cells]


def _formula(
    operator: str, operands: Sequence[tuple[int, str]], cells: Mapping[str, str], names: Mapping[str, str], words: str
) -> Formula:
    shown = tuple(
        Operand(sign, address, names.get(address, ""), cells[address]) for sign, address in operands if address in cells
    )
    return Formula(operator, shown, words)
