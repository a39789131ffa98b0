"""Trace: the entries behind a cell, and the cells that an entry reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.amounts import Address, Atom, addresses, budget_addresses
from shebao.accounts.ledger import Coded, Ledger, grouped
from shebao.accounts.vocabulary import BudgetKind
from shebao.report.tables.layout import Layout, layout_of
from shebao.report.tables.model import Table

_ATOM = ("kind", "funding", "functional", "economic", "spending")


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
    layout = layout_of(accounts.manifest.unit.place, accounts.manifest.unit.fiscal_year)
    if address.table == "three_public" and address.column.startswith("budget."):
        lines = accounts.budget or accounts.entries.where(np.zeros(len(accounts.entries), np.bool_))
        if accounts.budget is not None and layout.three_public_budget == "initial":
            lines = lines.where(lines.columns["budget_kind"].where(lambda kind: kind is BudgetKind.INITIAL))
        signs = _signs(lines, lambda atom: 1 if address in budget_addresses(atom) else 0)
        return Behind(address, lines.where(signs != 0), signs[signs != 0], True)
    lines = external(accounts)
    signs = _signs(lines, lambda atom: sum(sign for reached, sign in addresses(atom) if reached == address))
    return Behind(address, lines.where(signs != 0), signs[signs != 0], False)


def external(accounts: AccountSet) -> Ledger:
    """The entries without transfers between the department's own units."""
    if not accounts.manifest.units:
        return accounts.entries
    own = accounts.manifest.units
    return accounts.entries.where(~accounts.entries.columns["transfer"].where(lambda code: bool(code) and code in own))


def _signs(lines: Ledger, sign_of: Callable[[Atom], int]) -> NDArray[np.int64]:
    signs = np.zeros(len(lines), np.int64)
    if not len(lines):
        return signs
    columns: list[Coded] = [lines.columns[name] for name in _ATOM]
    order, starts = grouped(columns)
    ends = np.append(starts[1:], len(order))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        row = int(order[start])
        atom = Atom(*(column.at(row) for column in columns))
        signs[order[start:end]] = sign_of(atom)
    return signs


def reached(
    accounts: AccountSet, voucher: str, line: str = ""
) -> Iterator[tuple[dict[str, Any], tuple[tuple[Address, int], ...]]]:
    """The lines of a voucher (or one of its lines), each with the cells it reaches and their signs."""
    entries = external(accounts)
    wanted = entries.columns["voucher"].where(lambda text: text == voucher)
    if line:
        wanted &= entries.columns["line"].where(lambda text: text == line)
    found = entries.where(wanted)
    for row in range(len(found)):
        atom = Atom(*(found.columns[name].at(row) for name in _ATOM))
        net: dict[Address, int] = {}
        for address, sign in addresses(atom):
            net[address] = net.get(address, 0) + sign
        yield found.line(row), tuple((address, sign) for address, sign in net.items() if sign)
