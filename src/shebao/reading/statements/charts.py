"""The data under a chart's caption: rows of name, amount and share, closed by a total."""

from __future__ import annotations

import re

from shebao.money import parse_number
from shebao.reading.running_text import SEPARATOR, PlainText
from shebao.reading.statements.state import State
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Fact, Parts, Share

_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ROW = re.compile(rf"(?P<name>[^\d,，。;:%|]{{2,30}}?)\|?(?P<amount>{_AMOUNT})\|(?P<rate>\d+(?:\.\d+)?)%")
_TOTAL = re.compile(rf"(?:合计|总计)\|?(?P<amount>{_AMOUNT})(?!\d|万元)(?:\|?100(?:\.0+)?%)?")
_LABEL = re.compile(r"^.*(?:项目|金额|占比|比例|万元|\))+")


def read_chart(state: State, plain: PlainText) -> bool:
    """Whether the paragraph is the data of a chart; its shares and sum become claims."""
    if SEPARATOR not in plain.text or "%" not in plain.text:
        return False
    rows = list(_ROW.finditer(plain.text))
    total = _TOTAL.search(plain.text, rows[-1].end()) if rows else None
    if len(rows) < 2 or total is None:
        return False
    state.text = plain
    whole = _fact(state, plain, "", total, total.start())
    parts = []
    for row in rows:
        label = _LABEL.sub("", row["name"])
        start = row.end("name") - len(label)
        part = _fact(state, plain, label, row, start)
        number = parse_number(row["rate"])
        assert number is not None
        rate = Figure(plain.printed(*row.span("rate")), number, "%", plain.source(row.start("rate"), row.end()))
        parts.append(part)
        state.claims.append(Share(part, whole, "chart", "合计", rate, plain.source(start, row.end())))
    span = plain.source(rows[0].start(), total.end())
    state.claims.append(Parts(whole, tuple(parts), True, span))
    return True


def _fact(state: State, plain: PlainText, label: str, match: re.Match[str], start: int) -> Fact:
    number = parse_number(match["amount"])
    assert number is not None
    source = plain.source(*match.span("amount"))
    figure = Figure(source.quote, number, "", source)
    clause = plain.source(start, match.end())
    fact = Fact("chart", Aspect.ACTUAL, figure, state.fiscal_year, state.kind, (label,) if label else (), clause)
    state.facts.append(fact)
    return fact
