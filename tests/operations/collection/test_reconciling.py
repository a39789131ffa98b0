"""Whatever is planted in the books of treasury and special account is found, named, and explains the totals line by line."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from shebao.operations.collection.reconciling import Book, Difference, Entry, reconciled

DAY, AS_OF, WAIT = date(2025, 3, 10), date(2025, 3, 31), 3
LINES = ("pension_employee", "unemployment", "injury")


def books(seed: int) -> dict[Book, list[Entry]]:
    drawn = random.Random(seed)
    entries = [
        Entry(f"T{n}", drawn.choice(LINES), drawn.randrange(1, 90_000), DAY + timedelta(days=drawn.randrange(10)))
        for n in range(60)
    ]
    return {
        book: [replace(each, day=each.day + timedelta(days=later)) for each in entries]
        for later, book in enumerate(Book)
    }


def planted(entries: list[Entry], difference: Difference, position: int) -> str:
    """Plants a fault into a book; the number of its receipt."""
    entry = entries[position]
    if difference is Difference.MISSING:
        del entries[position]
    elif difference is Difference.UNKNOWN:
        entries.append(replace(entry, receipt=f"X{position}"))
        return f"X{position}"
    elif difference is Difference.TWICE:
        entries.append(entry)
    elif difference is Difference.AMOUNT:
        entries[position] = replace(entry, amount=entry.amount + 9)
    elif difference is Difference.LINE:
        other = LINES[LINES.index(entry.line) - 1]
        entries[position] = replace(entry, line=other)
    elif difference is Difference.DAY:
        entries[position] = replace(entry, day=DAY - timedelta(days=30))
    return entry.receipt


def found_in(all_books: dict[Book, list[Entry]], wait: int = WAIT):
    return reconciled(*(all_books[book] for book in Book), AS_OF, wait)


@pytest.mark.parametrize("seed", range(20))
def test_books_that_agree_have_no_findings_and_planted_faults_are_all_found(seed: int) -> None:
    clean = books(seed)
    assert found_in(clean).findings == []
    drawn = random.Random(seed + 1000)
    faults = [each for each in Difference if each is not Difference.OUTSTANDING]
    drawn.shuffle(faults)
    expected = Counter()
    special = clean[Book.SPECIAL]
    for position, difference in zip(range(59, 59 - len(faults), -1), faults, strict=True):
        expected[planted(special, difference, position), difference] += 1
    found = found_in(clean)
    assert Counter((each.receipt, each.difference) for each in found.findings) == expected
    assert {each.book for each in found.findings} == {Book.SPECIAL}
    for line in LINES:
        explained = sum(
            (each.found.amount if each.found and each.found.line == line else 0)
            - (each.expected.amount if each.expected and each.expected.line == line else 0)
            for each in found.findings
            if each.difference not in (Difference.TWICE, Difference.DAY)
        )
        again = sum(e.found.amount for e in found.findings if e.difference is Difference.TWICE and e.found.line == line)
        assert found.books[Book.SPECIAL][line] == found.books[Book.TREASURY][line] + explained + again


def test_what_is_under_way_waits_and_then_is_missing() -> None:
    all_books = books(1)
    late = all_books[Book.TREASURY].pop()
    all_books[Book.SPECIAL].pop()
    waiting = (AS_OF - late.day).days + 3
    ((finding),) = found_in(all_books, waiting).findings
    assert (finding.book, finding.difference, finding.receipt) == (Book.TREASURY, Difference.OUTSTANDING, late.receipt)
    assert found_in(all_books, waiting).open() == []
    ((finding),) = found_in(all_books, 0).findings
    assert (finding.difference, finding.amount) == (Difference.MISSING, -late.amount)


def test_money_that_only_the_special_account_knows_is_unknown_there() -> None:
    all_books = books(2)
    all_books[Book.SPECIAL].append(Entry("X", LINES[0], 5, DAY))
    assert [(e.book, e.difference, e.amount) for e in found_in(all_books).findings] == [
        (Book.SPECIAL, Difference.UNKNOWN, 5)
    ]
