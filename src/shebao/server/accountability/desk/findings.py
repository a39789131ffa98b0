"""Open findings over all units of a scope: how many by rule and severity, in how many units, and which."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from shebao.server.accountability.unit_years.models import Finding
from shebao.server.platform.organisations.models import OrganisationQuerySet

_ORDER = Case(
    When(severity=Finding.Severity.ERROR, then=Value(0)),
    When(severity=Finding.Severity.WARNING, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class FindingFilter:
    """What the address asks to see."""

    year: int | None
    severity: str = ""
    source: str = ""
    rule: str = ""
    words: str = ""


def finding_filter(asked: QueryDict, years: list[int]) -> FindingFilter:
    """The filter of an address; the latest year unless one is asked for, all years for `all`."""
    text = asked.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
    severity, source = asked.get("severity", ""), asked.get("source", "")
    return FindingFilter(
        year=year if year in years else None if text == "all" or not years else years[0],
        severity=severity if severity in Finding.Severity.values else "",
        source=source if source in Finding.Source.values else "",
        rule=asked.get("rule", "").replace("\x00", "")[:60],
        words=asked.get("q", "").replace("\x00", "").strip()[:100],
    )


def open_findings(scope: OrganisationQuerySet, wanted: FindingFilter) -> QuerySet[Finding]:
    """The findings that still hold and that the filter lets through."""
    found = Finding.objects.open().filter(unit_year__organisation__in=scope)
    if wanted.year:
        found = found.filter(unit_year__fiscal_year=wanted.year)
    for name in ("severity", "source", "rule"):
        if getattr(wanted, name):
            found = found.filter(**{name: getattr(wanted, name)})
    if wanted.words:
        named = Q(message__icontains=wanted.words) | Q(unit_year__organisation__name__icontains=wanted.words)
        found = found.filter(named)
    return found


def by_rule(found: QuerySet[Finding]) -> QuerySet[Finding]:
    """A row for each rule: severity, source, findings, units; errors first, then what concerns most units."""
    return (
        found.order_by()
        .values("rule", "severity", "source")
        .annotate(findings=Count("*"), units=Count("unit_year__organisation", distinct=True), rank=_ORDER)
        .order_by("rank", "-units", "-findings", "rule")
    )


def by_severity(found: QuerySet[Finding]) -> dict[str, tuple[int, int]]:
    """Severity → (findings, units)."""
    rows = (
        found.order_by()
        .values("severity")
        .annotate(findings=Count("*"), units=Count("unit_year__organisation", distinct=True))
    )
    counted = {row["severity"]: (row["findings"], row["units"]) for row in rows}
    return {severity: counted.get(severity, (0, 0)) for severity in Finding.Severity.values}


def listed(found: QuerySet[Finding]) -> QuerySet[Finding]:
    """The findings themselves, with their units."""
    ranked = found.select_related("unit_year__organisation").annotate(rank=_ORDER)
    return ranked.order_by("rank", "unit_year__organisation__path", "unit_year__fiscal_year", "position").only(
        "rule",
        "severity",
        "source",
        "message",
        "place",
        "target",
        "unit_year__fiscal_year",
        "unit_year__state",
        "unit_year__organisation__name",
        "unit_year__organisation__path",
    )
