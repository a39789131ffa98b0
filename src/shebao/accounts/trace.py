"""Trace: the entries behind a cell, and the cells that an entry reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shebao import evidence
from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.amounts import Address, Atom, is_budget, reach_of
from shebao.accounts.closing.amounts import reached as cells_of
from shebao.accounts.ledger import Ledger, grouped
from shebao.accounts.vocabulary import BudgetKind
from shebao.evidence import Group
from shebao.report.tables.layout import Layout, layout_of
from shebao.report.tables.model import Table


class UnknownCell(ValueError):
    """What was asked for is no cell of the nine tables; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The lines behind a cell: `signs` are +1 where a line adds to it, −1 where it takes away. `budget` lines for the
    budget columns of 三公, entries otherwise."""

    address: Address
    lines: Ledger
    signs: NDArray[np.int64]
    budget: bool

    @property
    def total(self) -> int:
        """The cell in fen."""
        return int((self.lines.amount.astype(object) * self.signs).sum()) if len(self.lines) else 0


def parse_address(text: str, layout: Layout, tables: Mapping[str, Table]) -> Address:
    """The cell that `03:2080109:project` names: a table by number or id, a row by key, code, line number or printed name, a
    column by id, column number or name. Raises UnknownCell."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 3:
        raise UnknownCell(f"“{text}”应写作 表:行:列，如 03:2080109:project")
    table = _table(parts[0], layout)
    rows = tables[table].rows
    for row in rows:
        if parts[1] in (row.key, row.key.removeprefix("out."), row.code, row.name, str(row.line_number)):
            return Address(table, row.key, _column(parts[2], table, layout, row.cells))
    raise UnknownCell(f"{parts[0]} 表没有行“{parts[1]}”；有：{'、'.join(row.key for row in rows[:60])}")


def _table(text: str, layout: Layout) -> str:
    for table in layout.tables:
        digits = "".join(c for c in table.number if c.isdecimal())
        if text in (table.spec.id, digits, digits.lstrip("0")) and text:
            return table.spec.id
    if text.isdecimal() and 1 <= int(text) <= len(layout.tables):
        return layout.tables[int(text) - 1].spec.id
    raise UnknownCell(f"没有表“{text}”；有：{'、'.join(t.number or t.spec.id for t in layout.tables)}")


def _column(text: str, table: str, layout: Layout, columns: Mapping[str, object]) -> str:
    spec = layout.table(table).spec
    names = {column: {column, *spec.columns.get(column, ()), *spec.memo_columns.get(column, ())} for column in columns}
    for column, known in names.items():
        if text in known:
            return column
    raise UnknownCell(f"这一行没有列“{text}”；有：{'、'.join(columns)}")


def behind(accounts: AccountSet, address: Address) -> Behind:
    """The lines of an account set behind a cell of its tables."""
    lines = budget_of(accounts) if is_budget(address) else entries_of(accounts)
    found = evidence.behind(address, groups_of(lines), reach_of(address)).signs
    signs = np.zeros(len(lines), np.int64)
    for atom, rows in _rows_by_atom(lines):
        signs[rows] = found.get(atom, 0)
    return Behind(address, lines.where(signs != 0), signs[signs != 0], is_budget(address))


def entries_of(accounts: AccountSet) -> Ledger:
    """The entries that are disclosed: without transfers between the department's own units."""
    if not accounts.manifest.units:
        return accounts.entries
    own = accounts.manifest.units
    return accounts.entries.where(~accounts.entries.columns["transfer"].where(lambda code: bool(code) and code in own))


def budget_of(accounts: AccountSet) -> Ledger:
    """The budget lines that the 三公 table compares with: the initial or the adjusted budget, by place and year."""
    if accounts.budget is None:
        return accounts.entries.where(np.zeros(len(accounts.entries), np.bool_))
    unit = accounts.manifest.unit
    if layout_of(unit.place, unit.fiscal_year).three_public_budget != "initial":
        return accounts.budget
    return accounts.budget.where(accounts.budget.columns["budget_kind"].where(lambda kind: kind is BudgetKind.INITIAL))


def groups_of(lines: Ledger) -> Iterator[Group[Atom]]:
    """The lines by what the tables distinguish."""
    for atom, rows in _rows_by_atom(lines):
        yield Group(atom, len(rows), sum(lines.amount[rows].tolist()))


def _rows_by_atom(lines: Ledger) -> Iterator[tuple[Atom, NDArray[np.int64]]]:
    if not len(lines):
        return
    columns = [lines.columns[name] for name in Atom._fields]
    order, starts = grouped(columns)
    for rows in np.split(order, starts[1:]):
        yield _atom(lines, int(rows[0])), rows


def _atom(lines: Ledger, row: int) -> Atom:
    return Atom(*(lines.columns[name].at(row) for name in Atom._fields))


def reached(
    accounts: AccountSet, voucher: str, line: str = ""
) -> Iterator[tuple[dict[str, Any], tuple[tuple[Address, int], ...]]]:
    """The lines of a voucher (or one of its lines), each with the cells it reaches and their signs."""
    entries = entries_of(accounts)
    wanted = entries.columns["voucher"].where(lambda text: text == voucher)
    if line:
        wanted &= entries.columns["line"].where(lambda text: text == line)
    found = entries.where(wanted)
    for row in range(len(found)):
        yield found.line(row), tuple(cells_of(_atom(found, row)).items())
