"""What the narrative on performance (预算绩效情况说明) says about projects: counts, and a summary of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shebao.auditing.passages import passages
from shebao.money import parse_number
from shebao.report import Report
from shebao.report.provenance import Figure, Passage, Source

_AMOUNT = r"([\d,，]+(?:\s?\.\s?\d+)?)\s*(万元|元|亿元)"
_SUMMARY = re.compile(
    rf"(?P<head>[^。；;]{{0,90}}?)(?:项目)?(?:全年|年度|调整后?|当年)?预算(?:数|安排|金额)?(?:为|是)?\s*{_AMOUNT}[，,、；;]?\s*"
    rf"(?:全年|年度|实际)?(?:执行数|支出数|执行|支出)(?:为|是)?\s*{_AMOUNT}[，,、；;]?\s*"
    r"(?:(?:完成(?:全年|年度)?预算的?|预算?执行率(?:为|达到?)?|完成率为?)\s*([\d.]+)\s*(%))?"
)
_COUNT = re.compile(
    r"共?涉及\s*(?:预算|二级|一级|支出)?\s*(?:项目)?\s*(?P<named>\d+)\s*个(?:[一二]级)?(?P<what>项目)?"
    r"|(?<![\d.])(?P<rated>\d+)\s*个(?:[一二]级|预算|支出)?项目(?=[^，。；\d]{0,12}自评)"
)
_FUNDS = re.compile(
    rf"(?:涉及项目\s*\d+\s*个|\d+\s*个(?:[一二]级|预算|支出)?项目[^，。；\d]{{0,12}}自评)[，,]\s*(?:涉及)?[^，。；\d]{{0,14}}?(?:资金|金额)\s*{_AMOUNT}"
)
_QUOTED = re.compile(r"[“\"][^“”\"]{2,60}[”\"]")
_ITEM = re.compile(r"^\s*(?:\d{1,2}\s*[.、．](?!\d)|[(（]\d{1,2}[)）])")
_HEAD = re.compile(r"^.*?(?:\d{1,2}\s*[.、．]|[(（]\d{1,2}[)）]|[一二三四五六七八九十]{1,3}是)\s*", re.S)
_NAME_END = re.compile(r"(绩效自评综述|绩效自评情况|自评综述|绩效自评结果|(?:绩效)?自评得分)\s*[:：]?.*$", re.S)


@dataclass(frozen=True, slots=True)
class Summary:
    """One project's (or several projects') summary: names, the source of the name, budget, actual and rate as printed."""

    names: tuple[str, ...]
    name_source: Source
    budget: Figure
    actual: Figure
    rate: Figure | None
    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """A stated number of projects."""

    figure: Figure
    source: Source

    @property
    def number(self) -> int:
        """The number of projects."""
        return int(self.figure.value)


def performance_passages(report: Report) -> Iterator[Passage]:
    """The passages of the sections on performance."""
    return (passage for passage, kind in passages(report) if kind.startswith("narrative.performance"))


def summaries(report: Report) -> list[Summary]:
    """Every project's summary in reading order."""
    found = []
    for passage in performance_passages(report):
        matches = [
            m for m in _SUMMARY.finditer(passage.text) if "整体" not in m["head"] and "单位全年" not in m.group()
        ]
        for index, match in enumerate(matches):
            stop = matches[index + 1].start() if index + 1 < len(matches) else len(passage.text)
            summary = _summary(passage, match, stop)
            if summary:
                found.append(summary)
    return found


def _summary(passage: Passage, match: re.Match[str], stop: int) -> Summary | None:
    head = match["head"]
    if "自评" not in head and "项目" not in match.group()[len(head) :][:2] and not _ITEM.match(head):
        return None
    start = match.start()
    ordinal = _HEAD.match(head)
    if ordinal:
        start += ordinal.end()
    name = _NAME_END.sub("", passage.text[start : match.end("head")])
    quoted = _QUOTED.match(name)
    name = quoted.group() if quoted else name
    budget = _figure(passage, match, 2, 3)
    actual = _figure(passage, match, 4, 5)
    if budget is None or actual is None:
        return None
    return Summary(
        _names(name),
        passage.source(start, start + len(name)) if name.strip() else passage.source(match.start(), match.start(2)),
        budget,
        actual,
        _figure(passage, match, 6, 7) if match[6] else None,
        passage.source(start, match.end()),
        passage.text[start:stop],
    )


def _names(text: str) -> tuple[str, ...]:
    text = re.sub(r"\s+", "", text).strip('“”"，,、:：')
    return (text,) if text not in {"", "项目", "该项目", "本项目", "专项"} else ()


def _figure(passage: Passage, match: re.Match[str], number: int, unit: int) -> Figure | None:
    parsed = parse_number(match[number].replace(" ", ""))
    if parsed is None:
        return None
    return Figure(match[number], parsed, match[unit], passage.source(match.start(number), match.end(unit)))


def counts(report: Report) -> list[Count]:
    """Every stated number of projects (共涉及项目 12 个, 共涉及 12 个一级项目, 对 12 个项目开展了绩效自评)."""
    found = []
    for passage in performance_passages(report):
        for match in _COUNT.finditer(passage.text):
            if match["named"] and not match["what"] and "项目" not in match.group():
                continue
            text = match["named"] or match["rated"]
            number = parse_number(text)
            assert number is not None
            source = passage.source(match.start(), match.end())
            found.append(Count(Figure(text, number, "个", source), source))
    return found


def funds(report: Report) -> Figure | None:
    """The sum of project funds under self-evaluation (涉及项目 12 个，资金 1248.6 万元)."""
    for passage in performance_passages(report):
        match = _FUNDS.search(passage.text)
        if match:
            return _figure(passage, match, 1, 2)
    return None
