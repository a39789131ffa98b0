"""Closing a year: books become the nine tables with findings, comparison with the prior year and annex figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shebao.accounts.account_set import AccountSet
from shebao.accounts.annex import Annex
from shebao.accounts.closing.amounts import Address, atoms, close
from shebao.accounts.closing.books import unit_books, whole_books
from shebao.accounts.closing.consolidation import unbalanced_transfers
from shebao.accounts.closing.findings import Finding, below_parts, carried_over, findings
from shebao.accounts.closing.rounding import Rounding, adding_up, displayed
from shebao.accounts.closing.tables import Names, Owner, report_tables
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.model import Books, Unit
from shebao.accounts.prior import Prior
from shebao.fields.problem import Problem
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


def closing_of(accounts: AccountSet, prior: Prior | None = None) -> Closing:
    """The closed year of an account set; `prior` where the prior year was read from a report. Raises ImportRejected where
    transfers between units do not balance or the prior year's balances were not carried over."""
    units = unit_books(accounts)
    _reject_unbalanced(units)
    prior = prior or accounts.prior
    closing = close_books(whole_books(accounts, units), accounts, units, prior)
    missing = [found for found in closing.findings if found.code == "not_carried_over"]
    if missing:
        raise ImportRejected([_not_carried_over(found) for found in missing])
    return closing


def close_books(books: Books, accounts: AccountSet, units: list[Books], prior: Prior | None) -> Closing:
    """The closing of the books that are disclosed, with those of the units they consist of."""
    manifest = accounts.manifest
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
    names = Names(accounts.functional, accounts.economic)
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
        annex=accounts.annex,
        prior=prior,
    )


def _unit_closing(books: Books, layout: Layout) -> UnitClosing:
    budget = books.initial_budget if layout.three_public_budget == "initial" else books.adjusted_budget
    return UnitClosing(books.unit, close(atoms(books.entries), atoms(budget)))


def _not_carried_over(found: Finding) -> Problem:
    return rejected(found.code, found.message.rstrip("。"), file="opening.csv", part="opening")


def _reject_unbalanced(units: list[Books]) -> None:
    wrong = unbalanced_transfers(units)
    if wrong:
        raise ImportRejected([_unbalanced(*pair) for pair in wrong])


def _unbalanced(payer: str, receiver: str, surplus: int) -> Problem:
    difference = f"{'多' if surplus > 0 else '少'} {yuan_text(abs(surplus))} 元"
    return rejected(
        "unbalanced_transfer",
        f"付款单位 {payer} 记的支出比收款单位 {receiver} 记的收入{difference}",
        "双方金额应相等",
        file="entries",
        part="entries",
        column="对方单位编码",
        value=f"{payer}→{receiver}",
    )
