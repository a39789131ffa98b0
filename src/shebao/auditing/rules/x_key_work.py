"""X60–X63: key work told twice, in the narrative and in the table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.passages import passages
from shebao.auditing.quantities import figures_at
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.report.forms import KeyWorkItem
from shebao.report.provenance import Figure, Passage, Place, Source

_BASIS = "同一报告内前后一致"
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_CONTEXT = 6
_ALIKE = 0.6


def _plain(text: str) -> str:
    return re.sub(r"[\s。；;，,、：:“”\"]", "", unicodedata.normalize("NFKC", text))


def _pairs(context: Context) -> list[tuple[KeyWorkItem, KeyWorkItem]]:
    """Items of the narrative with the table's rows of the same title, else of the same number."""
    told, rows = list(context.report.key_work), list(context.report.key_work_table)
    pairs = []
    for index, item in enumerate(told):
        found = next((row for row in rows if _same_title(item, row)), None)
        if found is None and len(told) == len(rows):
            found = rows[index]
        if found is not None:
            pairs.append((item, found))
    return pairs


def _same_title(item: KeyWorkItem, row: KeyWorkItem) -> bool:
    title = _plain(item.title.quote)
    if row.text is not None:
        return _plain(row.text.text).startswith(title)
    return title == _plain(row.title.quote)


@rule("X60", Severity.WARNING, "重点工作条数", proves="重点工作文字的条数与重点工作表的行数一致。", basis=_BASIS)
def item_count(context: Context) -> Iterator[Verdict]:
    """文字条数 = 表行数."""
    told, rows = context.report.key_work, context.report.key_work_table
    if not told or not rows:
        return
    if len(told) == len(rows):
        yield Holds(rows[0].title)
        return
    titles = [_plain(row.title.quote) for row in rows]
    missing = [item for item in told if all(not _same_title(item, row) for row in rows)]
    yield Violated(
        (missing or told)[0].title,
        f"重点工作文字列了 {len(told)} 条，重点工作表有 {len(rows)} 行"
        + (f"，表中没有“{missing[0].title.quote}”。" if missing and len(told) > len(rows) else "。"),
        stated=str(len(titles)),
        expected=str(len(told)),
        operands=(Operand("重点工作表第一行", rows[0].title.quote, rows[0].title),),
    )


@rule("X61", Severity.WARNING, "重点工作事项名称", proves="重点工作表中的事项名称与文字标题一致。", basis=_BASIS)
def titles(context: Context) -> Iterator[Verdict]:
    """表中事项名称 = 文字标题."""
    for item, row in _pairs(context):
        if _same_title(item, row):
            yield Holds(row.title)
        elif row.text is not None:
            yield Undecided(row.title, "重点工作表的事项名称与内容没有分开，无法核对名称")
        elif SequenceMatcher(None, _plain(item.title.quote), _plain(row.title.quote), autojunk=False).ratio() >= _ALIKE:
            yield Violated(
                row.title,
                f"重点工作表的事项名称“{row.title.quote}”与文字标题“{item.title.quote}”不一致。",
                stated=row.title.quote,
                expected=item.title.quote,
                operands=(Operand("文字标题", item.title.quote, item.title),),
            )
        else:
            yield Undecided(row.title, f"重点工作表的“{row.title.quote}”与文字标题没有对应的一条")


@rule(
    "X62",
    Severity.ERROR,
    "重点工作数字",
    proves="重点工作表中的数字与文字中同一事项的数字一致（千分位有无不算）。",
    basis=_BASIS,
)
def numbers(context: Context) -> Iterator[Verdict]:
    """表中数字 = 文字中同一处数字."""
    figures = figures_at(context.report)
    for item, row in _pairs(context):
        if item.text is None:
            continue
        told = _Numbers(item.text)
        for passage in (row.goal, row.completion, row.text):
            if passage is None:
                continue
            own = _Numbers(passage)
            for number in own.all:
                yield from _compare(item, own, number, told, figures)


_Figures = Mapping[tuple[Place, str], Figure]


class _Numbers:
    """The numbers of a text, each with the words before and after it."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        text = unicodedata.normalize("NFKC", passage.text)
        same = len(text) == len(passage.text)
        self.text = text if same else passage.text
        self.all = [_Number(self.text, match) for match in _NUMBER.finditer(self.text)]

    def figures(self, numbers: Iterable[_Number], figures: _Figures) -> tuple[Figure, ...]:
        """The figures that some of the numbers were read as."""
        keys = ((self.passage.source(number.start, number.end).place, number.value) for number in numbers)
        return tuple(figures[key] for key in keys if key in figures)

    def has(self, value: str) -> bool:
        """Whether the number is printed anywhere in the text."""
        return any(number.value == value for number in self.all)


class _Number:
    def __init__(self, text: str, match: re.Match[str]) -> None:
        self.value = match.group().replace(",", "")
        self.start, self.end = match.span()
        self.before = _plain(text[max(self.start - 3 * _CONTEXT, 0) : self.start])[-_CONTEXT:]
        self.after = _plain(text[self.end : self.end + 3 * _CONTEXT])[:_CONTEXT]


def _compare(item: KeyWorkItem, own: _Numbers, number: _Number, told: _Numbers, figures: _Figures) -> Iterator[Verdict]:
    passage = own.passage
    touched = own.figures([number], figures)
    if told.has(number.value):
        same = [other for other in told.all if other.value == number.value]
        yield Holds(passage.source(number.start, number.end), touched + told.figures(same, figures))
        return
    twins = [other for other in told.all if _same_place(number, other)]
    if len(twins) != 1 or own.has(twins[0].value):
        return
    twin = twins[0]
    source, other = _around(passage, number), _around(told.passage, twin)
    yield Violated(
        source,
        f"重点工作“{item.title.quote}”：表中为“{source.quote}”，文字中为“{other.quote}”，同一数字应一致。",
        stated=number.value,
        expected=twin.value,
        operands=(Operand("文字", other.quote, other),),
        figures=touched + told.figures([twin], figures),
    )


def _same_place(one: _Number, other: _Number) -> bool:
    """Whether two numbers stand in the same words: four equal characters before them and two after."""
    return (
        len(one.before) >= 4
        and one.before[-4:] == other.before[-4:]
        and one.after[:2] == other.after[:2]
        and not one.before[-1:].isdigit()
    )


def _around(passage: Passage, number: _Number) -> Source:
    """The number with the words of its clause around it."""
    text = passage.text
    start = max(text.rfind(mark, 0, number.start) for mark in "，。；、：,") + 1
    ends = [at for mark in "，。；、," if (at := text.find(mark, number.end)) >= 0]
    return passage.source(start, min(ends, default=len(text)))


_PART_YEAR = re.compile(
    r"(?:截至|截止)(?:到|至)?(?:\d{4}\s*年)?\s*(?:[1-9]|1[01])\s*月(?!\s*\d)(?:底|末|份)?|(?<!\d)1\s*[-—–~至]\s*(?:[1-9]|1[01])\s*月(?:份)?"
)


@rule(
    "X63",
    Severity.INFO,
    "不满一年的数",
    proves="年度绩效说明和重点工作完成情况用的是全年数，不是年中某月止的数。",
    basis="决算数字以年度为期；不得以估计数代替（预算法实施条例第83条）",
)
def part_of_year(context: Context) -> Iterator[Verdict]:
    """绩效与重点工作用全年数."""
    told: set[str] = set()
    for passage, kind in passages(context.report):
        if not kind.startswith(("narrative.performance", "key_work")):
            continue
        for match in _PART_YEAR.finditer(passage.text):
            source = clause(passage, match.start(), match.end())
            if source.quote in told:
                continue
            told.add(source.quote)
            yield Violated(
                source,
                f"年度报告用了“{match.group()}”的数，不是全年数；请改用全年完成数，或说明原因。",
                stated=match.group(),
                expected="截至 12 月 31 日",
            )


def clause(passage: Passage, start: int, end: int) -> Source:
    """The clause around text[start:end], with the one that follows it."""
    text = passage.text
    left = max(text.rfind(mark, 0, start) for mark in "。；：;") + 1
    ends = [at for mark in "。；;" if (at := text.find(mark, end)) >= 0]
    return passage.source(left, min(ends, default=len(text)))
