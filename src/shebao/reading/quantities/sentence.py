"""One sentence with its quantities, as the readers of relations see it."""

from __future__ import annotations

from dataclasses import dataclass

from shebao.reading.quantities.scan import Found
from shebao.reading.running_text import PlainText
from shebao.report.provenance import Source
from shebao.report.quantities import Quantity

Span = tuple[Found, Quantity]
_FEW = 40
_PERSONS = frozenset({"人", "名", "位"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """text[start:end] of a paragraph, with its quantities in order; `told` are the last ones of the paragraph before it."""

    plain: PlainText
    start: int
    end: int
    spans: tuple[Span, ...]
    told: tuple[Span, ...] = ()

    def between(self, first: Span, second: Span) -> str:
        """The words from the end of one quantity to the beginning of another."""
        return self.plain.text[first[0].end : second[0].start]

    def source(self, first: Span, last: Span) -> Source:
        """From the words of one quantity to the end of another."""
        return self.plain.source(self.beginning(first), last[0].end)

    def beginning(self, span: Span) -> int:
        """Where the words of a quantity begin."""
        quote = "".join(span[1].clause.quote.split())
        return max(0, span[0].end - len(quote)) if len(quote) < _FEW else span[0].start


def same_unit(whole: Quantity, part: Quantity) -> bool:
    """Whether a part is counted as its whole is: 头 of 头次, 人 of 名."""
    if whole.unit == part.unit or {whole.unit, part.unit} <= _PERSONS:
        return bool(whole.unit)
    return bool(part.unit) and whole.unit == f"{part.unit}次"
