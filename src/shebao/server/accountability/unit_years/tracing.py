"""The lines behind a cell and the cells that a line reaches, asked of the database; the same rules as `accounts.trace`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum, Value
from django.db.models.functions import Concat

from shebao.accounts.closing.amounts import Address, Atom, addresses, budget_addresses
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.report.tables import table_specs
from shebao.report.tables.layout import layout_of
from shebao.server.accountability.unit_years.models import BudgetLine, EntryLine, Line, OpeningLine, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet

_ATOM = ("kind", "funding", "functional", "economic", "spending")
_OPENING = ("funding", "functional")


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one sheet behind a cell, `signs` by the combination of columns that a line has, and their sum in fen."""

    sheet: Sheet
    lines: QuerySet[Line]
    signs: Mapping[str, int]
    total: int
    count: int

    def sign(self, line: Any) -> int:
        """+1 where the line adds to the cell, −1 where it takes away."""
        return self.signs[line.atom]


@dataclass(frozen=True, slots=True)
class Traced:
    """All that is behind a cell."""

    address: Address
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """The cell in fen."""
        return sum(part.total for part in self.parts)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return sum(part.count for part in self.parts)


def behind(unit_year: UnitYear, address: Address) -> Traced:
    """The lines behind a cell."""
    if address.table == "three_public" and address.column.startswith("budget."):
        lines = BudgetLine.objects.filter(unit_year=unit_year)
        if _compares_with_initial(unit_year):
            lines = lines.filter(budget_kind=BudgetKind.INITIAL.value)
        part = _part(SHEETS["budget"], lines, _ATOM, lambda atom: int(address in budget_addresses(atom)))
        return Traced(address, (part,) if part else ())

    def sign(atom: Atom) -> int:
        return sum(sign for reached, sign in addresses(atom) if reached == address)

    opening = _part(SHEETS["opening"], OpeningLine.objects.filter(unit_year=unit_year), _OPENING, sign)
    entries = _part(SHEETS["entries"], external(unit_year), _ATOM, sign)
    return Traced(address, tuple(part for part in (opening, entries) if part))


def _compares_with_initial(unit_year: UnitYear) -> bool:
    place = unit_year.settings.get("unit", {}).get("place", "")
    return layout_of(place, unit_year.fiscal_year).three_public_budget == "initial"


def external(unit_year: UnitYear) -> QuerySet[EntryLine]:
    """The entries without transfers between the department's own units."""
    lines = EntryLine.objects.filter(unit_year=unit_year)
    own = [unit["code"] for unit in unit_year.settings.get("units") or []]
    return lines.exclude(transfer__in=own) if own else lines


def atom_of(values: Mapping[str, str]) -> Atom:
    """What the tables distinguish of a line, from its stored values."""
    return Atom(
        EntryKind(values.get("kind", EntryKind.OPENING.value)),
        Funding(values["funding"]),
        values["functional"],
        values.get("economic", ""),
        Spending(values.get("spending", "")),
    )


def _part(sheet: Sheet, lines: QuerySet[Any], names: Sequence[str], sign_of: Any) -> Part | None:
    """The lines for which the sign is not zero; one query for the combinations, whatever the number of lines."""
    joined: list[Any] = []
    for name in names:
        joined += [Value("|"), F(name)]
    keyed = lines.annotate(atom=Concat(*joined))
    signs, total, count = {}, 0, 0
    for row in keyed.order_by().values("atom", *names).annotate(total=Sum("amount"), count=Sum(Value(1))):
        sign = sign_of(atom_of(row))
        if sign:
            signs[row["atom"]] = sign
            total += sign * int(row["total"])
            count += row["count"]
    if not signs:
        return None
    return Part(sheet, keyed.filter(atom__in=list(signs)).order_by("position", "id"), signs, total, count)


@dataclass(frozen=True, slots=True)
class Reached:
    """A cell that a line reaches: where it is in words, and whether the line adds to it or takes away."""

    address: Address
    table: str
    row: str
    column: str
    sign: int


def reached(unit_year: UnitYear, sheet: Sheet, line: Line, grids: Iterable[Mapping[str, Any]]) -> list[Reached]:
    """The cells that a line reaches, in the order of the tables as printed."""
    values = {name: getattr(line, name) for name in sheet.fields}
    if sheet.id == "budget":
        if _compares_with_initial(unit_year) and values["budget_kind"] != BudgetKind.INITIAL.value:
            return []
        net = dict.fromkeys(budget_addresses(atom_of(values)), 1)
    elif sheet.id == "plan" or (values.get("transfer") and not external(unit_year).filter(pk=line.pk).exists()):
        return []
    else:
        net = {}
        for address, sign in addresses(atom_of(values)):
            net[address] = net.get(address, 0) + sign
    return [
        Reached(address, grid["short"], row_label(grid, address), column_label(address), net[address])
        for grid in grids
        for address in _in_order(grid, net)
    ]


def _in_order(grid: Mapping[str, Any], net: Mapping[Address, int]) -> list[Address]:
    """The addresses that this table prints, in print order."""
    printed = (Address(grid["id"], *cell["a"].split(":")) for row in grid["body"] for cell in row if "a" in cell)
    return [address for address in printed if net.get(address)]


def row_label(grid: Mapping[str, Any], address: Address) -> str:
    """What the row of a cell is called in the printed table: the label before it, else its code."""
    for row in grid["body"]:
        label = ""
        for cell in row:
            if "a" not in cell:
                label = cell["t"] if cell.get("l") or not label or cell["t"] == "合计" else label
            elif cell["a"] == f"{address.row}:{address.column}":
                return label.strip()
    return address.row


def column_label(address: Address) -> str:
    """What the column of a cell is called; '' where the table has only one."""
    spec = table_specs()[address.table]
    names = spec.columns.get(address.column) or spec.memo_columns.get(address.column) or ()
    return names[0] if names else ""
