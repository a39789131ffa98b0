"""The entries behind a published figure, kept as sums by what the tables distinguish (kind, source of money, subjects, kind of
spending): no voucher, no name, no description leaves the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.amounts import Address, Atom, is_budget, reach_of
from shebao.accounts.trace import budget_of, entries_of, groups_of
from shebao.accounts.vocabulary import EntryKind, Funding, Spending
from shebao.evidence import Group, Part, behind


def groups_data(accounts: AccountSet) -> dict[str, list[list[Any]]]:
    """What is stored of a unit's books: the groups of entries and of budget lines behind the tables."""
    return {
        "entries": list(_data(groups_of(entries_of(accounts)))),
        "budget": list(_data(groups_of(budget_of(accounts)))),
    }


def _data(groups: Iterable[Group[Atom]]) -> Iterator[list[Any]]:
    for group in groups:
        yield [*(str(value) for value in group.atom), group.count, group.fen]


def entries_behind(stored: Mapping[str, Sequence[Sequence[Any]]], cell: str) -> tuple[Part[Atom], ...]:
    """The groups of entries that add up to the cell `table:row:column`, the largest first."""
    address = Address(*cell.split(":"))
    groups = map(_group, stored.get("budget" if is_budget(address) else "entries", ()))
    return tuple(sorted(behind(address, groups, reach_of(address)).parts, key=lambda part: -abs(part.fen)))


def _group(row: Sequence[Any]) -> Group[Atom]:
    kind, funding, functional, economic, spending, count, fen = row
    return Group(Atom(EntryKind(kind), Funding(funding), functional, economic, Spending(spending)), count, fen)
