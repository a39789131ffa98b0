"""S05–S06, S14, S17: ordinals of headings, items, `一是…二是…`, captions and tables without gap or repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.auditing.passages import body_parts, passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.report import Section
from shebao.report.provenance import Source

_CHINESE = "一二三四五六七八九十"
_POINT = re.compile(
    rf"(?P<begins>^|(?<=[。；：:;，,、”）)]))\s*第?(?P<number>[{_CHINESE}]{{1,2}})是(?!否|不是)"
    rf"|(?<![统唯之万专单第任{_CHINESE}])(?P<inside>[{_CHINESE}]{{1,2}})是(?!否|不是)"
)
_ITEM = re.compile(r"\s*+(?P<left>[（(]?)\s*+(?P<number>\d{1,2})\s*+(?P<right>[)）]|[.、．](?!\d))")
_FORMS = {1: "第{}部分", 2: "{}、", 3: "（{}）"}


def _chinese(number: int) -> str:
    if number <= 10:
        return _CHINESE[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _CHINESE[tens - 1]) + "十" + (_CHINESE[ones - 1] if ones else "")


@rule(
    "S05",
    Severity.WARNING,
    "标题序号",
    proves="同级标题的序号从一开始，不缺号、不重号。",
    basis="行文序号（GB/T 9704）",
)
def headings(context: Context) -> Iterator[Verdict]:
    """Ordinals of parts, sections and captions."""
    parts = [s for s in context.report.sections if s.level == 1]
    yield from _siblings(parts)
    yield from (_unnumbered(part) for part in parts if part.ordinal is None and part.heading.quote and _numbered(parts))
    for section in (section for part in body_parts(context.report) for section in part.walk()):
        for level in {child.level for child in section.children}:
            yield from _siblings([c for c in section.children if c.level == level])
    captions = [(c.ordinal, c.source) for c in context.report.captions if c.ordinal]
    for (before, _), (number, source) in pairwise(captions):
        if before is not None and number is not None and number not in {before, before + 1, 1}:
            yield _gap(source, f"图{number}", f"图{before + 1}", Severity.INFO)


def _numbered(parts: Sequence[Section]) -> bool:
    return sum(part.ordinal is not None for part in parts) > 1


def _unnumbered(part: Section) -> Violated:
    return Violated(
        source=part.heading,
        message=f"“{part.title}”没有“第几部分”的序号，而其他部分都有。",
        stated=part.heading.quote,
        expected="第几部分的序号",
        severity=Severity.INFO,
    )


def _siblings(sections: Sequence[Section]) -> Iterator[Verdict]:
    numbered = [s for s in sections if s.ordinal is not None and s.level in _FORMS]
    for before, section in pairwise(numbered):
        assert before.ordinal is not None
        assert section.ordinal is not None
        between = sum(before.level == 1 and s.ordinal is None for s in sections)
        if section.ordinal in {before.ordinal + 1, 1} or section.ordinal == before.ordinal + 1 + between:
            continue
        expected = _FORMS[section.level].format(_chinese(before.ordinal + 1))
        if section.ordinal > before.ordinal and _stands_between(before, expected):
            continue
        yield _gap(section.heading, _FORMS[section.level].format(_chinese(section.ordinal)), expected, None)


def _stands_between(before: Section, expected: str) -> bool:
    """Whether the expected ordinal stands inside the text before: a heading that was not recognised as one."""
    text = "".join(p.text for s in before.walk() for p in s.passages).replace("(", "（").replace(")", "）")
    return expected in text or expected.strip("（）、") + "、" in text


def _gap(source: Source, stated: str, expected: str, severity: Severity | None) -> Violated:
    return Violated(
        source=source,
        message=f"序号“{stated}”不连续，前一项之后应为“{expected}”。",
        stated=stated,
        expected=expected,
        severity=severity,
    )


@rule(
    "S14",
    Severity.INFO,
    "分条的序号",
    proves="情况说明中逐条说明的段落（1.、（1）……）序号不缺、不重。",
    basis="行文序号（GB/T 9704）",
)
def items(context: Context) -> Iterator[Verdict]:
    """`1.`, `（1）` and the like at the beginning of the paragraphs of one section."""
    for section in (section for part in body_parts(context.report) for section in _narrative(part)):
        numbered = [(passage, match) for passage in section.passages if (match := _ITEM.match(passage.text))]
        repeated = -1
        for (_, before), (passage, match) in pairwise(numbered):
            first, second = int(before["number"]), int(match["number"])
            same_form = before["left"] == match["left"] and before["right"] == match["right"]
            if same_form and second not in {first + 1, 1} and not second == first + 2 == repeated + 2:
                repeated = second if second == first else -1
                expected = f"{match['left']}{first + 1}{match['right']}"
                end = min(len(passage.text), match.end() + 24)
                yield _gap(passage.source(match.start("left"), end), match[0].strip(), expected, None)


def _narrative(section: Section) -> Iterator[Section]:
    """The narrative and all that stands in it, whether its title is known or not."""
    return (
        section.walk() if section.kind.startswith("narrative") else (s for c in section.children for s in _narrative(c))
    )


@rule(
    "S06",
    Severity.WARNING,
    "段内序号",
    proves="段内“一是…二是…三是…”的序号不缺、不重。",
    basis="行文序号",
)
def points(context: Context) -> Iterator[Verdict]:
    """`一是…二是…` inside a passage."""
    for passage, _ in passages(context.report):
        previous = 0
        for match in _POINT.finditer(passage.text):
            number = _number(match["number"] or match["inside"])
            if number in {1, previous + 1}:
                previous = number
                continue
            if match["number"] is None:
                continue
            if previous and number <= previous + 2:
                expected = f"{_chinese(previous + 1)}是"
                end = min(len(passage.text), match.end() + 24)
                yield Violated(
                    source=passage.source(match.start("number"), end),
                    message=f"“{match['number']}是”之前已有“{_chinese(previous)}是”，此处应为“{expected}”。",
                    stated=f"{match['number']}是",
                    expected=expected,
                )
                previous += 1
            else:
                previous = number


def _number(text: str) -> int:
    if len(text) == 1:
        return _CHINESE.index(text) + 1
    first, second = text[0], text[1]
    return 10 + _CHINESE.index(second) + 1 if first == "十" else (_CHINESE.index(first) + 1) * 10


_TABLE_NUMBER = re.compile(r"(?P<before>\D*)(?P<number>\d+)(?P<after>\D*)")


@rule(
    "S17",
    Severity.INFO,
    "表的编号",
    proves="各张决算表印出的编号（公开01表、表1）互不相同。",
    basis="行文序号",
)
def table_numbers(context: Context) -> Iterator[Verdict]:
    """A table that carries the number of the one before, where the tables around it count on."""
    tables = [table for table in context.report.tables if table.number and table.title is not None]
    numbers = [table.number for table in tables]
    for before, table in pairwise(tables):
        match = _TABLE_NUMBER.fullmatch(table.number)
        if table.number != before.number or match is None or table.title is None:
            continue
        following = str(int(match["number"]) + 1).zfill(len(match["number"]))
        expected = f"{match['before']}{following}{match['after']}"
        if expected not in numbers:
            yield Violated(
                source=Source(table.title.quote, table.title.place),
                message=f"《{table.title.quote}》的编号“{table.number}”与前一张表相同，应为“{expected}”。",
                stated=table.number,
                expected=expected,
            )
