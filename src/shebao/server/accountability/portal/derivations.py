"""Entries behind a figure as people read them: subjects by name, largest first, the tail added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shebao.accounts.vocabulary import EntryKind, Funding, Spending
from shebao.classification import Classification, department_economic, functional
from shebao.server.accountability.publications.content.derivation import Group

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """A group of entries in words, with how many there are and what they add to the figure in fen."""

    kind: str
    funding: str
    functional: str
    economic: str
    spending: str
    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class Entries:
    """All groups of a figure: those shown, the others added up, the sum."""

    shown: tuple[EntryGroup, ...]
    others: int
    others_fen: int
    count: int
    fen: int


def grouped_entries(groups: Sequence[Group], year: int) -> Entries | None:
    """The groups in words; None where there are none (an imported report has no books)."""
    if not groups:
        return None
    rest = groups[_SHOWN:]
    return Entries(
        tuple(_words(group, year) for group in groups[:_SHOWN]),
        len(rest),
        sum(group.sign * group.fen for group in rest),
        sum(group.count for group in groups),
        sum(group.sign * group.fen for group in groups),
    )


def _words(group: Group, year: int) -> EntryGroup:
    return EntryGroup(
        EntryKind(group.kind).label,
        Funding(group.funding).label,
        _subject(functional(), group.functional, year),
        _subject(department_economic(), group.economic, year),
        Spending(group.spending).label,
        group.count,
        group.sign * group.fen,
    )


def _subject(known: Classification, code: str, year: int) -> str:
    if not code:
        return ""
    subject = known.get(code, year)
    return f"{code} {subject.name}" if subject else code
