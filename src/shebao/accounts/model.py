"""What amounts are added up by and whose books they belong to. Amounts are integer fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shebao.accounts.vocabulary import EntryKind, Funding, Spending


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
