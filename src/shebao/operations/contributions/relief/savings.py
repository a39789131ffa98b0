"""What an employer and its people saved by cuts and reliefs: the rate without them against what is owed, by month and document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.facts import EmployerNow
from shebao.operations.contributions.relief.cuts import Cut, CutKind, cut_of
from shebao.operations.contributions.standards import NO_FLOATING, NoStandard, Rates, injury_rates
from shebao.operations.record.rows import Liability, Owed
from shebao.policy.contributions.formulas import contribution
from shebao.policy.nearest import law_of

_KIND = "regular"
"""What is owed for employees; flexible workers choose their rate, projects and back-payments have none that was cut."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What a document saved in a line in a month: persons, and fen of the unit and of the persons."""

    month: Month
    cut: Cut
    heads: int
    unit: int
    person: int


def savings(
    rows: Iterable[Liability], employers: Mapping[Month, EmployerNow], place: str, months: Sequence[Month]
) -> tuple[Saving, ...]:
    """The savings of an employer over months in order, from what is owed for its people.

    Without the cut each share would be base × rate, half up to the fen; a relief is what is missing from the share at the
    rate that is owed. `employers` says the class and floating step in each month, `place` whose law has the class's rate.
    """
    found: dict[tuple[Month, Cut], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if row.owed.kind != _KIND:
            continue
        for month in _within(row, months):
            for cut, unit, person in _saved(row.line, row.owed, month, employers.get(month, EmployerNow()), place):
                sums = found[month, cut]
                sums[0] += 1
                sums[1] += unit
                sums[2] += person
    ordered = sorted(found.items(), key=lambda item: (item[0][0], item[0][1].line, item[0][1].kind))
    return tuple(Saving(month, cut, *sums) for (month, cut), sums in ordered)


def _within(row: Liability, months: Sequence[Month]) -> Sequence[Month]:
    """The months of a stretch among those wanted."""
    if not months:
        return ()
    first = max(0, month_of(row.valid.start).since(months[0]))
    last = len(months) if row.valid.end is None else month_of(row.valid.end).since(months[0])
    return months[first : max(first, last)]


@lru_cache(maxsize=100_000)
def _saved(line: str, owed: Owed, month: Month, employer: EmployerNow, place: str) -> tuple[tuple[Cut, int, int], ...]:
    """What each kind of cut saved of one person's month, where it saved anything."""
    found = []
    at_rate = contribution(owed.base, owed.unit_rate)
    rate = cut_of(line, CutKind.RATE, month)
    if rate is not None and owed.unit_rate:
        unit = max(0, contribution(owed.base, _normal(rate, month, employer, place)) - at_rate)
        own = contribution(owed.base, owed.person_rate)
        person = max(0, contribution(owed.base, rate.person) - own) if owed.person_rate else 0
        found.append((rate, unit, person))
    relief = cut_of(line, CutKind.RELIEF, month)
    if relief is not None:
        found.append((relief, at_rate - owed.unit, 0))
    return tuple(each for each in found if each[1] or each[2])


def _normal(cut: Cut, month: Month, employer: EmployerNow, place: str) -> int:
    """The unit's rate without the cut; 0, which saves nothing, where the class is not known."""
    if cut.unit is not None:
        return cut.unit
    try:
        rates = _classes(place, month)
    except NoStandard:
        return 0
    found = rates.get((employer.injury_class or 0, employer.floating or NO_FLOATING))
    return found.unit if found else 0


@cache
def _classes(place: str, month: Month) -> Mapping[tuple[int, str], Rates]:
    return injury_rates(law_of(place), month)
