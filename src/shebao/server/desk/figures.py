"""The figures behind a comparison, in as many queries for two thousand units as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from shebao.server.cycle.models import PublishedFigure, PublishedReport
from shebao.server.desk.indicators import PUBLISHED, STAFF, Indicator
from shebao.server.organisations.models import OrganisationQuerySet
from shebao.server.unit_years.models import UnitFigure, UnitYear

_MOST_STAFF = 10_000_000
Values = dict[int, dict[int, Decimal]]


def values(indicator: Indicator, organisations: OrganisationQuerySet, years: Iterable[int]) -> Values:
    """Organisation → year → value of the indicator; what is not known is left out."""
    figures: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    wanted = {"unit_year__organisation__in": organisations, "unit_year__fiscal_year__in": list(years)}
    rows = UnitFigure.objects.filter(**wanted, measure__in=indicator.needs)
    for organisation, year, measure, amount in rows.values_list(
        "unit_year__organisation_id", "unit_year__fiscal_year", "measure", "amount_fen"
    ):
        figures[organisation, year][measure] = amount
    computed = {(key, measure) for key, known in figures.items() for measure in known}
    for key, measure, amount in _published(indicator.needs, organisations, years):
        if (key, measure) not in computed:
            figures[key][measure] = amount
    if STAFF in indicator.needs:
        for key, count in _staff(organisations, years).items():
            figures[key][STAFF] = count
    found: Values = defaultdict(dict)
    for (organisation, year), known in figures.items():
        value = indicator.value(known)
        if value is not None:
            found[organisation][year] = value
    return dict(found)


def in_year(found: Mapping[int, Mapping[int, Decimal]], year: int) -> dict[int, Decimal]:
    """Organisation → value in one year."""
    return {organisation: by_year[year] for organisation, by_year in found.items() if year in by_year}


def known_years(organisations: OrganisationQuerySet) -> list[int]:
    """The fiscal years of which there are accounts or published reports, the latest first."""
    own = UnitYear.objects.filter(organisation__in=organisations).values_list("fiscal_year")
    published = PublishedReport.objects.filter(organisation__in=organisations).values_list("fiscal_year")
    return sorted((year for (year,) in own.order_by().union(published.order_by())), reverse=True)


def _published(
    measures: Iterable[str], organisations: OrganisationQuerySet, years: Iterable[int]
) -> Iterator[tuple[tuple[int, int], str, int]]:
    """What the newest published version says of a measure, for years whose accounts are not kept here."""
    names = {PUBLISHED[measure]: measure for measure in measures if measure in PUBLISHED}
    rows = PublishedFigure.objects.filter(
        publication__catalogue__isnull=False,
        organisation__in=organisations,
        fiscal_year__in=list(years),
        measure__in=names,
        aspect="actual",
        item="",
    )
    for organisation, year, measure, amount in rows.values_list(
        "organisation_id", "fiscal_year", "measure", "amount_fen"
    ):
        yield (organisation, year), names[measure], amount


def _staff(organisations: OrganisationQuerySet, years: Iterable[int]) -> dict[tuple[int, int], int]:
    """People employed at the end of the year, as the annex says."""
    rows = UnitYear.objects.filter(organisation__in=organisations, fiscal_year__in=list(years)).values_list(
        "organisation_id", "fiscal_year", "annex__staff__employed"
    )
    return {(organisation, year): _count(count) for organisation, year, count in rows if _count(count)}


def _count(value: Any) -> int:
    """What people wrote into the annex may be anything; only a sensible whole number counts."""
    text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= _MOST_STAFF else 0
