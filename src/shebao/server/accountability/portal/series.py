"""Published amounts over years and units: what trends and comparisons show."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.money import printed_change
from shebao.report.measures import measures
from shebao.report.statements import Aspect
from shebao.server.accountability.publications.models import PublishedFigure, PublishedReport

MEASURES: tuple[str, ...] = (
    "income_total",
    "income.appropriation",
    "expenditure_total",
    "expenditure.basic",
    "expenditure.project",
    "general",
    "personnel",
    "operating",
    "running_costs",
    "three_public",
    "three_public.abroad",
    "three_public.vehicles",
    "three_public.reception",
    "procurement",
    "carry_over_out",
)
_TITLES = {
    "income_total": "本年收入",
    "expenditure_total": "本年支出",
    "expenditure.basic": "基本支出",
    "expenditure.project": "项目支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    "running_costs": "机关运行经费",
    "procurement": "政府采购支出",
}
MOST_UNITS = 12


def title(measure: str) -> str:
    """What a measure is called in the portal."""
    known = measures().get(measure)
    return _TITLES.get(measure) or (known.title if known else measure)


@dataclass(frozen=True, slots=True)
class Point:
    """An amount of a year with its change against the year before in percent to one decimal, None where unknown."""

    year: int
    fen: int | None
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Series:
    """A measure of a unit over years."""

    measure: str
    title: str
    points: tuple[Point, ...]


def rate(fen: int | None, before: int | None) -> Decimal | None:
    """The change in percent, rounded half up to one decimal; None where there is nothing to compare with."""
    return None if fen is None or before is None else printed_change(fen, before)


def trends(organisation: int) -> tuple[tuple[int, ...], tuple[Series, ...]]:
    """The years a unit has published and its measures over them, from the newest versions."""
    rows = PublishedFigure.objects.filter(
        organisation=organisation, item="", aspect="actual", measure__in=MEASURES, publication__catalogue__isnull=False
    ).values_list("measure", "fiscal_year", "amount_fen")
    amounts: dict[str, dict[int, int]] = {}
    for measure, year, fen in rows:
        amounts.setdefault(measure, {})[year] = fen
    reported = PublishedReport.objects.filter(organisation=organisation).values_list("fiscal_year", flat=True)
    years = tuple(sorted(reported))
    found = ((measure, amounts[measure]) for measure in MEASURES if measure in amounts)
    return years, tuple(Series(measure, title(measure), _points(years, by_year)) for measure, by_year in found)


def _points(years: Sequence[int], amounts: Mapping[int, int]) -> tuple[Point, ...]:
    return tuple(Point(year, amounts.get(year), rate(amounts.get(year), amounts.get(year - 1))) for year in years)


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit in a comparison: its amounts by year (None where it published none)."""

    organisation: int
    name: str
    years: tuple[int, ...]
    amounts: tuple[int | None, ...]

    @property
    def by_year(self) -> tuple[tuple[int, int | None], ...]:
        """Each year with its amount."""
        return tuple(zip(self.years, self.amounts, strict=True))


def comparison(organisations: Sequence[int], measure: str) -> tuple[tuple[int, ...], tuple[Compared, ...]]:
    """The years that the units published and each unit's amounts of the measure, in the order given."""
    chosen = list(dict.fromkeys(organisations))[:MOST_UNITS]
    names: dict[int, str] = {}
    years: set[int] = set()
    for organisation, name, year in (
        PublishedReport.objects.filter(organisation__in=chosen)
        .order_by("fiscal_year")
        .values_list("organisation", "name", "fiscal_year")
    ):
        names[organisation] = name
        years.add(year)
    amounts = _amounts(chosen, measure)
    ordered = tuple(sorted(years))
    return ordered, tuple(
        Compared(
            organisation, names[organisation], ordered, tuple(amounts.get((organisation, year)) for year in ordered)
        )
        for organisation in chosen
        if organisation in names
    )


def _amounts(organisations: Iterable[int], measure: str) -> dict[tuple[int, int], int]:
    rows = PublishedFigure.objects.filter(
        organisation__in=organisations,
        measure=measure,
        aspect="actual",
        item="",
        publication__catalogue__isnull=False,
    ).values_list("organisation", "fiscal_year", "amount_fen")
    return {(organisation, year): fen for organisation, year, fen in rows}


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A measure that a report states, its change against the year before in percent, and the cell that it stands in ('' in none)."""

    measure: str
    title: str
    fen: int
    change: Decimal | None
    cell: str


def key_figures(report: PublishedReport, wanted: Sequence[str], cells: Container[str]) -> list[KeyFigure]:
    """The wanted measures that the report states; `cells` are the addresses of its filled cells."""
    rows = PublishedFigure.objects.filter(
        organisation=report.organisation_id,
        fiscal_year__in=(report.fiscal_year, report.fiscal_year - 1),
        measure__in=wanted,
        aspect="actual",
        item="",
        publication__catalogue__isnull=False,
    ).values_list("measure", "fiscal_year", "amount_fen")
    amounts = {(measure, year): fen for measure, year, fen in rows}
    year = report.fiscal_year
    return [
        KeyFigure(
            measure,
            title(measure),
            amounts[measure, year],
            rate(amounts[measure, year], amounts.get((measure, year - 1))),
            cell_of(measure, cells),
        )
        for measure in wanted
        if (measure, year) in amounts
    ]


def cell_of(measure: str, cells: Container[str]) -> str:
    """The address of the cell that a measure stands in, '' where it stands in no table."""
    known = measures().get(measure)
    addresses = (":".join(cell) for cell in known.cells.get(Aspect.ACTUAL, ())) if known else ()
    return next((address for address in addresses if address in cells), "")
