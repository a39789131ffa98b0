"""The figures of a report that can be compared: each measure's printed amount in fen."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from shebao.money import FEN_PER_WAN, FEN_PER_YUAN
from shebao.report import Report
from shebao.report.measures import Measure, measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect
from shebao.report.tables import Table

_FEN = {"万元": FEN_PER_WAN, "元": FEN_PER_YUAN}
_ASPECTS = (Aspect.ACTUAL, Aspect.BUDGET, Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET)
_BY_ITEM = {"general": "general_budget_expenditure", "expenditure_total": "expenditure"}


class Amount(NamedTuple):
    """One amount: measure (id of measures.yaml), aspect, classification code ('' for the whole), fen, as printed."""

    measure: str
    aspect: str
    item: str
    item_name: str
    fen: int
    text: str


def amounts(report: Report) -> tuple[Amount, ...]:
    """What the report says of each measure that is money: from its tables, and from the narrative where no table has it."""
    unit = report.identity.money_unit or "万元"
    found: dict[tuple[str, str, str], Amount] = {}
    for amount in (*_from_tables(report, unit), *_from_items(report, unit), *_from_narrative(report)):
        found.setdefault((amount.measure, amount.aspect, amount.item), amount)
    return tuple(found.values())


def in_fen(figure: Figure, unit: str) -> int | None:
    """A printed amount in fen; None where its unit is no unit of money or it has more decimals than a fen."""
    factor = _FEN.get(figure.unit or unit)
    if factor is None:
        return None
    amount = figure.value * factor
    return int(amount) if amount == amount.to_integral_value() and abs(amount) < Decimal(2**62) else None


def _amount(
    measure: str, aspect: Aspect, figure: Figure, unit: str, item: str = "", name: str = ""
) -> Iterator[Amount]:
    fen = in_fen(figure, unit)
    if fen is not None:
        yield Amount(measure, aspect.value, item, name, fen, figure.text)


def _from_tables(report: Report, unit: str) -> Iterator[Amount]:
    for measure in measures().values():
        for aspect in _ASPECTS:
            figure, table = _first_figure(report, measure, aspect)
            if figure is not None and table is not None:
                yield from _amount(measure.id, aspect, figure, table.unit or unit)


def _first_figure(report: Report, measure: Measure, aspect: Aspect) -> tuple[Figure | None, Table | None]:
    for cell in measure.cells.get(aspect, ()):
        table = report.table(cell.table)
        figure = table.figure(cell.row, cell.column) if table else None
        if figure is not None:
            return figure, table
    return None, None


def _from_items(report: Report, unit: str) -> Iterator[Amount]:
    for measure, table_id in _BY_ITEM.items():
        table = report.table(table_id)
        for row in table.rows if table else ():
            figure = table.figure(row.key, "total") if table and row.code.isdigit() else None
            if figure is not None and table is not None:
                yield from _amount(measure, Aspect.ACTUAL, figure, table.unit or unit, row.code, row.name)


def _from_narrative(report: Report) -> Iterator[Amount]:
    """What the narrative states of a measure (机关运行经费 and 政府采购 have no cell), where all its statements agree."""
    year = report.identity.fiscal_year
    stated: dict[tuple[str, Aspect], list[Figure]] = {}
    for fact in report.facts:
        whole = not fact.item and fact.year in (None, year) and fact.aspect in _ASPECTS
        if whole and not measures()[fact.measure].varies and fact.figure.unit in _FEN:
            stated.setdefault((fact.measure, fact.aspect), []).append(fact.figure)
    for (measure, aspect), figures in stated.items():
        if len({in_fen(figure, "") for figure in figures}) == 1:
            yield from _amount(measure, aspect, figures[0], "")
