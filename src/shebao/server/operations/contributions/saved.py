"""What an employer saved in a year, from what the record says is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.facts import OF_EMPLOYERS, employer_on
from shebao.operations.contributions.relief.cuts import CUT_LABELS, Cut
from shebao.operations.contributions.relief.savings import Saving, savings
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.contributions.reading import facts_of, liabilities, place_of
from shebao.server.operations.records import models as records


@dataclass(frozen=True, slots=True)
class Row:
    """What a document saved in a line over the months, in fen; `heads` counts persons month by month."""

    cut: Cut
    months: int
    heads: int
    unit: int
    person: int

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.cut.line].short

    @property
    def kind(self) -> str:
        """How it was saved."""
        return CUT_LABELS[self.cut.kind]


@dataclass(frozen=True, slots=True)
class YearSaved:
    """A year's savings by document and line, and by month."""

    rows: tuple[Row, ...]
    by_month: tuple[tuple[Month, int, int], ...]

    @property
    def unit(self) -> int:
        """The unit's part in fen."""
        return sum(row.unit for row in self.rows)

    @property
    def person(self) -> int:
        """The persons' part in fen."""
        return sum(row.person for row in self.rows)


def years_of(employer: int, last: Month) -> list[int]:
    """The years in which anything is owed by an employer, up to the month, the newest first."""
    rows = records.Liability.objects.filter(employer=employer, known_to=None)
    first = rows.aggregate(first=Min("valid__startswith"))["first"]
    return list(range(last.year, first.year - 1, -1)) if first and month_of(first) <= last else []


def year_saved(employer: int, year: int, last: Month) -> YearSaved:
    """What an employer saved in the months of a year up to `last`, as known now; four queries, however many persons."""
    months = [month for month in (Month(year, number) for number in range(1, 13)) if month <= last]
    if not months:
        return YearSaved((), ())
    facts = facts_of(employer, OF_EMPLOYERS)
    employers = {month: employer_on(facts, month) for month in months}
    span = (date(year, 1, 1), months[-1].plus(1).first_day)
    rows = liabilities(Q(employer=employer, valid__overlap=span))
    return _summed(savings(rows, employers, place_of(employer), months), months)


def _summed(found: Sequence[Saving], months: Sequence[Month]) -> YearSaved:
    by_cut: dict[Cut, list[Saving]] = defaultdict(list)
    for each in found:
        by_cut[each.cut].append(each)
    rows = [
        Row(
            cut,
            len(own),
            sum(each.heads for each in own),
            sum(each.unit for each in own),
            sum(each.person for each in own),
        )
        for cut, own in by_cut.items()
    ]
    by_month = tuple(
        (
            month,
            sum(each.unit for each in found if each.month == month),
            sum(each.person for each in found if each.month == month),
        )
        for month in months
    )
    return YearSaved(tuple(rows), by_month)
