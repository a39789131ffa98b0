"""What the agency has against treasury (国库) and special fiscal account (财政专户), receipt by receipt, day by day, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class Book(StrEnum):
    """Whose books."""

    AGENCY = "agency"
    TREASURY = "treasury"
    SPECIAL = "special"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return {"agency": "经办机构（税务单据）", "treasury": "国库", "special": "财政专户"}[self.value]


class Difference(StrEnum):
    """In what two books differ about a receipt."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    TWICE = "twice"
    AMOUNT = "amount"
    LINE = "line"
    DAY = "day"
    OUTSTANDING = "outstanding"

    @property
    def label(self) -> str:
        """What is wrong and what to do."""
        return {
            "missing": "应到未到：请向对方查问",
            "unknown": "没有税务单据：请向税务查问，查明以前不记给任何人",
            "twice": "同一单据记了两次：请对方冲销一次",
            "amount": "金额不同：请与税务核对单据",
            "line": "险种不同：请对方更正险种",
            "day": "早于上一环节的日期：请核对日期",
            "outstanding": "未达：在途，期限内继续等待",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """A receipt as one book has it: for the agency `day` is the day it was paid, else the day the money was entered."""

    receipt: str
    line: str
    amount: int
    day: date


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference: in which book, about which receipt; what was expected from the book before it, what was found."""

    book: Book
    difference: Difference
    receipt: str
    expected: Entry | None
    found: Entry | None

    @property
    def amount(self) -> int:
        """By how much this book has more (less: below zero) in fen than the one before."""
        if self.difference is Difference.TWICE:
            return self.found.amount if self.found else 0
        return (self.found.amount if self.found else 0) - (self.expected.amount if self.expected else 0)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Totals by day, line and book in fen, and every difference behind them."""

    totals: Mapping[tuple[date, str], Mapping[Book, int]]
    findings: Sequence[Finding]
    books: Mapping[Book, Mapping[str, int]] = field(default_factory=dict)

    def open(self) -> list[Finding]:
        """The differences that somebody has to ask about; what is under way is none."""
        return [finding for finding in self.findings if finding.difference is not Difference.OUTSTANDING]


def reconciled(
    agency: Iterable[Entry], treasury: Iterable[Entry], special: Iterable[Entry], as_of: date, wait: int
) -> Reconciliation:
    """All three books as of a day. What is not in the next book yet is outstanding for so many days, then missing. In each line
    the agency's total and the findings make the treasury's, and the treasury's and its findings the special account's."""
    books = {Book.AGENCY: list(agency), Book.TREASURY: list(treasury), Book.SPECIAL: list(special)}
    latest = as_of - timedelta(days=wait)
    findings = [
        *_repeated(Book.AGENCY, books[Book.AGENCY]),
        *_compared(Book.TREASURY, books[Book.AGENCY], books[Book.TREASURY], latest),
        *_compared(Book.SPECIAL, books[Book.TREASURY], books[Book.SPECIAL], latest),
    ]
    return Reconciliation(_totals(books), findings, {book: _by_line(entries) for book, entries in books.items()})


def _compared(book: Book, before: Sequence[Entry], own: Sequence[Entry], latest: date) -> Iterator[Finding]:
    yield from _repeated(book, own)
    expected, found = _once(before), _once(own)
    for receipt, entry in expected.items():
        seen = found.get(receipt)
        if seen is None:
            late = entry.day <= latest
            yield Finding(book, Difference.MISSING if late else Difference.OUTSTANDING, receipt, entry, None)
        else:
            yield from _differing(book, entry, seen)
    for receipt, entry in found.items():
        if receipt not in expected:
            yield Finding(book, Difference.UNKNOWN, receipt, None, entry)


def _differing(book: Book, expected: Entry, found: Entry) -> Iterator[Finding]:
    if found.line != expected.line:
        yield Finding(book, Difference.LINE, expected.receipt, expected, found)
    elif found.amount != expected.amount:
        yield Finding(book, Difference.AMOUNT, expected.receipt, expected, found)
    if found.day < expected.day:
        yield Finding(book, Difference.DAY, expected.receipt, expected, found)


def _once(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The first entry of each receipt."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.receipt, entry)
    return found


def _repeated(book: Book, entries: Iterable[Entry]) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.receipt in seen:
            yield Finding(book, Difference.TWICE, entry.receipt, seen[entry.receipt], entry)
        seen.setdefault(entry.receipt, entry)


def _totals(books: Mapping[Book, Iterable[Entry]]) -> dict[tuple[date, str], dict[Book, int]]:
    found: dict[tuple[date, str], dict[Book, int]] = defaultdict(lambda: dict.fromkeys(Book, 0))
    for book, entries in books.items():
        for entry in entries:
            found[entry.day, entry.line][book] += entry.amount
    return dict(sorted(found.items()))


def _by_line(entries: Iterable[Entry]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for entry in entries:
        found[entry.line] += entry.amount
    return dict(found)
