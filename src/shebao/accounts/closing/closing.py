"""Closing a year: books become the nine tables with findings, comparison with the prior year and annex figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shebao.accounts.annex import Annex
from shebao.accounts.closing.amounts import Address, atoms, close
from shebao.accounts.closing.books import unit_books, whole_books
from shebao.accounts.closing.consolidation import unbalanced_transfers
from shebao.accounts.closing.findings import Finding, below_parts, carried_over, findings
from shebao.accounts.closing.rounding import Rounding, adding_up, displayed
from shebao.accounts.closing.tables import Names, Owner, report_tables
from shebao.accounts.importing.folder import Folder
from shebao.accounts.importing.prior import Prior
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.accounts.model import Books, Unit
from shebao.money import yuan_text
from shebao.report import Identity, Report
from shebao.report.relations import broken
from shebao.report.tables import Table
from shebao.report.tables.layout import Layout, layout_of


@dataclass(frozen=True, slots=True)
class UnitClosing:
    """The tables of one unit of a department, in fen."""

    unit: Unit
    amounts: Mapping[Address, int]


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed year. `amounts` are the tables in fen, `figures` as displayed, `tables` as `report` tables; `units` are the
    closings of a department's units."""

    books: Books
    layout: Layout
    owner: Owner
    names: Names
    money_unit: str
    rounding: Rounding
    amounts: Mapping[Address, int]
    figures: Mapping[Address, Decimal]
    tables: tuple[Table, ...]
    units: tuple[UnitClosing, ...]
    findings: tuple[Finding, ...]
    annex: Annex
    prior: Prior | None

    @property
    def unit(self) -> Unit:
        """Whose year was closed."""
        return self.books.unit

    def report(self) -> Report:
        """A report of the tables only, as auditing reads it."""
        identity = Identity(self.unit.name, self.unit.kind, self.unit.place, self.unit.fiscal_year, self.money_unit)
        return Report(identity, (), (), self.tables, (), (), (), (), (), (), (), ())


def close_folder(folder: Folder, prior: Prior | None = None) -> Closing:
    """The closed year of a folder; `prior` where the prior year was read from a report. Raises ImportRejected where
    transfers between units do not balance or the prior year's balances were not carried over."""
    units = unit_books(folder)
    _reject_unbalanced(units)
    prior = prior or folder.prior
    closing = close_books(whole_books(folder, units), folder, units, prior)
    missing = [found for found in closing.findings if found.code == "not_carried_over"]
    if missing:
        raise ImportRejected([Reject("opening.csv", "", 0, "", "", found.message.rstrip("。")) for found in missing])
    return closing


def close_books(books: Books, folder: Folder, units: list[Books], prior: Prior | None) -> Closing:
    """The closing of the books that are disclosed, with those of the units they consist of."""
    manifest = folder.manifest
    layout = layout_of(books.unit.place, books.unit.fiscal_year)
    entries = atoms(books.entries)
    budget = atoms(books.initial_budget if layout.three_public_budget == "initial" else books.adjusted_budget)
    amounts = close(entries, budget)
    wrong = broken(amounts)
    assert not [check for check in wrong if check.operator == "="], "closed tables break a declared relation"
    if manifest.rounding is Rounding.LARGEST_REMAINDER:
        figures = adding_up(entries, budget, manifest.money_unit)
    else:
        figures = displayed(amounts, manifest.money_unit)
    owner = Owner(books.unit.name, "部门" if books.unit.kind == "department" else "单位", books.unit.fiscal_year)
    names = Names(folder.functional, folder.economic)
    below = [unit for unit in units if unit.unit.code != books.unit.code] if manifest.units else []
    return Closing(
        books=books,
        layout=layout,
        owner=owner,
        names=names,
        money_unit=manifest.money_unit,
        rounding=manifest.rounding,
        amounts=amounts,
        figures=figures,
        tables=report_tables(figures, layout, owner, names, manifest.money_unit),
        units=tuple(_unit_closing(unit, layout) for unit in below),
        findings=(*findings(units), *below_parts(wrong, amounts), *carried_over(prior, amounts)),
        annex=folder.annex,
        prior=prior,
    )


def _unit_closing(books: Books, layout: Layout) -> UnitClosing:
    budget = books.initial_budget if layout.three_public_budget == "initial" else books.adjusted_budget
    return UnitClosing(books.unit, close(atoms(books.entries), atoms(budget)))


def _reject_unbalanced(units: list[Books]) -> None:
    wrong = unbalanced_transfers(units)
    if wrong:
        raise ImportRejected(
            [
                Reject(
                    "entries",
                    "",
                    0,
                    "对方单位编码",
                    f"{payer}→{receiver}",
                    f"付款单位 {payer} 记的支出比收款单位 {receiver} 记的收入多 {yuan_text(surplus)} 元"
                    if surplus > 0
                    else f"付款单位 {payer} 记的支出比收款单位 {receiver} 记的收入少 {yuan_text(-surplus)} 元",
                    "双方金额应相等",
                )
                for payer, receiver, surplus in wrong
            ]
        )
