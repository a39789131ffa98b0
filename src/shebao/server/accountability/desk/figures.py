"""The figures behind a comparison, in as many queries for two thousand units as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from shebao.server.accountability.desk.indicators import PUBLISHED, STAFF, Indicator
from shebao.server.accountability.publications.models import PublishedFigure, PublishedReport
from shebao.server.accountability.unit_years.models import UnitFigure, UnitYear
from shebao.server.platform.organisations.models import OrganisationQuerySet

_MOST_STAFF = 10_000_000
Values = dict[int, dict[int, Decimal]]


@dataclass(frozen=True)
class Known:
    """What the database knows for an indicator: (organisation, year, measure, fen) of the closings, then of publications
    for years without a closing, and (organisation, year, people). Equal where nothing changed, so results can be kept by it."""

    computed: tuple[tuple[int, int, str, int], ...]
    published: tuple[tuple[int, int, str, int], ...]
    staff: tuple[tuple[int, int, int], ...]


def known(indicator: Indicator, organisations: OrganisationQuerySet, years: Sequence[int]) -> Known:
    """Everything that the values of the indicator depend on."""
    wanted = {"unit_year__organisation__in": organisations, "unit_year__fiscal_year__in": years}
    computed = UnitFigure.objects.filter(**wanted, measure__in=indicator.needs).values_list(
        "unit_year__organisation_id", "unit_year__fiscal_year", "measure", "amount_fen"
    )
    return Known(
        tuple(computed),
        tuple(row for measure in indicator.needs for row in _published(measure, organisations, years)),
        tuple(_staff(organisations, years)) if STAFF in indicator.needs else (),
    )


def values(indicator: Indicator, found: Known) -> Values:
    """Organisation → year → value of the indicator; what is not known is left out."""
    figures: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for rows in (found.computed, found.published):
        for organisation, year, measure, amount in rows:
            figures[organisation, year][measure] = amount
    for organisation, year, count in found.staff:
        figures[organisation, year][STAFF] = count
    by_year: Values = defaultdict(dict)
    for (organisation, year), operands in figures.items():
        value = indicator.value(operands)
        if value is not None:
            by_year[organisation][year] = value
    return dict(by_year)


def in_year(found: Mapping[int, Mapping[int, Decimal]], year: int) -> dict[int, Decimal]:
    """Organisation → value in one year."""
    return {organisation: by_year[year] for organisation, by_year in found.items() if year in by_year}


def known_years(organisations: OrganisationQuerySet) -> list[int]:
    """The fiscal years of which there are accounts or published reports, the latest first."""
    own = UnitYear.objects.filter(organisation__in=organisations).order_by()
    accounts = set(own.values_list("fiscal_year", flat=True).distinct())
    others = PublishedReport.objects.exclude(fiscal_year__in=accounts).filter(organisation__in=organisations)
    return sorted({*accounts, *others.order_by().values_list("fiscal_year", flat=True).distinct()}, reverse=True)


def _published(
    measure: str, organisations: OrganisationQuerySet, years: Sequence[int]
) -> Iterator[tuple[int, int, str, int]]:
    """What the newest published version says of a measure, for years whose accounts are not kept here."""
    if measure not in PUBLISHED:
        return
    own = UnitFigure.objects.filter(
        unit_year__organisation=OuterRef("organisation"),
        unit_year__fiscal_year=OuterRef("fiscal_year"),
        measure=measure,
    )
    rows = PublishedFigure.objects.filter(
        ~Exists(own),
        publication__catalogue__isnull=False,
        organisation__in=organisations,
        fiscal_year__in=years,
        measure=PUBLISHED[measure],
        aspect="actual",
        item="",
    ).values_list("organisation_id", "fiscal_year", "amount_fen")
    for organisation, year, amount in rows:
        yield organisation, year, measure, amount


def _staff(organisations: OrganisationQuerySet, years: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """People employed at the end of the year, as the annex says."""
    rows = UnitYear.objects.filter(organisation__in=organisations, fiscal_year__in=years).values_list(
        "organisation_id", "fiscal_year", "annex__staff__employed"
    )
    for organisation, year, text in rows.order_by():
        count = _count(text)
        if count:
            yield organisation, year, count


def _count(value: Any) -> int:
    """What people wrote into the annex may be anything; only a sensible whole number counts."""
    text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= _MOST_STAFF else 0
