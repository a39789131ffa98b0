"""Units with accounts in different states, for the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from shebao.server.accountability.unit_years.models import Closing, Finding, UnitFigure, UnitYear
from shebao.server.platform.organisations import tree as trees
from shebao.server.platform.organisations.models import Organisation


@pytest.fixture
def accounts(db: None) -> Callable[..., UnitYear]:
    """`accounts(organisation, year, state, errors=…, figures={…}, employed=…)` makes a unit-year as the background leaves it."""

    def make(
        organisation: Organisation,
        year: int = 2024,
        state: str = "submitted",
        errors: int = 0,
        warnings: int = 0,
        figures: dict[str, int] | None = None,
        employed: int | None = None,
        approved_on: date | None = None,
    ) -> UnitYear:
        unit_year = UnitYear.objects.create(
            organisation=organisation,
            fiscal_year=year,
            state=state,
            approved_on=approved_on,
            annex={"staff": {"employed": employed}} if employed is not None else {},
        )
        Closing.objects.create(unit_year=unit_year, revision=1, closed=True, errors=errors, warnings=warnings)
        for number in range(errors + warnings):
            Finding.objects.create(
                unit_year=unit_year,
                key=f"key-{number}",
                source="audit",
                rule="T02" if number < errors else "L01",
                severity="error" if number < errors else "warning",
                message=f"{organisation}第 {number} 个问题",
                place="收入支出决算总表",
                target="tables/",
                first_revision=1,
            )
        UnitFigure.objects.bulk_create(
            UnitFigure(unit_year=unit_year, measure=measure, amount_fen=fen) for measure, fen in (figures or {}).items()
        )
        return unit_year

    return make


@pytest.fixture
def many(tree) -> Callable[[int], list[Organisation]]:
    """`many(n)` makes so many units below the bureau."""
    return lambda count: [trees.add(f"第{number:03d}中心", "unit", tree.bureau) for number in range(count)]
