"""Recomputation in the background: ordered with the change itself, one waiting at most a unit-year, newest revision wins."""

from __future__ import annotations

from shebao.server.accountability.unit_years.computing.compute import compute
from shebao.server.accountability.unit_years.computing.saving import save
from shebao.server.accountability.unit_years.models import UnitYear


def order(unit_year: UnitYear) -> None:
    """Orders a recomputation in the transaction of the change: both are there or neither. One that waits already serves."""
    from shebao.server.accountability.unit_years.tasks import recompute_unit_year

    name = f"unit-year-{unit_year.pk}"
    recompute_unit_year.start(str(unit_year), arguments={"unit_year": unit_year.pk}, lock=name, once=name)


def run(unit_year_id: int) -> bool:
    """Computes what is stored now and keeps it; False where the unit-year is gone or newer results are there."""
    unit_year = UnitYear.objects.select_related("organisation").filter(pk=unit_year_id).first()
    return unit_year is not None and save(unit_year_id, compute(unit_year))
