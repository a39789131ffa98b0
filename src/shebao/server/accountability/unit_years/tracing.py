"""The lines behind a cell and the cells that a line reaches, with the database as the source of lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.functions import Concat

from shebao import evidence
from shebao.accounts.closing.amounts import Address, Atom, is_budget, reach_of
from shebao.accounts.closing.amounts import reached as cells_of
from shebao.accounts.closing.amounts import reached_by_budget as cells_of_budget
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.evidence import Behind, Group
from shebao.report.tables import table_specs
from shebao.report.tables.layout import layout_of
from shebao.server.accountability.unit_years.models import BudgetLine, EntryLine, Line, OpeningLine, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one sheet behind a cell."""

    sheet: Sheet
    lines: QuerySet[Line]
    behind: Behind[Atom]

    @property
    def total(self) -> int:
        """What they add to the cell, in fen."""
        return self.behind.total

    @property
    def count(self) -> int:
        """How many there are."""
        return self.behind.count

    def sign(self, line: Line) -> int:
        """+1 where the line adds to the cell, −1 where it takes away."""
        return self.behind.signs[atom_of({name: getattr(line, name) for name in _names(self.sheet)})]


@dataclass(frozen=True, slots=True)
class Traced:
    """All that is behind a cell, sheet by sheet."""

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
    if is_budget(address):
        sources: tuple[tuple[str, QuerySet[Any]], ...] = (("budget", budget_of(unit_year)),)
    else:
        opening = OpeningLine.objects.filter(unit_year=unit_year)
        sources = (("opening", opening), ("entries", entries_of(unit_year)))
    parts = (_part(SHEETS[name], lines, address) for name, lines in sources)
    return Traced(address, tuple(part for part in parts if part.count))


def entries_of(unit_year: UnitYear) -> QuerySet[EntryLine]:
    """The entries that are disclosed: without transfers between the department's own units."""
    lines = EntryLine.objects.filter(unit_year=unit_year)
    own = [unit["code"] for unit in unit_year.settings.get("units") or []]
    return lines.exclude(transfer__in=own) if own else lines


def budget_of(unit_year: UnitYear) -> QuerySet[BudgetLine]:
    """The budget lines that the 三公 table compares with: the initial or the adjusted budget, by place and year."""
    lines = BudgetLine.objects.filter(unit_year=unit_year)
    place = unit_year.settings.get("unit", {}).get("place", "")
    initial = layout_of(place, unit_year.fiscal_year).three_public_budget == "initial"
    return lines.filter(budget_kind=BudgetKind.INITIAL.value) if initial else lines


def atom_of(values: Mapping[str, str]) -> Atom:
    """What the tables distinguish of a line, from its stored values."""
    return Atom(
        EntryKind(values.get("kind", EntryKind.OPENING.value)),
        Funding(values["funding"]),
        values["functional"],
        values.get("economic", ""),
        Spending(values.get("spending", "")),
    )


def _names(sheet: Sheet) -> Sequence[str]:
    """What the tables distinguish of the lines of a sheet."""
    return [name for name in Atom._fields if name in sheet.fields]


def _part(sheet: Sheet, lines: QuerySet[Any], address: Address) -> Part:
    """The lines of a sheet behind a cell; one query for the groups, whatever the number of lines."""
    names = _names(sheet)
    texts = [part for name in names for part in (Value("|"), F(name))]
    keyed = lines.annotate(atom=Concat(*texts))
    rows = keyed.order_by().values("atom", *names).annotate(count=Count("pk"), fen=Sum("amount"))
    keys = {atom_of(row): (row["atom"], Group(atom_of(row), row["count"], int(row["fen"]))) for row in rows}
    found = evidence.behind(address, [group for _, group in keys.values()], reach_of(address))
    wanted = [keys[atom][0] for atom in found.signs]
    return Part(sheet, keyed.filter(atom__in=wanted).order_by("position", "id"), found)


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
    net = _cells_of(unit_year, sheet, line)
    return [
        Reached(address, grid["short"], row_label(grid, address), column_label(address), net[address])
        for grid in grids
        for address in _in_order(grid, net)
    ]


def _cells_of(unit_year: UnitYear, sheet: Sheet, line: Line) -> Mapping[Address, int]:
    atom = atom_of({name: getattr(line, name) for name in _names(sheet)}) if sheet.id != "plan" else None
    if atom is None:
        return {}
    if sheet.id == "budget":
        return cells_of_budget(atom) if budget_of(unit_year).filter(pk=line.pk).exists() else {}
    hidden = sheet.id == "entries" and not entries_of(unit_year).filter(pk=line.pk).exists()
    return {} if hidden else cells_of(atom)


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
