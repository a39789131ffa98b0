"""Recomputation of what is stored: the newest revision wins."""

from __future__ import annotations

from shebao.server.accountability.unit_years.computing.compute import compute
from shebao.server.accountability.unit_years.computing.saving import save
from shebao.server.accountability.unit_years.models import UnitYear


def run(unit_year_id: int) -> bool:
    """Computes what is stored now and keeps it; False where the unit-year is gone or newer results are there."""
    unit_year = UnitYear.objects.select_related("organisation").filter(pk=unit_year_id).first()
    return unit_year is not None and save(unit_year_id, compute(unit_year))
