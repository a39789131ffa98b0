"""Validated lines as coded columns: distinct values once, an integer code a row, amounts in integer fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shebao.accounts.model import Key

Codes = NDArray[np.int32]
Fen = NDArray[np.int64]
_LIMIT = 2**62
KEY_COLUMNS = ("unit", "kind", "funding", "functional", "economic", "spending", "project", "transfer")


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: `values[codes[i]]` is the value of row i."""

    values: Sequence[Any]
    codes: Codes

    def where(self, condition: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """Which rows have a value that meets the condition."""
        return np.fromiter((condition(value) for value in self.values), np.bool_, len(self.values))[self.codes]

    def at(self, row: int) -> Any:
        """The value of row `row`."""
        return self.values[self.codes[row]]


def constant(value: Any, rows: int) -> Coded:
    """A column with the same value in every row."""
    return Coded((value,), np.zeros(rows, np.int32))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Lines of entries or budgets. `row` is the row of the sheet as a person counts it, `file` says which sheet."""

    columns: Mapping[str, Coded]
    amount: Fen
    row: Codes

    def __len__(self) -> int:
        return len(self.amount)

    def where(self, condition: NDArray[np.bool_]) -> Ledger:
        """The lines for which `condition` is true."""
        columns = {name: Coded(column.values, column.codes[condition]) for name, column in self.columns.items()}
        return Ledger(columns, self.amount[condition], self.row[condition])

    def sums(self, names: Sequence[str]) -> dict[tuple[Any, ...], int]:
        """The amounts added up by the values of those columns, in fen."""
        columns = [self.columns[name] for name in names]
        found: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        if not len(self):
            return found
        order, starts = grouped(columns)
        first = order[starts]
        texts = [[column.values[code] for code in column.codes[first]] for column in columns]
        for key, amount in zip(zip(*texts, strict=True), _added(self.amount[order], starts), strict=True):
            found[key] += int(amount)
        return found

    def cube(self) -> dict[Key, int]:
        """The amounts added up by all that the tables distinguish."""
        return {Key(*key): amount for key, amount in self.sums(KEY_COLUMNS).items()}

    def line(self, row: int) -> dict[str, Any]:
        """The values of one line, with `amount` in fen."""
        values = {name: column.at(row) for name, column in self.columns.items()}
        return {**values, "amount": int(self.amount[row]), "row": int(self.row[row])}


def grouped(columns: Sequence[Coded]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows ordered so that equal combinations stand together, and where each combination starts."""
    combined = np.zeros(len(columns[0].codes), np.int64)
    size = 1
    for column in columns:
        if size * len(column.values) > _LIMIT:
            distinct, combined = np.unique(combined, return_inverse=True)
            size = len(distinct)
        combined = combined * len(column.values) + column.codes
        size *= max(len(column.values), 1)
    order = np.argsort(combined, kind="stable")
    ordered = combined[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return order, starts


def _added(amounts: Fen, starts: NDArray[np.int64]) -> NDArray[Any]:
    """Sums from each start to the next; by unlimited integers where 64 bits might not hold them."""
    largest = max(abs(int(amounts.max())), abs(int(amounts.min())))
    exact = amounts.astype(object) if largest * len(amounts) >= _LIMIT else amounts
    return np.add.reduceat(exact, starts)


def joined(ledgers: Sequence[Ledger]) -> Ledger:
    """The lines of several ledgers, one after the other; they have the same columns."""
    if len(ledgers) == 1:
        return ledgers[0]
    columns = {name: _joined([ledger.columns[name] for ledger in ledgers]) for name in ledgers[0].columns}
    return Ledger(
        columns,
        np.concatenate([ledger.amount for ledger in ledgers]),
        np.concatenate([ledger.row for ledger in ledgers]),
    )


def _joined(columns: Sequence[Coded]) -> Coded:
    known: dict[Hashable, int] = {}
    parts = []
    for column in columns:
        places = np.fromiter(
            (known.setdefault(value, len(known)) for value in column.values), np.int32, len(column.values)
        )
        parts.append(places[column.codes] if len(places) else column.codes)
    return Coded(tuple(known), np.concatenate(parts))
