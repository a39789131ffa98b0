"""Entries behind a figure as people read them: subjects by name, largest first, the tail added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shebao.accounts.closing.amounts import Atom
from shebao.classification import Classification, department_economic, functional
from shebao.evidence import Part

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


def grouped_entries(parts: Sequence[Part[Atom]], year: int) -> Entries | None:
    """The groups in words; None where there are none (an imported report has no books)."""
    if not parts:
        return None
    rest = parts[_SHOWN:]
    return Entries(
        tuple(_words(part, year) for part in parts[:_SHOWN]),
        len(rest),
        sum(part.fen for part in rest),
        sum(part.group.count for part in parts),
        sum(part.fen for part in parts),
    )


def _words(part: Part[Atom], year: int) -> EntryGroup:
    atom = part.group.atom
    return EntryGroup(
        atom.kind.label,
        atom.funding.label,
        _subject(functional(), atom.functional, year),
        _subject(department_economic(), atom.economic, year),
        atom.spending.label,
        part.group.count,
        part.fen,
    )


def _subject(known: Classification, code: str, year: int) -> str:
    if not code:
        return ""
    subject = known.get(code, year)
    return f"{code} {subject.name}" if subject else code
