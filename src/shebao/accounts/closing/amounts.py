"""The nine tables in integer fen: every cell is a sum of entries, by the rows and columns of the specification."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from shebao.accounts.model import Cube, Key
from shebao.accounts.vocabulary import APPROPRIATIONS, EntryKind, Funding, Spending
from shebao.classification.groups import is_personnel, three_public_items
from shebao.report.measures import CellRef

Address = CellRef
Amounts = Mapping[Address, int]

_INCOME_COLUMNS = {
    Funding.GENERAL: "appropriation",
    Funding.FUND: "appropriation",
    Funding.STATE_CAPITAL: "appropriation",
    Funding.SUPERIOR_SUBSIDY: "superior_subsidy",
    Funding.FISCAL_ACCOUNT: "business",
    Funding.BUSINESS: "business",
    Funding.OPERATING: "operating",
    Funding.SUBSIDIARY: "subsidiary",
    Funding.OTHER: "other",
}
_INCOME_ROWS = {funding: f"in.{funding}" for funding in Funding} | {Funding.FISCAL_ACCOUNT: "in.business"}
_THREE_PUBLIC_ABOVE = {
    "abroad": ("total",),
    "vehicle_purchase": ("vehicles", "total"),
    "vehicle_operation": ("vehicles", "total"),
    "reception": ("total",),
}


class Atom(NamedTuple):
    """What the tables distinguish of an entry."""

    kind: EntryKind
    funding: Funding
    functional: str
    economic: str
    spending: Spending


def atoms(cube: Cube) -> dict[Atom, int]:
    """The amounts of a cube by what the tables distinguish, in fen."""
    found: defaultdict[Atom, int] = defaultdict(int)
    for key, amount in cube.items():
        found[Atom(key.kind, key.funding, key.functional, key.economic, key.spending)] += amount
    return found


def close(entries: Mapping[Atom, int], three_public_budget: Mapping[Atom, int]) -> dict[Address, int]:
    """The nine tables of one set of books in fen. Cells that no entry reaches are absent, which means blank.

    `three_public_budget` is the budget that the 三公 table compares with (initial or adjusted, by place and year).
    """
    amounts: defaultdict[Address, int] = defaultdict(int)
    for atom, amount in entries.items():
        for address, sign in addresses(atom):
            amounts[address] += sign * amount
    for atom, amount in three_public_budget.items():
        for address in budget_addresses(atom):
            amounts[address] += amount
    return {address: amount for address, amount in amounts.items() if amount or not _is_balance(address)}


def _is_balance(address: Address) -> bool:
    """Whether the cell is a difference of entries, which is blank where nothing is left."""
    return address.row == "out.carry_over" or address.column == "closing"


@lru_cache(maxsize=65_536)
def addresses(atom: Atom) -> tuple[tuple[Address, int], ...]:
    """The cells that an entry reaches, each with the sign of its contribution."""
    return tuple(_TABLES_BY_KIND[atom.kind](atom))


@lru_cache(maxsize=65_536)
def budget_addresses(atom: Atom) -> tuple[Address, ...]:
    """The cells that a budget line reaches."""
    return tuple(_three_public(atom, "budget"))


@lru_cache(maxsize=65_536)
def reached(atom: Atom) -> Mapping[Address, int]:
    """The cells that an entry reaches with the net sign of its contribution."""
    net: defaultdict[Address, int] = defaultdict(int)
    for address, sign in addresses(atom):
        net[address] += sign
    return {address: sign for address, sign in net.items() if sign}


@lru_cache(maxsize=65_536)
def reached_by_budget(atom: Atom) -> Mapping[Address, int]:
    """The cells that a budget line reaches."""
    return dict.fromkeys(budget_addresses(atom), 1)


def is_budget(address: Address) -> bool:
    """Whether budget lines are behind the cell, not entries."""
    return address.table == "three_public" and address.column.startswith("budget.")


def reach_of(address: Address) -> Callable[[Atom], Mapping[Address, int]]:
    """Which cells the lines behind this one reach."""
    return reached_by_budget if is_budget(address) else reached


def _above(code: str) -> tuple[str, ...]:
    """A code with its parents and the total row: 2080109, 20801, 208, total."""
    return (*(code[:length] for length in range(len(code), 2, -2)), "total")


def _income(key: Atom) -> Iterable[tuple[Address, int]]:
    yield Address("income_and_expenditure", _INCOME_ROWS[key.funding], "amount"), 1
    for row in ("in.total", "in.grand_total"):
        yield Address("income_and_expenditure", row, "amount"), 1
    for row in _above(key.functional):
        yield Address("income", row, _INCOME_COLUMNS[key.funding]), 1
        yield Address("income", row, "total"), 1
        if key.funding is Funding.FISCAL_ACCOUNT:
            yield Address("income", row, "education_fees"), 1
    if key.funding in APPROPRIATIONS:
        for row in (f"in.{key.funding}", "in.total", "in.grand_total"):
            yield Address("appropriation_balance", row, "amount"), 1
    yield from _fund_rows(key, "income", 1)
    yield from _closing_balance(key, 1)


def _expenditure(key: Atom) -> Iterable[tuple[Address, int]]:
    out = f"out.{key.functional[:3]}"
    for row in (out, "out.total", "out.grand_total"):
        yield Address("income_and_expenditure", row, "amount"), 1
    for row in _above(key.functional):
        yield Address("expenditure", row, key.spending), 1
        yield Address("expenditure", row, "total"), 1
    if key.funding in APPROPRIATIONS:
        for row in (out, "out.total", "out.grand_total"):
            for column in (str(key.funding), "total"):
                yield Address("appropriation_balance", row, column), 1
    if key.funding is Funding.GENERAL:
        yield from _general(key)
    if key.spending in (Spending.BASIC, Spending.PROJECT):
        yield from _fund_rows(key, str(key.spending), 1)
        yield from _fund_rows(key, "total", 1)
    yield from ((address, 1) for address in _three_public(key, "actual"))
    yield from _closing_balance(key, -1)


def _general(key: Atom) -> Iterable[tuple[Address, int]]:
    for row in _above(key.functional):
        yield Address("general_budget_expenditure", row, key.spending), 1
        yield Address("general_budget_expenditure", row, "total"), 1
    if key.spending is Spending.BASIC and key.economic:
        group = "personnel" if is_personnel(key.economic) else "operating"
        for row in _above(key.functional):
            yield Address("general_budget_expenditure", row, group), 1
        for row in dict.fromkeys((key.economic, key.economic[:3], group, "total")):
            yield Address("basic_expenditure", row, "amount"), 1


def _opening(key: Atom) -> Iterable[tuple[Address, int]]:
    for row in ("in.carry_over", "in.grand_total"):
        yield Address("income_and_expenditure", row, "amount"), 1
    if key.funding in APPROPRIATIONS:
        for row in ("in.carry_over", f"in.carry_over.{key.funding}", "in.grand_total"):
            yield Address("appropriation_balance", row, "amount"), 1
    yield from _fund_rows(key, "opening", 1)
    yield from _closing_balance(key, 1)


def _balance_used(key: Atom) -> Iterable[tuple[Address, int]]:
    for row in ("in.balances_used", "in.grand_total"):
        yield Address("income_and_expenditure", row, "amount"), 1
    yield from _closing_balance(key, 1)


def _distribution(key: Atom) -> Iterable[tuple[Address, int]]:
    for row in ("out.distribution", "out.grand_total"):
        yield Address("income_and_expenditure", row, "amount"), 1
    yield from _closing_balance(key, -1)


def _closing_balance(key: Atom, sign: int) -> Iterable[tuple[Address, int]]:
    """What an entry adds to the carry-over at year end, which balances the two sides of 01 and 04."""
    for row in ("out.carry_over", "out.grand_total"):
        yield Address("income_and_expenditure", row, "amount"), sign
    if key.funding in APPROPRIATIONS:
        for row in ("out.carry_over", "out.grand_total"):
            for column in (str(key.funding), "total"):
                yield Address("appropriation_balance", row, column), sign
    yield from _fund_rows(key, "closing", sign)


def _fund_rows(key: Atom, column: str, sign: int) -> Iterable[tuple[Address, int]]:
    table = {Funding.FUND: "government_fund", Funding.STATE_CAPITAL: "state_capital"}.get(key.funding)
    if table:
        for row in _above(key.functional):
            yield Address(table, row, column), sign


def _three_public(key: Atom, side: str) -> Iterable[Address]:
    item = three_public_items().get(key.economic)
    if item and key.funding in APPROPRIATIONS and key.kind is EntryKind.EXPENDITURE:
        for column in (item, *_THREE_PUBLIC_ABOVE[item]):
            yield Address("three_public", "row", f"{side}.{column}")


_TABLES_BY_KIND: dict[EntryKind, Callable[[Atom], Iterable[tuple[Address, int]]]] = {
    EntryKind.INCOME: _income,
    EntryKind.EXPENDITURE: _expenditure,
    EntryKind.OPENING: _opening,
    EntryKind.BALANCE_USED: _balance_used,
    EntryKind.DISTRIBUTION: _distribution,
}


def merge(cubes: Iterable[Cube]) -> dict[Key, int]:
    """Amounts by key of several cubes together."""
    merged: defaultdict[Key, int] = defaultdict(int)
    for cube in cubes:
        for key, amount in cube.items():
            merged[key] += amount
    return dict(merged)
