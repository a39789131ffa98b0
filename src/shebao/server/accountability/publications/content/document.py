"""A report as the portal shows it: headings, paragraphs with links from figures to cells, tables, forms, key work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shebao.composing.manuscript import Manuscript
from shebao.report import Report, Section
from shebao.report.forms import Execution, Form, Indicator, KeyWorkItem
from shebao.report.provenance import Figure, Passage, Source
from shebao.report.tables import TableState
from shebao.server.accountability.publications.content.evidence import Composed, Register, charts_data, register_of
from shebao.server.accountability.publications.content.ordinals import heading
from shebao.server.accountability.publications.content.redrawn import redrawn_charts
from shebao.server.accountability.publications.content.tables import tables_data
from shebao.server.accountability.publications.content.told import Told

SCHEMA = "shebao.publication/1"


def report_document(
    report: Report, explained: Sequence[Mapping[str, str]] = (), manuscript: Manuscript | None = None
) -> dict[str, Any]:
    """The report as JSON-ready values; amounts stay the text that is printed. `explained`, `manuscript`: see `content.content_of`."""
    identity = report.identity
    register = register_of(report)
    figures = _Figures(report, manuscript, register)
    return {
        "schema": SCHEMA,
        "unit": identity.unit,
        "kind": identity.kind,
        "place": identity.place,
        "fiscal_year": identity.fiscal_year,
        "money_unit": identity.money_unit or "万元",
        "sections": [_section(index, section, figures) for index, section in enumerate(report.walk(), 1)],
        "tables": tables_data(report.tables, identity.money_unit or "万元"),
        "forms": [_form(form) for form in report.forms],
        "key_work": [_key_work(item) for item in report.key_work_table],
        "explained": [dict(each) for each in explained],
        "charts": charts_data(manuscript, register) if manuscript else redrawn_charts(report, register),
        "evidence": register.entries,
    }


def _section(index: int, section: Section, figures: _Figures) -> dict[str, Any]:
    return {
        "id": f"s{index}",
        "level": section.level,
        "kind": section.kind,
        "title": heading(section.level, section.ordinal, section.title),
        "paragraphs": [figures.paragraph(passage) for passage in section.passages],
    }


class _Figures:
    """The figures of running text with their links: as they were composed, or as the sentences were read."""

    def __init__(self, report: Report, manuscript: Manuscript | None, register: Register) -> None:
        self._composed = Composed(manuscript, register) if manuscript else None
        self._told = None if manuscript else Told(report, register)

    def paragraph(self, passage: Passage) -> dict[str, Any]:
        """The text with spans [start, end, link] of the figures that lead somewhere."""
        spans = self._composed.spans(passage.text) if self._composed else None
        if self._told:
            spans = self._told.spans(passage)
        return {"text": passage.text, "links": [list(span) for span in spans]} if spans else {"text": passage.text}


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
