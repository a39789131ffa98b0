"""S11: what stands twice: paragraphs, sentences with figures, headings with the text under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.auditing.passages import body_parts
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Operand, Severity, Verdict, Violated
from shebao.report import Section
from shebao.report.provenance import Passage, Source

_SHORTEST, _LONG, _MOST_TAILS = 30, 40, 12
_SHORTEST_BESIDE = 12  # of paragraphs one after the other, ordinal and all
_FIGURE = re.compile(r"\d(?!\d{0,3}年)")
_NOTE = re.compile(r"(?:填[报表写]说明|备注|说明|注)[:：]")
"""What each form and table says beneath itself."""
_ORDINAL = re.compile(r"[（(]?\d{1,2}[)）.、．]?")


@rule(
    "S11",
    Severity.WARNING,
    "段落重复",
    proves="没有整段、整句重复的文字。",
    basis="文字重复",
)
def repeated_passages(context: Context) -> Iterator[Verdict]:
    """Passages that stand word for word twice, in one section or, if they state no figures, in two; sentences with figures twice in
    one section; a heading twice with the same text under it."""
    endings: dict[str, Source] = {}
    wholes: dict[str, Source] = {}
    for section in (section for part in body_parts(context.report) for section in part.walk()):
        yield from _in_section(section, endings, wholes)
        for before, after in pairwise(section.children):
            if _words_of(before) == _words_of(after) != "":
                yield _repeated(_whole(after), _whole(before), None)


def _in_section(section: Section, endings: dict[str, Source], wholes: dict[str, Source]) -> Iterator[Verdict]:
    seen: dict[str, Source] = {}
    sentences: dict[tuple[int, str], Source] = {}
    before = ""
    for passage in section.passages:
        printed = _without_spaces(passage.text)
        text = _without_ordinal(printed)
        source = passage.source(0, len(passage.text))
        if _NOTE.match(text):  # each form has its own, and between two only rows
            before = printed
            continue
        if (len(text) >= _SHORTEST and text in seen) or (len(text) >= _SHORTEST_BESIDE and printed == before):
            yield _repeated(source, seen[text], None)
        elif (twin := endings.get(text) or _first(wholes, _tails(text))) is not None:
            yield _repeated(source, twin, Severity.INFO)
        else:
            yield from _sentences(passage, sentences)
        before = printed
        seen.setdefault(text, source)
        for number, tail in enumerate(_tails(text)):
            endings.setdefault(tail, source)
            if number == 0 and tail == text:
                wholes.setdefault(text, source)


def _sentences(passage: Passage, seen: dict[tuple[int, str], Source]) -> Iterator[Verdict]:
    """Whole sentences with amounts that the section has already said of the same; one finding for those that follow each other.

    What a sentence is about stands before it in its passage (`1.退休费。主要用于…。年初预算为…`), so the same words after
    other words are no repetition; in one passage they are.
    """
    twice: list[tuple[Source, Source]] = []
    here: dict[str, Source] = {}
    start = end = -1
    before = 0
    for first, last in _spans(passage.text):
        text = _without_spaces(passage.text[first:last])
        key = before, text
        before = hash((before, text if before else _without_ordinal(text)))
        if len(text) < _SHORTEST or len(_FIGURE.findall(text)) == 0:
            continue
        known = here.get(text) or seen.get(key)
        if known is None:
            here[text] = seen[key] = passage.source(first, last)
            continue
        start, end = (first if end != first else start), last
        if twice and start != first:
            twice.pop()
        twice.append((passage.source(start, end), known))
    for source, known in twice:
        yield _repeated(source, known, None)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where whole sentences begin and end."""
    start = 0
    while end := text.find("。", start) + 1:
        if end - start > 1:
            yield start, end
        start = end


def _words_of(section: Section) -> str:
    """A section's title and text as one; '' where it is a title alone."""
    text = "".join(_without_spaces(p.text) for s in section.walk() for p in s.passages)
    return f"{_without_spaces(section.title)}。{text}" if text else ""


def _whole(section: Section) -> Source:
    first = next(p for s in section.walk() for p in s.passages)
    return Source(f"{section.heading.quote}{first.text}", section.heading.place)


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _without_ordinal(text: str) -> str:
    return text[match.end() :] if (match := _ORDINAL.match(text)) else text


def _first(known: dict[str, Source], texts: Iterator[str]) -> Source | None:
    return next((known[text] for text in texts if text in known), None)


def _tails(text: str) -> Iterator[str]:
    """The text and what follows each of its last full stops, as far as it is long and states no figures."""
    at = 0
    for _ in range(_MOST_TAILS):
        tail = text[at:]
        if len(tail) < _LONG:
            return
        if not _FIGURE.search(tail):
            yield tail
        at = text.find("。", at) + 1
        if not at:
            return


def _repeated(source: Source, before: Source, severity: Severity | None) -> Violated:
    where = "前面一段" if severity is None else "另一节的一段"
    return Violated(
        source=source,
        message=f"这一段与{where}完全相同，可能是重复粘贴。",
        stated=source.quote[:40],
        expected="删去重复的一段",
        operands=(Operand("前一处", before.quote[:40], before),),
        severity=severity,
    )
