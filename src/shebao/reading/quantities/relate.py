"""What a sentence says of its quantities: parts of a whole, a rate of a target, growth, so much each, names beside a number."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.reading.quantities.enumerations import enumerations
from shebao.reading.quantities.rates import rates
from shebao.reading.quantities.sentence import Sentence
from shebao.reading.quantities.sums import sums
from shebao.report.quantities import Relation


def relate(sentence: Sentence, previous: Sentence | None) -> Iterator[Relation]:
    """The relations that a sentence states; 其中 or 比上年 at its beginning speaks of the sentence before."""
    yield from sums(sentence, previous)
    yield from rates(sentence, previous)
    yield from enumerations(sentence)
