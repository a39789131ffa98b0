"""A report as the portal shows it: headings, paragraphs with links from figures to cells, tables, forms, key work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shebao.composing.manuscript import ChartBlock
from shebao.report import Report, Section
from shebao.report.forms import Execution, Form, Indicator, KeyWorkItem
from shebao.report.measures import CellRef, measures
from shebao.report.provenance import Figure, Passage, Source
from shebao.report.statements import Aspect, Change, Claim, Completion, Share
from shebao.report.tables import Table, TableState
from shebao.server.accountability.publications.content.ordinals import heading
from shebao.server.accountability.publications.content.tables import tables_data

SCHEMA = "shebao.publication/1"
_LINKED = {
    Aspect.ACTUAL: (Aspect.ACTUAL,),
    Aspect.BUDGET: (Aspect.BUDGET, Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET),
    Aspect.INITIAL_BUDGET: (Aspect.INITIAL_BUDGET, Aspect.BUDGET),
    Aspect.ADJUSTED_BUDGET: (Aspect.ADJUSTED_BUDGET, Aspect.BUDGET),
}


def report_document(
    report: Report, explained: Sequence[Mapping[str, str]] = (), charts: Iterable[ChartBlock] = ()
) -> dict[str, Any]:
    """The report as JSON-ready values; amounts stay the text that is printed. `explained`, `charts`: see `content.content_of`."""
    identity = report.identity
    links = _Links(report)
    return {
        "schema": SCHEMA,
        "unit": identity.unit,
        "kind": identity.kind,
        "place": identity.place,
        "fiscal_year": identity.fiscal_year,
        "money_unit": identity.money_unit or "万元",
        "sections": [_section(index, section, links) for index, section in enumerate(report.walk(), 1)],
        "tables": tables_data(report.tables, identity.money_unit or "万元"),
        "forms": [_form(form) for form in report.forms],
        "key_work": [_key_work(item) for item in report.key_work_table],
        "explained": [dict(each) for each in explained],
        "charts": [_chart(chart) for chart in charts],
    }


def _section(index: int, section: Section, links: _Links) -> dict[str, Any]:
    return {
        "id": f"s{index}",
        "level": section.level,
        "kind": section.kind,
        "title": heading(section.level, section.ordinal, section.title),
        "paragraphs": [links.paragraph(passage) for passage in section.passages],
    }


class _Links:
    """Figures of the narrative that stand in a table cell, or say how one changed or what share it has, by their line."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lines: dict[tuple[int | None, int | None], list[tuple[Figure, str]]] = {}
        for fact in report.facts:
            self._link(fact.figure, self._cell(fact.measure, fact.aspect, fact.item, fact.year))
        for claim in report.claims:
            for figure, measure, item in _related(claim):
                self._link(figure, self._cell(measure, Aspect.ACTUAL, item, None))

    def _link(self, figure: Figure | None, cell: CellRef | None) -> None:
        if cell is not None and figure is not None:
            place = figure.source.place
            self._lines.setdefault((place.page, place.line), []).append((figure, ":".join(cell)))

    def _cell(self, measure_id: str, aspect: Aspect, item: tuple[str, ...], year: int | None) -> CellRef | None:
        if year not in (None, self._report.identity.fiscal_year):
            return None
        measure = measures()[measure_id]
        known = measure.items if item else measure.cells
        for wanted in _LINKED.get(aspect, ()):
            for cell in known.get(wanted, ()):
                table = self._report.table(cell.table)
                row = self._row(table, cell.row, item) if table is not None else None
                if table is not None and row is not None and table.figure(row, cell.column) is not None:
                    return CellRef(cell.table, row, cell.column)
        return None

    def _row(self, table: Table, pattern: str, item: tuple[str, ...]) -> str | None:
        """The row of a cell; of an item, the one row of the table that is called as the item is."""
        if not item:
            return pattern
        named = [row for row in table.rows if row.code.isdigit() and row.name.strip() == item[-1]]
        return pattern.format(code=named[0].code) if len(named) == 1 else None

    def paragraph(self, passage: Passage) -> dict[str, Any]:
        """The text with spans [start, end, cell] of the figures that lead to a cell."""
        spans: list[tuple[int, int, str]] = []
        for figure, cell in self._by_line(passage):
            place = next(_free(passage.text, figure.text, spans), None)
            if place is not None:
                spans.append((place, place + len(figure.text), cell))
        return {"text": passage.text, "links": sorted(spans)} if spans else {"text": passage.text}

    def _by_line(self, passage: Passage) -> Iterator[tuple[Figure, str]]:
        """The figures of the lines of a passage with their cells, each once, in the order in which they were read."""
        for line in dict.fromkeys((place.page, place.line) for place in passage.places):
            yield from {id(figure): (figure, cell) for figure, cell in self._lines.get(line, ())}.values()


def _free(text: str, number: str, taken: Sequence[tuple[int, int, str]]) -> Iterator[int]:
    """Where a number stands whole in a text and is no part of a span that was taken."""
    for match in re.finditer(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", text):
        if all(match.end() <= start or end <= match.start() for start, end, _cell in taken):
            yield match.start()


def _related(claim: Claim) -> Iterator[tuple[Figure | None, str, tuple[str, ...]]]:
    """The figures that say how a measure changed, was completed or which share it has: figure, measure, item."""
    if isinstance(claim, Change):
        yield claim.difference, claim.measure, claim.item
        yield claim.rate, claim.measure, claim.item
    elif isinstance(claim, Share):
        yield claim.rate, claim.part.measure, claim.part.item
    elif isinstance(claim, Completion):
        yield claim.rate, claim.actual.measure, claim.actual.item


def _form(form: Form) -> dict[str, Any]:
    return {
        "kind": form.kind.value,
        "title": form.title.quote,
        "name": form.name,
        "executions": [_execution(line) for line in form.executions],
        "indicators": [_indicator(indicator) for indicator in form.indicators],
        "total": _text(form.total),
        "reasons": form.reasons.text if form.reasons else "",
        "measures": form.measures.text if form.measures else "",
    }


def _execution(line: Execution) -> dict[str, str]:
    figures = {name: _text(getattr(line, name)) for name in ("budget", "actual", "rate", "score", "weight")}
    return {"name": line.name, **figures}


def _indicator(indicator: Indicator) -> dict[str, str]:
    return {
        "level_one": indicator.level_one.name if indicator.level_one else "",
        "level_two": indicator.level_two.name if indicator.level_two else "",
        "name": indicator.name,
        "weight": _text(indicator.weight),
        "target": _text(indicator.target),
        "actual": _text(indicator.actual),
        "score": _text(indicator.score),
    }


def _text(value: Figure | Source | None) -> str:
    if value is None:
        return ""
    return value.text if isinstance(value, Figure) else value.quote


def _key_work(item: KeyWorkItem) -> dict[str, str]:
    goal, completion = item.goal, item.completion
    return {
        "title": item.title.quote,
        "goal": goal.text if goal else "",
        "completion": completion.text if completion else "",
    }


def _chart(chart: ChartBlock) -> dict[str, Any]:
    """A chart by its printed caption: each series with its bars' labels, amounts in `unit` and figures as printed."""
    series = [
        {"name": one.name, "bars": [{"label": b.label, "value": str(b.value), "text": b.text} for b in one.bars]}
        for one in chart.series
    ]
    return {"caption": chart.caption, "unit": chart.unit, "series": series}


def passages(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What search finds: anchor on the page, heading, text."""
    for section in document["sections"]:
        text = "\n".join(paragraph["text"] for paragraph in section["paragraphs"])
        if text:
            yield section["id"], section["title"], text
    for table in document["tables"]:
        if table["state"] == TableState.READ.value:
            yield f"t-{table['id']}", table["title"], "、".join(_row_names(table["blocks"]))
    for index, form in enumerate(document["forms"], 1):
        indicators = "；".join(
            " ".join(filter(None, (i["name"], i["target"], i["actual"]))) for i in form["indicators"]
        )
        text = "\n".join(filter(None, (indicators, form["reasons"], form["measures"])))
        if text:
            yield f"f{index}", form["name"] or form["title"], text
    work = "\n".join("".join(item.values()) for item in document["key_work"])
    if work:
        yield "key-work", "重点工作完成情况", work


def _row_names(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        for row in block["rows"]:
            if row["name"] and row["cells"]:
                yield row["name"]
