"""Of the rows that are known, those that effects depend on: nothing else has to be read to carry them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shebao.operations.record.effects import TABLES, Effect, FactEnded, FactStated, SpellStarted
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Table
from shebao.operations.record.valid import Valid


@dataclass(frozen=True, slots=True)
class Needed:
    """Tables; of facts the registers, of spells the lines and the days with which they have one in common. None: all."""

    tables: frozenset[Table]
    registers: frozenset[str] | None = None
    lines: frozenset[str] | None = None
    days: Valid | None = None


WHOLE = Needed(frozenset({Table.FACT, Table.SPELL}))
"""What a record consists of."""


def needed(effects: Iterable[Effect]) -> Needed:
    """What effects depend on. Spells that begin meet those of their lines and of lines that exclude them; whatever else is done
    to a spell may meet any."""
    kinds: set[type[Effect]] = set()
    registers: set[str] = set()
    started: list[SpellStarted] = []
    for effect in effects:
        kinds.add(type(effect))
        if isinstance(effect, FactStated | FactEnded):
            registers.add(effect.register)
        elif isinstance(effect, SpellStarted):
            started.append(effect)
    tables = frozenset(TABLES[kind] for kind in kinds)
    others = any(kind is not SpellStarted and TABLES[kind] is Table.SPELL for kind in kinds)
    if others or not started:
        return Needed(tables, frozenset(registers))
    return Needed(tables, frozenset(registers), _meeting({each.line for each in started}), _around(started))


def _meeting(lines: Iterable[str]) -> frozenset[str]:
    known = insurance_lines()
    return frozenset(other for line in lines if line in known for other in (line, *known[line].excludes))


def _around(started: list[SpellStarted]) -> Valid:
    """The days from the first to the last that any of the spells has."""
    open_ended = any(each.valid.end is None for each in started)
    end = None if open_ended else max(each.valid.stop for each in started)
    return Valid(min(each.valid.start for each in started), end)
