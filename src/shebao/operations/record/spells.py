"""Which spells of a person cannot stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell


def overlapping(spells: Iterable[Spell]) -> Iterator[tuple[Spell, Spell, str]]:
    """Pairs of current spells of one person that overlap and must not, with the reason."""
    lines = insurance_lines()
    ordered = sorted(spells, key=lambda spell: (spell.valid.start, spell.id))
    for first, second in combinations(ordered, 2):
        if not first.valid.overlaps(second.valid):
            continue
        line, other = lines[first.line], lines[second.line]
        if first.line == second.line and line.lane(first.employer) == other.lane(second.employer):
            yield first, second, f"{line.label}同一时间只能有一段参保"
        elif second.line in line.excludes:
            yield first, second, f"不能同时参加{line.label}和{other.label}（{line.basis}）"
