"""What the rows of a list come to, each assessed like a single case, and what they come to together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shebao.operations.handling.declaring import declared_of
from shebao.operations.handling.lists.rows import Row
from shebao.operations.handling.outcome import Outcome, Result
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import SpellRestated, SpellStarted, SpellWithdrawn, SubjectRegistered
from shebao.operations.record.lines import insurance_lines
from shebao.services.forms import read_form
from shebao.services.model import Service


@dataclass(frozen=True, slots=True)
class Assessed:
    """A row with the person's number and what it comes to."""

    number: int
    person: int
    outcome: Outcome

    @property
    def reasons(self) -> tuple[str, ...]:
        """What stands against it, in words."""
        return tuple(f"{one.label}：{one.told}" for one in self.outcome.against)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of its effects: the same as long as it would change the same."""
        return hashlib.sha256(repr(self.outcome.effects).encode("utf-8")).hexdigest()


def forms_of(service: Service, rows: Iterable[Row]) -> list[tuple[Row, Mapping[str, Any]]]:
    """The values of rows that were read before without a problem. Raises ValueError where one has a problem after all."""
    found: list[tuple[Row, Mapping[str, Any]]] = []
    for row in rows:
        values, problems = read_form(service, row.texts)
        if problems:
            raise ValueError(f"row {row.number}: {problems[0].code}")
        found.append((row, values))
    return found


def assess(
    service: Service, forms: Iterable[tuple[Row, Mapping[str, Any]]], situation: Callable[[Row], Situation]
) -> Iterator[Assessed]:
    """Each row in its situation."""
    function = declared_of(service).function
    for row, values in forms:
        now = situation(row)
        yield Assessed(row.number, now.person, function(now, values))


def summary(rows: Iterable[Assessed]) -> list[str]:
    """What a list changes, in lines: persons, spells by line, months of the past, exceptions that somebody must confirm."""
    persons, exceptions, past = 0, 0, 0
    spells: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.outcome.against:
            continue
        persons += any(isinstance(one, SubjectRegistered) for one in row.outcome.effects)
        exceptions += any(one.result is Result.EXCEPTION for one in row.outcome.assessments)
        past += bool(row.outcome.consequences)
        for one in row.outcome.effects:
            if isinstance(one, SpellStarted):
                spells["参加", one.line] += 1
            elif isinstance(one, SpellRestated):
                spells["停止或改变起止", ""] += 1
            elif isinstance(one, SpellWithdrawn):
                spells["作为误登撤销", ""] += 1
    known = insurance_lines()
    told = [f"新建个人记录 {persons} 人"] if persons else []
    told += [
        f"{what}{known[line].label if line else '的参保'} {count} 段" for (what, line), count in sorted(spells.items())
    ]
    told += [f"改变已过的月份 {past} 人，见各行"] if past else []
    told += [f"有例外情形要复核人确认 {exceptions} 人，见各行"] if exceptions else []
    return told
