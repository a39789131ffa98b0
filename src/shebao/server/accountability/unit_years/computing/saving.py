"""Results into the database: only where nothing newer is there, findings updated so that they keep their identity."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shebao.server.accountability.unit_years.computing.compute import Results
from shebao.server.accountability.unit_years.computing.places import Found, keyed
from shebao.server.accountability.unit_years.models import Closing, Finding, UnitFigure, UnitYear

_SET = (
    "source",
    "rule",
    "severity",
    "message",
    "quote",
    "stated",
    "expected",
    "place",
    "target",
    "position",
    "resolved_at",
)


@transaction.atomic
def save(unit_year_id: int, results: Results) -> bool:
    """Keeps the results; False where those of a later revision are there already."""
    UnitYear.objects.select_for_update(of=("self",)).only("id").get(pk=unit_year_id)
    known = Closing.objects.filter(unit_year=unit_year_id).only("revision").first()
    if known is not None and known.revision > results.revision:
        return False
    _findings(unit_year_id, results)
    counted = [found.severity for found in results.found]
    Closing.objects.update_or_create(
        unit_year_id=unit_year_id,
        defaults={
            "revision": results.revision,
            "milliseconds": results.milliseconds,
            "closed": results.closed,
            "errors": counted.count("error"),
            "warnings": counted.count("warning"),
            "hints": counted.count("info"),
            "document": results.document,
            "grids": results.grids,
            "scores": results.scores,
            "progress": results.progress,
            "gaps": results.gaps,
        },
    )
    UnitFigure.objects.filter(unit_year=unit_year_id).delete()
    UnitFigure.objects.bulk_create(
        UnitFigure(unit_year_id=unit_year_id, measure=name, amount_fen=amount)
        for name, amount in results.figures.items()
    )
    return True


def _findings(unit_year_id: int, results: Results) -> None:
    rows = [
        Finding(
            unit_year_id=unit_year_id,
            key=key,
            source=found.source,
            rule=found.rule[:60],
            severity=found.severity,
            message=found.message,
            quote=found.quote,
            stated=found.stated,
            expected=found.expected,
            place=found.place[:300],
            target=found.target[:500],
            position=position,
            first_revision=results.revision,
        )
        for position, (key, found) in enumerate(keyed(_by_severity(results)))
    ]
    gone = Finding.objects.filter(unit_year=unit_year_id, resolved_at=None).exclude(key__in=[row.key for row in rows])
    gone.update(resolved_at=timezone.now())
    Finding.objects.bulk_create(rows, update_conflicts=True, unique_fields=["unit_year", "key"], update_fields=_SET)


def _by_severity(results: Results) -> list[Found]:
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(results.found, key=lambda found: order[found.severity])
