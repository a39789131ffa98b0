"""Which spells of a person cannot stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell


def overlapping(spells: Iterable[Spell]) -> Iterator[tuple[Spell, Spell, str]]:
    """Pairs of current spells of one person that overlap and must not, with the reason."""
    lines = insurance_lines()
    for first, second in _meeting(spells):
        line, other = lines[first.line], lines[second.line]
        if first.line == second.line and line.lane(first.employer) == other.lane(second.employer):
            yield first, second, f"{line.label}同一时间只能有一段参保"
        elif second.line in line.excludes:
            yield first, second, f"不能同时参加{line.label}和{other.label}（{line.basis}）"


def _meeting(spells: Iterable[Spell]) -> Iterator[tuple[Spell, Spell]]:
    """Pairs that have a day in common, the earlier one first."""
    ordered = sorted(spells, key=lambda spell: (spell.valid.start, spell.id))
    for place, first in enumerate(ordered, 1):
        stop = first.valid.stop
        for second in ordered[place:]:
            if second.valid.start >= stop:
                break
            yield first, second
