"""A jurisdiction splits or merges (区划调整、机构合并): whoever lives or is registered in a division goes to another office from a day
on, as one act, with a proof of two sides: what left is what arrived, line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from shebao.operations.record.effects import Effect, FactStated, SpellChanged
from shebao.operations.record.record import Record, View
from shebao.operations.record.rows import Spell, SubjectKind
from shebao.operations.record.valid import Valid

DISTRICT = {SubjectKind.PERSON: "division", SubjectKind.EMPLOYER: "district"}
_MODULUS = 2**256
_TICK = timedelta(microseconds=1)
Held: TypeAlias = tuple[int, SubjectKind, View]


@dataclass(frozen=True, slots=True)
class Handover:
    """From `day` on what `old` holds of some divisions (None: all of it) is `new`'s. A merge of offices is a handover of all; a
    split is one of some divisions. `reason` is the code that the spells get."""

    old: int
    new: int
    day: date
    divisions: frozenset[str] | None = None
    reason: str = "office"


@dataclass(frozen=True, slots=True)
class Side:
    """What an office holds by line (subjects under ''): how many, and the sum of the SHA-256 of each, so that sides can be
    taken from one another and it does not matter in which order they were read."""

    counts: Mapping[str, int]
    digests: Mapping[str, int]

    def minus(self, other: Side) -> Side:
        """What is here beyond the other; lines of nothing are left out."""
        lines = sorted(self.counts.keys() | other.counts.keys())
        counts = {line: self.counts.get(line, 0) - other.counts.get(line, 0) for line in lines}
        digests = {line: (self.digests.get(line, 0) - other.digests.get(line, 0)) % _MODULUS for line in lines}
        kept = [line for line in lines if counts[line] or digests[line]]
        return Side({line: counts[line] for line in kept}, {line: digests[line] for line in kept})


@dataclass(frozen=True, slots=True)
class Proof:
    """Both sides of a handover: what the old office had of the divisions before the act, what the new one has beyond what it had,
    and what the old one has left."""

    left: Side
    arrived: Side
    behind: Side

    @property
    def holds(self) -> bool:
        """Whether what left is what arrived, and nothing stayed behind."""
        return self.left == self.arrived and not self.behind.counts


def proof(handover: Handover, records: Iterable[Record], at: datetime) -> Proof:
    """The proof of a handover whose act became known at an instant: it can be made then or on any later day."""
    sides = [_Counted() for _ in range(4)]
    before = at - _TICK
    for record in records:
        was, now = record.known(before), record.known(at)
        for counted, view, office in zip(
            sides, (was, was, now, now), (handover.old, handover.new, handover.old, handover.new), strict=True
        ):
            if _lies_within(handover, record.kind, view):
                counted.take(record.subject, view, office, handover.day)
    left, there, behind, arrived = (counted.side for counted in sides)
    return Proof(left, arrived.minus(there), behind)


def handed_over(handover: Handover, held: Iterable[Held]) -> Iterator[Effect]:
    """The effects that carry a handover out, for subjects as they are known now (all days), in the order in which they come.

    A subject goes where its office is the old one and it lies in a division that is handed over; a spell goes where it is kept
    by the old office and runs on the day or later, and its person goes, or lives nowhere that is known.
    """
    for subject, kind, view in held:
        goes = _lies_within(handover, kind, view)
        if goes and _office(view, handover.day) == handover.old:
            yield FactStated(subject, "office", str(handover.new), Valid(handover.day))
        for spell in view.spells:
            if goes and spell.office == handover.old and spell.valid.stop > handover.day:
                yield SpellChanged(
                    subject, spell.id, max(handover.day, spell.valid.start), handover.reason, office=handover.new
                )


class _Counted:
    """A side while records are read."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._digests: dict[str, int] = {}

    def take(self, subject: int, view: View, office: int, day: date) -> None:
        """What the office holds of one subject."""
        if _office(view, day) == office:
            self._add("", str(subject))
        for spell in view.spells:
            if spell.office == office and spell.valid.stop > day:
                self._add(spell.line, _told(subject, spell, day))

    def _add(self, line: str, text: str) -> None:
        digest = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
        self._counts[line] = self._counts.get(line, 0) + 1
        self._digests[line] = (self._digests.get(line, 0) + digest) % _MODULUS

    @property
    def side(self) -> Side:
        """What was counted."""
        return Side(dict(sorted(self._counts.items())), dict(sorted(self._digests.items())))


def _told(subject: int, spell: Spell, day: date) -> str:
    """What of a spell must be the same on both sides: everything from the day on but the office and the reason."""
    start = max(spell.valid.start, day)
    return "|".join(map(str, (subject, spell.kind, spell.scheme_place, spell.employer, start, spell.valid.end)))


def _office(view: View, day: date) -> int | None:
    found = [fact.value for fact in view.facts if fact.register == "office" and day in fact.valid]
    return int(found[-1]) if found else None


def _lies_within(handover: Handover, kind: SubjectKind, view: View) -> bool:
    if handover.divisions is None:
        return True
    found = [f.value for f in view.facts if f.register == DISTRICT[kind] and handover.day in f.valid]
    return bool(found) and found[-1] in handover.divisions
