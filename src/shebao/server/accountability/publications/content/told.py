"""The figures of a report that was read from a file: what its sentences say of each, as links and entries of `evidence`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from shebao.report import Report
from shebao.report.measures import CellRef, measures
from shebao.report.provenance import Figure, Passage
from shebao.report.statements import Aspect, Change, Claim, Completion, Fact, Share
from shebao.report.tables import Table
from shebao.server.accountability.publications.content.evidence import Register, Span

_STANDS_IN = {
    Aspect.ACTUAL: (Aspect.ACTUAL,),
    Aspect.BUDGET: (Aspect.BUDGET, Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET),
    Aspect.INITIAL_BUDGET: (Aspect.INITIAL_BUDGET, Aspect.BUDGET),
    Aspect.ADJUSTED_BUDGET: (Aspect.ADJUSTED_BUDGET, Aspect.BUDGET),
}
_WORDS = {
    Aspect.ACTUAL: "",
    Aspect.BUDGET: "预算数",
    Aspect.INITIAL_BUDGET: "年初预算数",
    Aspect.ADJUSTED_BUDGET: "调整后预算数",
    Aspect.ADDITION: "追加数",
    Aspect.PRIOR: "上年数",
    Aspect.COUNT: "数量",
}
_Operand = dict[str, Any]


class Told:
    """The figures of the narrative with what their sentences say of them, by their line."""

    def __init__(self, report: Report, register: Register) -> None:
        self._report, self._register = report, register
        self._lines: dict[tuple[int | None, int | None], list[tuple[Figure, str]]] = {}
        for fact in report.facts:
            self._keep(fact.figure, self._of_fact(fact))
        for claim in report.claims:
            for figure, formula, operands in self._related(claim):
                if figure is not None:
                    self._keep(figure, register.add(_printed(figure), "", formula, operands))

    def spans(self, passage: Passage) -> list[Span]:
        """The figures of a passage with their links."""
        found: list[Span] = []
        for figure, link in self._by_line(passage):
            place = next(_free(passage.text, figure.text, found), None)
            if place is not None:
                found.append((place, place + len(figure.text), link))
        return sorted(found)

    def _keep(self, figure: Figure, link: str) -> None:
        place = figure.source.place
        self._lines.setdefault((place.page, place.line), []).append((figure, link))

    def _by_line(self, passage: Passage) -> Iterator[tuple[Figure, str]]:
        """The figures of the lines of a passage, each once, in the order in which they were read."""
        for line in dict.fromkeys((place.page, place.line) for place in passage.places):
            yield from {id(figure): (figure, link) for figure, link in self._lines.get(line, ())}.values()

    def _of_fact(self, fact: Fact) -> str:
        cell = self._cell(fact.measure, fact.aspect, fact.item, fact.year)
        if cell is not None:
            return ":".join(cell)
        named = f"{_named(fact.measure, fact.item)}{_WORDS[fact.aspect]}"
        prior = self._prior(fact.measure, fact.item) if self._is_prior(fact) else None
        formula = f"报告正文写明的数：{named} {_printed(fact.figure)}"
        return self._register.add(_printed(fact.figure), "", formula, [prior] if prior else [])

    def _is_prior(self, fact: Fact) -> bool:
        year = self._report.identity.fiscal_year
        return fact.aspect is Aspect.PRIOR or (year is not None and fact.year == year - 1)

    def _related(self, claim: Claim) -> Iterator[tuple[Figure | None, str, list[_Operand]]]:
        """The figures that say how a measure changed, was completed or which share it has, with formula and operands."""
        if isinstance(claim, Change):
            base = "上年数" if claim.base_aspect is Aspect.PRIOR else _WORDS[claim.base_aspect]
            operands = self._compared(claim)
            yield claim.difference, f"本年数与{base}之差", operands
            yield claim.rate, f"（本年数－{base}）÷{base}×100%", operands
        elif isinstance(claim, Share):
            whole = self._operand(claim.whole) if claim.whole else self._measured(claim.whole_measure, ())
            yield claim.rate, "部分÷整体×100%", [self._operand(claim.part), whole]
        elif isinstance(claim, Completion):
            planned = (
                self._operand(claim.budget)
                if claim.budget
                else self._measured(claim.actual.measure, claim.actual.item, claim.named)
            )
            yield claim.rate, "决算数÷预算数×100%", [self._operand(claim.actual), planned]

    def _compared(self, claim: Change) -> list[_Operand]:
        now = self._operand(claim.current) if claim.current else self._measured(claim.measure, claim.item)
        if claim.base_aspect is not Aspect.PRIOR:
            return [now, self._measured(claim.measure, claim.item, claim.base_aspect)]
        return [now, self._prior(claim.measure, claim.item)]

    def _operand(self, fact: Fact) -> _Operand:
        cell = self._cell(fact.measure, fact.aspect, fact.item, fact.year)
        words = f"{_named(fact.measure, fact.item)}{_WORDS[fact.aspect]}＝{_printed(fact.figure)}"
        return {"words": words, **({"link": ":".join(cell)} if cell else {})}

    def _measured(self, measure: str, item: tuple[str, ...], aspect: Aspect = Aspect.ACTUAL) -> _Operand:
        """What a sentence presupposes without printing it: as the table prints it."""
        cell = self._cell(measure, aspect, item, None)
        words = f"{_named(measure, item)}{_WORDS[aspect]}"
        if cell is None:
            return {"words": words}
        table = self._report.table(cell.table)
        figure = table.figure(cell.row, cell.column) if table else None
        return {"words": f"{words}＝{figure.text if figure else ''}", "link": ":".join(cell)}

    def _prior(self, measure: str, item: tuple[str, ...]) -> _Operand:
        cell = self._cell(measure, Aspect.ACTUAL, item, None)
        words = {"words": f"上年{_named(measure, item)}"}
        return {**words, **self._register.cell(cell, True)} if cell else words

    def _cell(self, measure_id: str, aspect: Aspect, item: tuple[str, ...], year: int | None) -> CellRef | None:
        """The cell of this year's tables that prints a measure."""
        if year not in (None, self._report.identity.fiscal_year):
            return None
        measure = measures()[measure_id]
        known = measure.items if item else measure.cells
        for wanted in _STANDS_IN.get(aspect, ()):
            for cell in known.get(wanted, ()):
                table = self._report.table(cell.table)
                row = _row(table, cell.row, item) if table is not None else None
                if table is not None and row is not None and table.figure(row, cell.column) is not None:
                    return CellRef(cell.table, row, cell.column)
        return None


def _row(table: Table, pattern: str, item: tuple[str, ...]) -> str | None:
    """The row of a cell; of an item, the one row of the table that is called as the item is."""
    if not item:
        return pattern
    named = [row for row in table.rows if row.code.isdigit() and row.name.strip() == item[-1]]
    return pattern.format(code=named[0].code) if len(named) == 1 else None


def _named(measure: str, item: tuple[str, ...]) -> str:
    return "／".join(item) if item else measures()[measure].title


def _printed(figure: Figure) -> str:
    return f"{figure.text}{figure.unit}"


def _free(text: str, number: str, taken: Sequence[Span]) -> Iterator[int]:
    """Where a number stands whole in a text and is no part of a span that was taken."""
    for match in re.finditer(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", text):
        if all(match.end() <= start or end <= match.start() for start, end, _link in taken):
            yield match.start()
