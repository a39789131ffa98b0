"""One indicator of all units over some years: the table, its order, the change of the last year, who stands apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.http import QueryDict

from shebao.server.accountability.desk.declares import VIEW_DESK
from shebao.server.accountability.desk.figures import Known, Values, in_year, known, known_years, values
from shebao.server.accountability.desk.indicators import INDICATORS, Indicator
from shebao.server.accountability.desk.outliers import Outlier, Spread, median, spread
from shebao.server.platform.people.models import User

YEARS = 5
_KEPT = 4
_FIRST = "three-public"


@dataclass(frozen=True)
class Row:
    """A unit with its values by year (in the order of the years), and how the last one differs."""

    key: int
    name: str
    values: tuple[Decimal | None, ...]
    change: Decimal | None
    outlier: Outlier[int] | None


@dataclass(frozen=True)
class Comparison:
    """All units that have a value in any of the years (oldest year first)."""

    indicator: Indicator
    years: tuple[int, ...]
    rows: tuple[Row, ...]
    spread: Spread[int] | None
    totals: tuple[Decimal | None, ...]
    medians: tuple[Decimal | None, ...]


def compared(person: User, asked: QueryDict) -> tuple[Comparison, str]:
    """The comparison that an address asks for within a person's scope, and the words that it is narrowed by."""
    scope = person.organisations(VIEW_DESK).active()
    indicator = INDICATORS.get(asked.get("indicator", _FIRST), INDICATORS[_FIRST])
    words = asked.get("q", "").replace("\x00", "").strip()[:100]
    years = known_years(scope)
    last = asked.get("year", "")
    until = [year for year in years if not last.isascii() or not last.isdigit() or year <= int(last[:6] or 0)]
    shown = tuple((until or years)[:YEARS])
    named = scope.filter(name__icontains=words) if words else scope
    names = tuple(named.order_by("pk").values_list("pk", "name"))
    return kept_comparison(indicator.id, known(indicator, scope, shown), names, shown), words


@lru_cache(_KEPT)
def kept_comparison(
    indicator: str, known: Known, names: tuple[tuple[int, str], ...], years: tuple[int, ...]
) -> Comparison:
    """The comparison of what is known; kept in the process by exactly that, so it is never stale."""
    one = INDICATORS[indicator]
    return compare(one, values(one, known), dict(names), years)


def compare(indicator: Indicator, found: Values, names: Mapping[int, str], years: Sequence[int]) -> Comparison:
    """The comparison; rows with the largest value of the last year first. An amount is no outlier for being large:
    amounts stand apart by their change, what does not depend on size by its value."""
    ordered = tuple(sorted(years))
    changes = {key: change for key in found if (change := _change(found[key], ordered)) is not None}
    last = in_year(found, ordered[-1]) if ordered else {}
    spreading = spread(changes if indicator.depends_on_size else last)
    apart = {outlier.key: outlier for outlier in spreading.outliers} if spreading else {}
    rows = [
        Row(key, names[key], tuple(found[key].get(year) for year in ordered), changes.get(key), apart.get(key))
        for key in found
        if key in names
    ]
    rows.sort(key=lambda row: (row.values[-1] is None, -(row.values[-1] or 0), row.name))
    by_year = [[value for row in rows if (value := row.values[place]) is not None] for place in range(len(ordered))]
    return Comparison(
        indicator,
        ordered,
        tuple(rows),
        spreading,
        tuple(sum(values, Decimal(0)) if values and indicator.depends_on_size else None for values in by_year),
        tuple(median(values).quantize(Decimal("0.01"), ROUND_HALF_UP) if values else None for values in by_year),
    )


def _change(by_year: Mapping[int, Decimal], years: Sequence[int]) -> Decimal | None:
    """The last year against the one before it in percent, one decimal."""
    if len(years) < 2:
        return None
    before, now = by_year.get(years[-2]), by_year.get(years[-1])
    if before is None or now is None or before <= 0:
        return None
    return ((now - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
