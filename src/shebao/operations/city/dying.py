"""A death that another authority reports: the day is stated, what is open ends with the month of death."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import month_of
from shebao.operations.record.effects import Effect, FactStated, SpellRestated, SpellWithdrawn
from shebao.operations.record.record import View
from shebao.operations.record.valid import Valid

_DEAD = "211"


def died(person: int, always: View, day: date) -> Iterator[Effect]:
    """The effects of a death on what is known about a person; none where one is known already."""
    if always.value("death") is not None:
        return
    yield FactStated(person, "death", day.isoformat(), Valid(day))
    end = month_of(day).plus(1).first_day
    for spell in always.spells:
        if spell.valid.stop <= end:
            continue
        if spell.valid.start >= end:
            yield SpellWithdrawn(person, spell.id)
        else:
            yield SpellRestated(person, spell.id, Valid(spell.valid.start, end), _DEAD)
