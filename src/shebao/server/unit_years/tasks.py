"""The jobs of this app."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from shebao.server.unit_years import recompute


@app.task(name="unit_years.recompute", retry=RetryStrategy(max_attempts=3, wait=2))
def recompute_unit_year(unit_year_id: int) -> bool:
    """Closes, scores and checks a unit-year again; run twice it gives the same."""
    return recompute.run(unit_year_id)
