"""Addresses of what is behind a figure, from the links that a publication stores (publications/content/evidence)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from shebao.server.accountability.publications.content.tables import cells_of
from shebao.server.accountability.publications.models import PublishedReport

_SHORTEST_CELL = 3


def address_of(link: str, base: str) -> str:
    """The address of a stored link below the report at `base`."""
    if "/" in link:
        return f"{base}{quote(link, safe='/.')}/"
    if len(link.split(":")) == _SHORTEST_CELL:
        return f"{base}cells/{quote(link, safe=':.')}/"
    return f"{base}evidence/{quote(link, safe='')}/"


def linked_operands(
    operands: Sequence[Mapping[str, Any]], organisation: int, base: str
) -> Iterator[tuple[str, str, str]]:
    """Each operand in words, its address ('' where it has none) and what to know of it. What stands in another year's report
    gets that year's figure where that report is published here."""
    before = {year: _cells(organisation, year) for year in {each["year"] for each in operands if "year" in each}}
    for operand in operands:
        link, year = operand.get("link", ""), operand.get("year")
        if year is None:
            yield operand["words"], address_of(link, base) if link else "", ""
        elif (text := before[year].get(link)) is None:
            yield operand["words"], "", f"{year} 年度的报告没有在本平台公开"
        else:
            there = reverse("portal:report", args=(organisation, year))
            told = "" if text in operand["words"] else f"{year} 年度报告中为 {text}"
            yield operand["words"], address_of(link, there), told


def _cells(organisation: int, year: int) -> dict[str, str]:
    found = (
        PublishedReport.objects.select_related("current").filter(organisation=organisation, fiscal_year=year).first()
    )
    return dict(cells_of(found.current.report["tables"])) if found else {}
