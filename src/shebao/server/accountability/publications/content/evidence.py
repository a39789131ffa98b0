"""Where each figure of a report comes from, as plain data: what its formula is, and which figures that one is made of.

A link is text: the cell `table:row:column`, `planned/KIND/FUNDING/CODE` for lines of the budget, `form/NUMBER/FIELD` for a figure of a
form, else the key of an entry of the document's `evidence`. An entry has the figure's `text`, the heading `where` it stands, its
`formula` and `operands`, each with `words`, and where known `link` and the `year` of another year's report that it leads into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shebao.composing.manuscript import Heading, Manuscript, Paragraph
from shebao.evidence import FormRef, Origin, PlannedRef
from shebao.report import Report
from shebao.report.forms import Form
from shebao.report.measures import CellRef

Span = tuple[int, int, str]


class Register:
    """The entries that links lead to; each gets the next key."""

    def __init__(self, year: int, forms: Sequence[Form]) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self._year = year
        self._forms = {_bare(form.title.quote): number for number, form in reversed(list(enumerate(forms, 1)))}

    def add(self, text: str, where: str, formula: str, operands: Iterable[Mapping[str, Any]]) -> str:
        """The key of a new entry."""
        key = f"n{len(self.entries) + 1}"
        self.entries[key] = {"text": text, "where": where, "formula": formula, "operands": []}
        self.entries[key]["operands"] = [dict(operand) for operand in operands]
        return key

    def link(self, text: str, where: str, origin: Origin) -> str:
        """Where a printed figure leads: straight to what it repeats, else to an entry with what it was computed from."""
        if origin.operands:
            operands = [self.operand(each, where) for each in origin.operands]
            return self.add(text, where, origin.formula, operands)
        repeated = self.operand(origin, where)
        if "link" in repeated and "year" not in repeated:
            return str(repeated["link"])
        return self.add(text, where, origin.formula, [repeated] if "link" in repeated else [])

    def operand(self, origin: Origin, where: str) -> dict[str, Any]:
        """A figure that a formula is made of."""
        words: dict[str, Any] = {"words": origin.formula}
        if origin.operands:
            return {**words, "link": self.link("", where, origin)}
        if origin.source is not None:
            link = self._elsewhere(origin.source)
            return {**words, "link": link} if link else words
        return {**words, **self.cell(origin.cells[0], origin.prior)} if len(origin.cells) == 1 else words

    def cell(self, cell: CellRef, prior: bool) -> dict[str, Any]:
        """The link to a cell of this or of last year's report."""
        return {"link": ":".join(cell), **({"year": self._year - 1} if prior else {})}

    def _elsewhere(self, source: PlannedRef | FormRef) -> str:
        if isinstance(source, PlannedRef):
            return f"planned/{source.kind}/{source.funding}/{source.code or 'total'}"
        number = self._forms.get(_bare(source.title))
        return f"form/{number}/{source.field}" if number else ""


class Composed:
    """The figures of a composed report, by the paragraph that prints them."""

    def __init__(self, manuscript: Manuscript, register: Register) -> None:
        self._register = register
        self._paragraphs: dict[str, list[tuple[str, Paragraph]]] = {}
        where = ""
        for block in manuscript.blocks:
            if isinstance(block, Heading):
                where = block.text
            elif isinstance(block, Paragraph) and any(run.origin for run in block.runs):
                self._paragraphs.setdefault(_bare(block.text), []).append((where, block))

    def spans(self, text: str) -> list[Span] | None:
        """The figures of a paragraph with their links; None where the manuscript has none of that text."""
        known = self._paragraphs.get(_bare(text))
        if not known:
            return None
        where, paragraph = known.pop(0) if len(known) > 1 else known[0]
        places = [place for place, character in enumerate(text) if not character.isspace()]
        found, position = [], 0
        for run in paragraph.runs:
            length = len(_bare(run.text))
            if run.origin is not None and length:
                start, end = places[position], places[position + length - 1] + 1
                found.append((start, end, self._register.link(run.text, where, run.origin)))
            position += length
        return found


def charts_data(manuscript: Manuscript, register: Register) -> list[dict[str, Any]]:
    """The charts that the documents print, by caption: each series with its bars' labels, amounts, figures as printed, links."""
    return [
        {
            "caption": chart.caption,
            "unit": chart.unit,
            "series": [
                {
                    "name": one.name,
                    "bars": [
                        {
                            "label": bar.label,
                            "value": str(bar.value),
                            "text": bar.text,
                            "link": register.link(bar.text, chart.caption, bar.origin) if bar.origin else "",
                        }
                        for bar in one.bars
                    ],
                }
                for one in chart.series
            ],
        }
        for chart in manuscript.charts()
    ]


def register_of(report: Report) -> Register:
    """An empty register for a report."""
    return Register(report.identity.fiscal_year or 0, report.forms)


def _bare(text: str) -> str:
    return "".join(text.split())
