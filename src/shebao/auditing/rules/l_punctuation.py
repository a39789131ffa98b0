"""L04–L06: brackets, doubled and missing punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from shebao.auditing.context import Context
from shebao.auditing.passages import passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.report.provenance import Passage

_OPEN, _CLOSE = "（(", "）)"
_DOUBLED = re.compile(r"[。；，、：][ 　]*[。；，、：]|[。，；]{2,}")
_NUMBERED = re.compile(r"(?:^|(?<=[。；：）)]))\s*(\d{1,2})[)）](?=[^\d)）])")
_ITEM_MARK = re.compile(
    r"\s*+(?:(?:[（(〔]\s*+)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*+[)）〕.、．]|[①-⑳●■◆•·\-]|第?[一二三四五六七八九十]{1,2}是|其中|其次|此外)"
)
_END = ("。", "！", "？", "”", "）", ")", "：", ":", "…", "》")
_CONTEXT = 24
_SENTENCE = 160


@rule(
    "L04",
    Severity.WARNING,
    "括号不配对",
    proves="一段文字中的括号左右不配对。",
    basis="GB/T 15834 标点符号用法",
)
def brackets(context: Context) -> Iterator[Verdict]:
    """Brackets without their counterpart in a passage; `1）` enumerations do not count."""
    for passage, kind in passages(context.report):
        if kind == "key_work":
            continue
        for position in _unmatched(passage.text):
            mark = passage.text[position]
            start = max(0, position - _CONTEXT)
            end = min(len(passage.text), position + (_SENTENCE if mark in _OPEN else _CONTEXT))
            side = "右" if mark in _OPEN else "左"
            yield Violated(
                source=passage.source(start, end),
                message=f"“{passage.text[max(0, position - 8) : position + 8]}”中的“{mark}”没有配对的{side}括号。",
                stated=mark,
                expected="括号左右配对",
                severity=Severity.INFO if mark in _OPEN else None,
                key=str(position),
            )


def _unmatched(text: str) -> list[int]:
    enumerations = {match.end() - 1 for match in _NUMBERED.finditer(text)}
    stack: list[int] = []
    single: list[int] = []
    for position, mark in enumerate(text):
        if mark in _OPEN:
            stack.append(position)
        elif mark in _CLOSE and position not in enumerations:
            if stack:
                stack.pop()
            else:
                single.append(position)
    return single + stack


@rule(
    "L05",
    Severity.INFO,
    "标点重复",
    proves="两个句读标点连用。",
    basis="GB/T 15834 标点符号用法",
)
def doubled(context: Context) -> Iterator[Verdict]:
    """Two sentence marks in a row."""
    for passage, _ in passages(context.report):
        for match in _DOUBLED.finditer(passage.text):
            start, end = max(0, match.start() - _CONTEXT), min(len(passage.text), match.end() + 6)
            yield Violated(
                source=passage.source(start, end),
                message=f"标点“{match[0]}”重复，应只留一个。",
                stated=match[0],
                expected="一个标点",
                key=str(match.start()),
            )


@rule(
    "L06",
    Severity.INFO,
    "句末标点",
    proves="段末以“；”“，”结束或没有句号；段内一句没有句号就接下一条序号。",
    basis="GB/T 15834 标点符号用法",
)
def sentence_end(context: Context) -> Iterator[Verdict]:
    """Last passages of a narrative section that end in `；` or `，`, and items that run into the next ordinal."""
    for section in context.report.walk():
        if section.kind.startswith("narrative") and section.passages and not section.children:
            last = section.passages[-1]
            if last.text.rstrip().endswith(("；", "，", "、", ";", ",")):
                yield _ends_badly(last)
        for passage, following in pairwise(section.passages):
            if _closes_its_list(passage.text) and not _goes_on(following.text):
                yield _ends_badly(passage)
    for passage, _ in passages(context.report):
        for match in re.finditer(r"[\u4e00-\u9fff](\d{1,2})[.．、](?=[\u4e00-\u9fff])", passage.text):
            before = passage.text[max(0, match.start(1) - _CONTEXT) : match.start(1)]
            number = int(match[1])
            previous = re.match(r"\s*(\d{1,2})[.．、]", passage.text)
            if previous and int(previous[1]) == number - 1 and not before.rstrip().endswith(_END):
                start = max(0, match.start() - _CONTEXT)
                yield Violated(
                    source=passage.source(start, match.end()),
                    message=f"第 {number} 条之前的一句没有句号。",
                    stated=passage.text[start : match.end()],
                    expected="句末加“。”",
                )


def _closes_its_list(text: str) -> bool:
    """Whether a paragraph that ends in `；` has its list within itself: it announces one or has finished a sentence."""
    bare = text.rstrip()
    return (
        bare.endswith(("；", ";")) and not leading_mark(bare) and bool(re.search(r"[。；;](?=.*\S)|[:：]", bare[:-1]))
    )


def _goes_on(text: str) -> bool:
    """Whether a paragraph is a further item of the list above: it has an ordinal, or ends in `；` too."""
    return bool(leading_mark(text)) or text.rstrip().endswith(("；", ";"))


def leading_mark(text: str) -> re.Match[str] | None:
    """The ordinal or bullet that a list's item begins with."""
    return _ITEM_MARK.match(text)


def _ends_badly(passage: Passage) -> Violated:
    text = passage.text.rstrip()
    start = max(0, len(text) - _CONTEXT)
    return Violated(
        source=passage.source(start, len(text)),
        message=f"一段结束处用了“{text[-1]}”，应为“。”。",
        stated=text[-1],
        expected="。",
    )
