"""What a unit's own words state: figures in them are facts and claims of the report like those that were composed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from shebao.composing import compose
from shebao.composing.manuscript import Manuscript
from shebao.composing.material import Material
from shebao.composing.narrative.voice import wide
from shebao.composing.words import Words
from shebao.reading.statements import read_statements
from shebao.report.likeness import claim_key, fact_key
from shebao.report.statements import Claim, Fact

Statement = TypeVar("Statement", Fact, Claim)


def with_own_words(material: Material, *, draft: bool = False) -> Manuscript:
    """The manuscript of a unit-year, its report completed by what the unit's own words state."""
    manuscript = compose(material, draft=draft)
    report = manuscript.report
    read = read_statements(report.sections, report.identity.fiscal_year)
    told = [_squeezed(text) for text in (*_texts(material.words), *_of_forms(material))]
    facts = (*report.facts, *_more(read.facts, report.facts, fact_key, told))
    claims = (*report.claims, *_more(read.claims, report.claims, claim_key, told))
    unassigned = tuple(figure for figure in read.unassigned if _is_in(figure.source.quote, told))
    return replace(manuscript, report=replace(report, facts=facts, claims=claims, unassigned=unassigned))


def _more(
    read: Iterable[Statement],
    composed: Iterable[Statement],
    key: Callable[[Statement], Hashable],
    told: list[str],
) -> Iterator[Statement]:
    """The statements that were not composed and stand in the unit's own words."""
    known = Counter(key(statement) for statement in composed)
    for statement in read:
        known[key(statement)] -= 1
        if known[key(statement)] < 0 and _is_in(statement.source.quote, told):
            yield statement


def _is_in(quote: str, told: list[str]) -> bool:
    squeezed = _squeezed(quote)
    return any(squeezed in text for text in told)


def _squeezed(text: str) -> str:
    return "".join(wide(text).split())


def _texts(words: Words) -> Iterator[str]:
    yield from (*words.duties, *words.organisation, *words.staff, *words.reasons.values(), *words.performance.values())
    for item in words.key_work:
        yield f"{item.title}{item.text}"
        yield from (item.goal, item.completion)
    for remarks in words.remarks.values():
        yield from remarks
    yield from (text for _, text in words.terms)


def _of_forms(material: Material) -> Iterator[str]:
    """Reasons and measures that the forms tell, which the narrative repeats."""
    for form in material.forms:
        for passage in (form.form.reasons, form.form.measures):
            if passage is not None:
                yield passage.text
