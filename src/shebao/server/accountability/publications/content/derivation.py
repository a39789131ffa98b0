"""Where a published figure comes from: the formula that makes it of other cells, and the entries added up in it.

Entries are kept as sums by what the tables distinguish (kind, source of money, subjects, kind of spending): no voucher, no
name, no description leaves the books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import Any

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.amounts import Address, Atom, addresses, budget_addresses
from shebao.accounts.closing.closing import Closing
from shebao.accounts.ledger import Ledger, grouped
from shebao.accounts.trace import external
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.report.tables import Relation, TableSpec, Term, table_specs, ties

_ATOM = ("kind", "funding", "functional", "economic", "spending")


@dataclass(frozen=True, slots=True)
class Group:
    """Entries (or budget lines) that the tables do not tell apart: how many, and their sum in fen."""

    kind: str
    funding: str
    functional: str
    economic: str
    spending: str
    count: int
    fen: int
    sign: int = 1


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


def groups_data(folder: AccountSet, closing: Closing) -> dict[str, list[list[Any]]]:
    """What is stored of a unit's books: the groups of entries and of budget lines behind the tables."""
    budget = folder.budget
    if budget is not None and closing.layout.three_public_budget == "initial":
        budget = budget.where(budget.columns["budget_kind"].where(lambda kind: kind is BudgetKind.INITIAL))
    return {"entries": list(_groups(external(folder))), "budget": list(_groups(budget)) if budget is not None else []}


def _groups(lines: Ledger) -> Iterator[list[Any]]:
    if not len(lines):
        return
    columns = [lines.columns[name] for name in _ATOM]
    order, starts = grouped(columns)
    bounds = [*starts.tolist(), len(order)]
    for start, end in pairwise(bounds):
        row = int(order[start])
        yield [
            *(str(column.at(row)) for column in columns),
            end - start,
            sum(int(lines.amount[index]) for index in order[start:end]),
        ]


def entries_behind(stored: Mapping[str, Sequence[Sequence[Any]]], cell: str) -> tuple[Group, ...]:
    """The groups of entries that add up to the cell `table:row:column`, the largest first."""
    wanted = Address(*cell.split(":"))
    is_budget = wanted.table == "three_public" and wanted.column.startswith("budget.")
    found = []
    for kind, funding, functional, economic, spending, count, fen in stored.get(
        "budget" if is_budget else "entries", ()
    ):
        atom = Atom(EntryKind(kind), Funding(funding), functional, economic, Spending(spending))
        if is_budget:
            sign = 1 if wanted in budget_addresses(atom) else 0
        else:
            sign = sum(sign for reached, sign in addresses(atom) if reached == wanted)
        if sign:
            found.append(Group(kind, funding, functional, economic, spending, count, fen, sign))
    return tuple(sorted(found, key=lambda group: -abs(group.fen)))


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
