"""What one person owes (缴费核定): stretches of months from enrolment, declared wages and the law, as known now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions import facts as of
from shebao.operations.contributions.base_years import AS_BEFORE, base_years
from shebao.operations.contributions.bases import NOTHING, base_of, chosen_wage, person_share, unit_share
from shebao.operations.contributions.standards import NoStandard, Rates, Standards, standards, turning_points
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Owed, Spell
from shebao.operations.record.valid import Valid
from shebao.policy.insured import Insured, Line


@dataclass(frozen=True, slots=True)
class Horizon:
    """The months that are assessed here: from the first (before it others did) to the last that the agency has assessed."""

    first: Month
    last: Month


@dataclass(frozen=True, slots=True)
class Stretch:
    """The same owed in a line for these months."""

    line: str
    employer: int | None
    valid: Valid
    owed: Owed


@dataclass(frozen=True, slots=True)
class Gap:
    """From this month on a line could not be assessed, and why."""

    line: str
    employer: int | None
    month: Month
    reason: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a person owes, and what could not be told."""

    stretches: tuple[Stretch, ...]
    gaps: tuple[Gap, ...] = ()


def assess(person: of.Person, horizon: Horizon) -> Assessment:
    """What a person owes from the horizon's first month on, by the law of the places where they are enrolled. The stretch that
    reaches the last month stays open unless the enrolment is known to end."""
    stretches: list[Stretch] = []
    gaps: list[Gap] = []
    for spell in sorted(person.spells, key=lambda spell: (spell.line, spell.valid.start, spell.id)):
        if not insurance_lines()[spell.line].policy_line:
            continue
        for one in _Spell(person, spell, spell.scheme_place, horizon, tuple(stretches)).assessed():
            if isinstance(one, Stretch):
                stretches.append(one)
            else:
                gaps.append(one)
    return Assessment(tuple(stretches), tuple(gaps))


@dataclass(frozen=True, slots=True)
class _Spell:
    """One spell on its way to stretches; `before` are those of earlier spells, from which last year's base may come."""

    person: of.Person
    spell: Spell
    place: str
    horizon: Horizon
    before: Sequence[Stretch]

    def assessed(self) -> list[Stretch | Gap]:
        """Its stretches in order, and what could not be told."""
        found: list[Stretch | Gap] = []
        try:
            months = self._months()
        except NoStandard as problem:
            return [Gap(self.spell.line, self.spell.employer, self.horizon.last, str(problem))]
        for number, month in enumerate(months):
            owed = self._owed(month, [*self.before, *(one for one in found if isinstance(one, Stretch))])
            if owed is None:
                continue
            if isinstance(owed, str):
                if not (found and isinstance(found[-1], Gap) and found[-1].reason == owed):
                    found.append(Gap(self.spell.line, self.spell.employer, month, owed))
                continue
            stop = months[number + 1].first_day if number + 1 < len(months) else self.spell.valid.end
            stop = stop if stop is None or stop.day == 1 else month_of(stop).plus(1).first_day
            found.append(Stretch(self.spell.line, self.spell.employer, Valid(month.first_day, stop), owed))
        return found

    def _months(self) -> list[Month]:
        """The first month, and every later one in which something may be otherwise."""
        valid = self.spell.valid
        start = month_of(valid.start) if valid.start.day == 1 else month_of(valid.start).plus(1)
        first, last = max(start, self.horizon.first), self.horizon.last
        if valid.end is not None:
            last = min(last, month_of(valid.end).plus(-1 if valid.end.day == 1 else 0))
        if last < first:
            return []
        employer = self.person.employers.get(self.spell.employer or 0)
        turns = of.months_where([*self.person.facts, *(employer.facts if employer else ())])
        turns |= set(turning_points(self.place, first, last)) | set(self._years(first, last))
        return sorted({first} | {month for month in turns if first < month <= last})

    def _years(self, first: Month, last: Month) -> Iterator[Month]:
        """Where a base year begins, and where the time for declaring it is over."""
        month = first
        while month <= last:
            years = base_years(self.place, month)
            yield years.first(month)
            yield years.deadline(month).plus(1)
            month = years.last(month).plus(1)

    def _owed(self, month: Month, before: Sequence[Stretch]) -> Owed | str | None:
        employer = of.employer_in(self.person, self.spell.employer, month)
        insured = of.insured_of(self.spell.kind, employer.kind)
        if insured is None:
            return None
        rules = standards(self.place, month)
        line = Line(insurance_lines()[self.spell.line].policy_line)
        rates = rules.rates(insured, line, employer.injury_class, employer.floating, employer.size)
        if isinstance(rates, str):
            return rates
        return owed_for(self._base(insured, rules, month, before), rates, insured)

    def _base(self, insured: Insured, rules: Standards, month: Month, before: Sequence[Stretch]) -> int:
        years = base_years(self.place, month)
        if insured is Insured.FLEXIBLE:
            level = of.level_in(self.person, month)
            wage = chosen_wage(level=NOTHING if level is None else level, average=rules.average or rules.floor)
            percent = AS_BEFORE
        else:
            declared = of.wage_in(self.person, self.spell.employer, month)
            wage, percent = NOTHING if declared is None else declared, years.percent(month)
        base: int = base_of(
            wage=wage,
            previous=self._previous(years.first(month).plus(-1), before),
            percent=percent,
            floor=rules.floor,
            ceiling=rules.ceiling,
        )
        return base

    def _previous(self, month: Month, before: Sequence[Stretch]) -> int:
        """The base of the last month of the year before, in this line and at this employer: as assessed here, or as it was
        known before the horizon."""
        day, own = month.first_day, (self.spell.line, self.spell.employer)
        if month < self.horizon.first:
            known = [row.owed.base for row in self.person.owed if (row.line, row.employer) == own and day in row.valid]
        else:
            known = [one.owed.base for one in before if (one.line, one.employer) == own and day in one.valid]
        return known[-1] if known else NOTHING


def owed_for(base: int, rates: Rates, insured: Insured) -> Owed:
    """What a base comes to at these rates."""
    kind = "flexible" if insured is Insured.FLEXIBLE else "regular"
    unit = unit_share(base=base, rate=rates.unit, relief=rates.relief)
    return Owed(kind, base, rates.unit, rates.person, unit, person_share(base=base, rate=rates.person), rates.policy)
