"""An act taken back (撤销): the effects that give the record the values it had before, while nothing was built upon the act. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shebao.operations.record.acts import Act
from shebao.operations.record.effects import Effect, FactEnded, FactStated, SpellStarted, SpellWithdrawn
from shebao.operations.record.record import Record
from shebao.operations.record.rows import Fact, Row, Spell


def built_upon(record: Record, act: Act, registered: bool) -> bool:
    """Whether later acts rest on what the act did: a row of it is current no more, something later is known in the registers and
    lines that it touched, or the act began the record and others have written to it."""
    rows: list[Row] = [*record.facts, *record.spells]
    touched = {_key(row) for row in rows if _of(row, act)}
    later = any(row.known_from > act.at and _key(row) in touched for row in rows)
    superseded = any(row.act == act.id and row.known_to is not None for row in rows)
    return later or superseded or (registered and any(row.act != act.id for row in rows))


def _key(row: Row) -> tuple[str, str]:
    return (row.register, row.slot) if isinstance(row, Fact) else ("", row.line)


def _of(row: Row, act: Act) -> bool:
    """Whether the act wrote, superseded or withdrew the row."""
    return row.act == act.id or row.known_to == act.at


def undone(record: Record, act: Act) -> tuple[Effect, ...]:
    """What takes an act back from a record that nothing was built upon. The record itself, once begun, keeps its number."""
    return (*_facts(record, act), *_spells(record.spells, act))


def _facts(record: Record, act: Act) -> Iterator[Effect]:
    """Each register that the act touched: its values end where the act began, then every value that was known is stated again."""
    touched = [fact for fact in record.facts if _of(fact, act)]
    before = sorted(_before(record.facts, act), key=lambda fact: fact.valid.start)
    for key in dict.fromkeys(_key(fact) for fact in touched):
        since = min(fact.valid.start for fact in touched if _key(fact) == key)
        yield FactEnded(record.subject, key[0], since, key[1])
        for fact in before:
            if _key(fact) == key and fact.valid.stop > since:
                yield FactStated(record.subject, fact.register, fact.value, fact.valid, fact.slot)


def _before(facts: Iterable[Fact], act: Act) -> list[Fact]:
    """What was known just before the act."""
    return [
        fact
        for fact in facts
        if fact.act != act.id and fact.known_from < act.at and (fact.known_to is None or fact.known_to >= act.at)
    ]


def _spells(spells: Iterable[Spell], act: Act) -> Iterator[Effect]:
    """Spells that the act wrote were never; those that it superseded or withdrew are there as they were."""
    listed = list(spells)
    for spell in listed:
        if spell.act == act.id:
            yield SpellWithdrawn(spell.person, spell.id)
    for spell in listed:
        if spell.known_to == act.at:
            yield SpellStarted(
                spell.person, spell.line, spell.kind, spell.scheme_place, spell.office, spell.employer, spell.valid,
                spell.reason,
            )  # fmt: skip
