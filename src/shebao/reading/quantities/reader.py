"""A paragraph becomes quantities, and the quantities of each sentence relations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from shebao.money import parse_number
from shebao.reading.quantities.relate import relate
from shebao.reading.quantities.scan import Found, numbers
from shebao.reading.quantities.sentence import Sentence
from shebao.reading.running_text import PlainText, plain_text
from shebao.report.forms import Form
from shebao.report.nouns import before, noun_of
from shebao.report.provenance import Figure, Passage
from shebao.report.quantities import Field, Quantities, Quantity, Relation, Role, joined

Known = Mapping[int, Figure]
"""Figures that another reader made of the same paragraph, by where they begin in its plain text."""

_TARGET = re.compile(
    r"(?:计划|拟)[\u4e00-\u9fff]{2,6}$|(?:目标|任务|计划|指标|下达|不少于|不低于|不超过)(?:任务|指标|计划|目标)?(?:数|值|量)?(?:为|是|:|\()?$"
)
_BRACKETED_TARGET = re.compile(r"(?:目标|任务|计划|指标)[^,，。;:()]{0,8}\($")
_TARGET_AFTER = re.compile(r"的?(?:年度|全年)?(?:目标|任务|计划)")
_CHANGE = re.compile(
    r"(?:增加|增长|增多|提高|上升|减少|下降|降低|压减|提升|增幅|降幅)(?:了|额|约|金额|数额|数)?(?:为|是)?$"
)
_BASE = re.compile(r"(?:上年|去年|上一年|同期)(?!结转|结余|度?结)[^,，。;:]{0,8}$")
_YEAR = re.compile(r"(20\d\d)年")
_VAGUE = re.compile(r"(?:约|近|逾|超|超过|不足|突破|至少|将近|大约)$")
_SENTENCE_END = "。!?"
_LONGEST = 20_000
_REMEMBERED = 12


def read_texts(texts: Iterable[tuple[Passage, Field]]) -> Quantities:
    """The quantities and relations of several paragraphs."""
    return joined(read_passage(plain_text(passage), field, {}) for passage, field in texts)


def read_indicators(forms: Iterable[Form]) -> Quantities:
    """The actuals of indicators that are one number, each with the indicator's name as its noun."""
    found = []
    for indicator in (indicator for form in forms for indicator in form.indicators):
        if indicator.actual is None:
            continue
        plain = plain_text(Passage(indicator.actual.quote, (0,), (indicator.actual.place,)))
        stated = list(numbers(plain.text))
        if len(stated) == 1 and plain.text:
            quantity = _quantity(plain, stated[0], 0, Field.FORM, {})
            role = Role.RATE if quantity.role is Role.RATE else Role.VALUE
            found.append(replace(quantity, noun=indicator.name, role=role, clause=indicator.source))
    return Quantities(tuple(found))


def read_passage(plain: PlainText, field: Field, known: Known) -> Quantities:
    """The quantities of a paragraph and what its sentences relate."""
    if len(plain.text) > _LONGEST:
        return Quantities()
    quantities: list[Quantity] = []
    spans: list[tuple[Found, Quantity]] = []
    floor = 0
    for found in numbers(plain.text):
        quantity = _quantity(plain, found, floor, field, known)
        quantities.append(quantity)
        spans.append((found, quantity))
        floor = found.end
    relations: list[Relation] = []
    previous: Sentence | None = None
    for sentence in _sentences(plain, spans):
        relations += relate(sentence, previous)
        previous = sentence
    return Quantities(tuple(quantities), tuple(relations))


def _quantity(plain: PlainText, found: Found, floor: int, field: Field, known: Known) -> Quantity:
    text = plain.text
    words = before(text, floor, found.start)
    wide = text[max(floor, text.rfind("。", 0, found.start) + 1, found.start - 24) : found.start]
    year = _YEAR.search(words)
    return Quantity(
        noun_of(words, text, found.end),
        _figure(plain, found, known),
        found.unit,
        found.scale,
        _role(found, words, wide, text),
        field,
        plain.source(found.start - len(words), found.end),
        int(year[1]) if year else None,
        found.vague or bool(_VAGUE.search(words)),
    )


def _figure(plain: PlainText, found: Found, known: Known) -> Figure:
    figure = known.get(found.start)
    if figure is not None and len(figure.text) >= found.stop - found.start:
        return figure
    number = parse_number(plain.text[found.start : found.stop])
    assert number is not None
    unit = plain.text[found.stop : found.end]
    return Figure(plain.printed(found.start, found.stop), number, unit, plain.source(found.start, found.end))


def _role(found: Found, words: str, wide: str, text: str) -> Role:
    if found.unit in {"%", "百分点", "个百分点"}:
        return Role.RATE
    if _TARGET.search(words) or _BRACKETED_TARGET.search(wide) or _TARGET_AFTER.match(text, found.end):
        return Role.TARGET
    if _CHANGE.search(words):
        return Role.CHANGE
    return Role.BASE if _BASE.search(words) else Role.VALUE


def _sentences(plain: PlainText, spans: Sequence[tuple[Found, Quantity]]) -> Iterable[Sentence]:
    """The sentences that state quantities, with those."""
    ends = [match.end() for match in re.finditer(f"[{_SENTENCE_END}]", plain.text)]
    index = 0
    for start, end in pairwise([0, *ends, len(plain.text)]):
        own, first = [], index
        while index < len(spans) and spans[index][0].start < end:
            own.append(spans[index])
            index += 1
        if own:
            yield Sentence(plain, start, end, tuple(own), tuple(spans[max(0, first - _REMEMBERED) : first]))
