"""Budget lines, entries and what identifies the books they belong to. Amounts are integer fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a voucher. `unit` is a unit's code within a department; `counterparty_unit` the code of the unit of the
    same department that a transfer goes to or comes from, '' where it is no internal transfer."""

    unit: str
    day: date
    voucher: str
    line: int
    kind: EntryKind
    funding: Funding
    functional: str
    economic: str
    spending: Spending
    project: str
    amount: int
    counterparty: str = ""
    counterparty_unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of the initial budget or of an adjustment, with the document and reason of an adjustment."""

    unit: str
    kind: BudgetKind
    day: date | None
    document: str
    reason: str
    entry_kind: EntryKind
    funding: Funding
    functional: str
    economic: str
    spending: Spending
    project: str
    amount: int


class Key(NamedTuple):
    """What amounts are added up by. `transfer` is the counterparty unit of an internal transfer, '' otherwise."""

    unit: str
    kind: EntryKind
    funding: Funding
    functional: str
    economic: str
    spending: Spending
    project: str
    transfer: str = ""


Cube = Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """Whose books: code within the department, full name, `kind` unit or department, place of the outline pack, year."""

    code: str
    name: str
    kind: str
    place: str
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class Books:
    """A unit-year ready to be closed: entries and budgets added up by key."""

    unit: Unit
    entries: Cube
    initial_budget: Cube = field(default_factory=dict)
    adjusted_budget: Cube = field(default_factory=dict)
