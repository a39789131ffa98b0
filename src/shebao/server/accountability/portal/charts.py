"""Charts of the portal, drawn by `web.charts` from published figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shebao.money import parse_number, wan
from shebao.server.accountability.portal.links import address_of
from shebao.server.accountability.portal.series import Compared
from shebao.server.accountability.portal.series import Series as Trend
from shebao.server.accountability.publications.content.tables import address
from shebao.server.platform.web.charts import Series, bar_chart, line_chart

_THREE_PUBLIC = {"abroad": "因公出国（境）", "vehicles": "公务用车", "reception": "公务接待"}
_SHORTEST_SERIES = 2


def structure_chart(document: Mapping[str, Any], base: str) -> SafeString | None:
    """Expenditure by class (类), basic beside project; None where the table was not read."""
    table = _table(document, "expenditure")
    rows = [row for row in _rows(table) if len(row["code"]) == 3 and row["code"].isdecimal()]
    if not rows:
        return None
    series = [_of_cells(name, "expenditure", rows, column, base) for column, name in _SPENDING.items()]
    used = [each for each in series if any(value is not None for value in each.values)]
    names = [row["name"].removesuffix("支出") or row["code"] for row in rows]
    return bar_chart("本年支出构成", names, used, table["unit"]) if used else None


_SPENDING = {"basic": "基本支出", "project": "项目支出"}


def three_public_chart(document: Mapping[str, Any], base: str) -> SafeString | None:
    """三公 budget beside actual by item; None where nothing was spent or budgeted."""
    table = _table(document, "three_public")
    rows = {row["item"]: row for row in _rows(table) if row.get("item") in _THREE_PUBLIC}
    budget, actual = (_of_cells(name, "three_public", list(rows.values()), side, base) for side, name in _SIDES.items())
    if not any((*budget.values, *actual.values)):
        return None
    names = [_THREE_PUBLIC[item] for item in rows]
    return bar_chart("“三公”经费预算与决算", names, [budget, actual], table["unit"])


_SIDES = {"budget": "预算数", "actual": "决算数"}


def _of_cells(name: str, table: str, rows: Sequence[dict[str, Any]], column: str, base: str) -> Series:
    """A series of cells of one column, each leading to what is behind it."""
    links = [address_of(address(table, row, column), base) for row in rows]
    return Series(name, [_value(row, column) for row in rows], links)


def printed_chart(chart: Mapping[str, Any], base: str) -> SafeString:
    """A chart of the report's documents, drawn from the figures that they print."""
    labels = list(dict.fromkeys(bar["label"] for series in chart["series"] for bar in series["bars"]))
    series = [_printed(one, labels, base) for one in chart["series"]]
    drawn = bar_chart(chart["caption"], labels, series, chart["unit"])
    if not chart.get("redrawn"):
        return drawn
    return format_html('{}<p class="muted small">按报告印出的数重绘，不是原图。</p>', drawn)


def _printed(series: Mapping[str, Any], labels: Sequence[str], base: str) -> Series:
    bars = {bar["label"]: bar for bar in series["bars"]}
    values = [Decimal(bars[label]["value"]) if label in bars else None for label in labels]
    found = [bars.get(label, {}).get("link", "") for label in labels]
    return Series(series["name"], values, [address_of(link, base) if link else "" for link in found])


def _table(document: Mapping[str, Any], table_id: str) -> dict[str, Any]:
    return next((table for table in document["tables"] if table["id"] == table_id), {"blocks": [], "unit": ""})


def _rows(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row for block in table["blocks"] for row in block["rows"]]


def _value(row: Mapping[str, Any], column: str) -> Decimal | None:
    number = parse_number(row["cells"].get(column, ""))
    return number.value if number else None


def trend_chart(title: str, organisation: int, years: Sequence[int], trends: Sequence[Trend]) -> SafeString | None:
    """Measures of a unit over years in 万元; None where fewer than two years are known."""
    if len(years) < _SHORTEST_SERIES or not trends:
        return None
    series = [
        Series(t.title, [_wan(p.fen) for p in t.points], [_figure(organisation, p.year, t.measure) for p in t.points])
        for t in trends
    ]
    return line_chart(title, [str(year) for year in years], series, "万元")


def _figure(organisation: int, year: int, measure: str) -> str:
    return reverse("portal:figure", args=(organisation, year, measure))


def comparison_chart(title: str, measure: str, units: Sequence[Compared], years: Sequence[int]) -> SafeString | None:
    """A measure of several units in 万元: a line for each over all years, bars where there is one year only."""
    if not units or not years:
        return None
    if len(years) < _SHORTEST_SERIES:
        return bar_chart(
            title,
            [_short(unit.name) for unit in units],
            [
                Series(
                    str(years[0]),
                    [_wan(unit.amounts[0]) for unit in units],
                    [_figure(unit.organisation, years[0], measure) for unit in units],
                )
            ],
            "万元",
        )
    series = [
        Series(
            unit.name,
            [_wan(amount) for amount in unit.amounts],
            [_figure(unit.organisation, year, measure) for year in years],
        )
        for unit in units
    ]
    return line_chart(title, [str(year) for year in years], series, "万元")


def _wan(fen: int | None) -> Decimal | None:
    return None if fen is None else wan(fen)


def _short(name: str) -> str:
    """The end of a long name, which tells units of one city apart."""
    return name if len(name) <= 10 else f"…{name[-9:]}"
