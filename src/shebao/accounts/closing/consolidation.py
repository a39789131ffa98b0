"""A department's books from its units': transfers between its own units are eliminated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shebao.accounts.closing.amounts import merge
from shebao.accounts.model import Books, Cube, Key, Unit


def consolidate(department: Unit, units: Sequence[Books]) -> Books:
    """The department's books. An entry whose counterparty is another of `units` stands once in the payer's books as
    expenditure and once in the receiver's as income, and is left out on both sides."""
    codes = {books.unit.code for books in units}
    return Books(
        unit=department,
        entries=_together((books.entries for books in units), codes),
        initial_budget=_together((books.initial_budget for books in units), codes),
        adjusted_budget=_together((books.adjusted_budget for books in units), codes),
    )


def _together(cubes: Iterable[Cube], codes: set[str]) -> dict[Key, int]:
    return merge(
        {key: amount for key, amount in cube.items() if not key.transfer or key.transfer not in codes} for cube in cubes
    )


def unbalanced_transfers(units: Sequence[Books]) -> list[tuple[str, str, int]]:
    """Pairs (payer, receiver) whose transfers do not agree, with what the payer records more, in fen."""
    codes = {books.unit.code for books in units}
    flows: dict[tuple[str, str], int] = {}
    for books in units:
        for key, amount in books.entries.items():
            if key.transfer and key.transfer in codes:
                paid = key.kind == "expenditure"
                pair = (key.unit, key.transfer) if paid else (key.transfer, key.unit)
                flows[pair] = flows.get(pair, 0) + (amount if paid else -amount)
    return sorted((payer, receiver, surplus) for (payer, receiver), surplus in flows.items() if surplus)
