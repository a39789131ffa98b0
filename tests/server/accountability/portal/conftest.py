"""A small portal: two units of one department over three years, one correction, one report with its books."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.cache import caches

from server_publications import YEARS, closed, contents, organisation, published
from shebao.server.platform.organisations.models import Organisation


@dataclass(frozen=True)
class Portal:
    """The organisations of the portal."""

    department: Organisation
    unit: Organisation
    other: Organisation
    books: Organisation


@pytest.fixture
def portal(db: None) -> Portal:
    """Published reports; the unit's of 2023 was corrected once."""
    for name in ("default", "pages"):
        caches[name].clear()
    city = organisation("示例市", kind="city")
    department = organisation("示例区人力资源和社会保障局", city, "department")
    unit, other, books = (organisation(name, department) for name in ("甲中心", "乙中心", "丙中心"))
    for year, content in zip(YEARS, contents(1), strict=True):
        published(unit, year, content)
    for year, content in zip(YEARS, contents(3), strict=True):
        published(other, year, content)
    published(books, 2023, closed())
    corrected = contents(1)[2]
    table = next(table for table in corrected.document["tables"] if table["id"] == "expenditure")
    table["blocks"][0]["rows"][1]["cells"]["total"] = "1.23"
    published(unit, 2023, corrected, reason="支出决算表填列有误")
    return Portal(department, unit, other, books)
