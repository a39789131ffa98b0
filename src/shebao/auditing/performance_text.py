"""What the narrative on performance (预算绩效情况说明) says about projects: counts, and a summary of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.auditing.passages import passages
from shebao.auditing.tight import tight
from shebao.money import parse_number
from shebao.report import Report
from shebao.report.forms import FormKind
from shebao.report.provenance import Figure, Passage, Source

_MONEY = r"[\d,，]+(?:\s?\.\s?\d+)?"
_UNIT = r"万元|元|亿元"
_BUDGET = (
    rf"项目?(?:全年|年度|年初|调整后?的?|当年|本年)?预算(?:安排数?|数|金额|总额|资金)?(?:为|是|共|[:：])?\s*"
    rf"(?P<budget>{_MONEY})\s*(?P<budget_unit>{_UNIT})"
)
_ACTUAL = (
    rf"(?:全年|年度|当年|本年)?(?:实际|累计)?(?:执行|支出|使用)(?:数|金额|资金)?(?:为|是|共|[:：])?\s*"
    rf"(?P<actual>{_MONEY})\s*(?P<actual_unit>{_UNIT})"
)
_RATE = (
    r"(?:(?:完成|占|为|达到?|相当于)?(?:全年|年度|年初)?预算数?的|(?:预算)?(?:执行|完成)(?:率|进度)(?:为|达到?|是)?)"
    r"\s*(?P<rate>[\d.]+)\s*(?P<percent>%)"
)
_SUMMARY = re.compile(
    rf"(?P<head>[^。；;]{{0,90}}?){_BUDGET}[，,、；;]?\s*{_ACTUAL}[，,、；;]?\s*(?:{_RATE})?".replace(
        "项目?", "(?:项目)?"
    )
)
_SCORE = re.compile(
    r"(?:得分|分数|总分(?!值)|评分)(?:合计|共计?)?(?:为|是|达到?|[:：])?\s*(?P<score>\d{1,3}(?:\.\d{1,4})?)(?![\d.])\s*(?P<unit>分)?"
    r"|(?:自评价?|自我评价|绩效评价|评定|考评|得|打分?|获|结果|成绩|等级为?[优良中差][,，])(?:结果|成绩|情况)?(?:为|是|[:：])?"
    r"\s*(?P<told>\d{1,3}(?:\.\d{1,4})?)\s*(?P<points>分)(?![钟项类为别个之公局店管])"
)
_FULL_MARK = 100
_ASSESSED = re.compile(r"自评|自我评价|绩效评价")
_COUNT = re.compile(
    r"共?涉及\s*(?:预算|二级|一级|支出)?\s*(?:项目)?\s*(?P<involved>(?<!\d)\d{1,4})\s{0,4}个(?:[一二]级)?(?:项目)?"
    r"|(?<!\d)(?P<before>\d{1,4})\s{0,4}个\s{0,4}(?:[一二三]级|重点|预算|支出|财政)?(?:项目|专项)|(?:项目|自评)(?:支出)?(?:共计?|总数|个数|数量)?(?:为|是)?\s*(?P<behind>\d{1,4})\s{0,4}个"
)
_SOME = re.compile(r"其中|等级|[优良中差]”?的?$|抽取|选取|选择|重点对")
_FUNDS = re.compile(
    rf"[^。；;\d]{{0,12}}[，,]\s*[^，,。；;\d]{{0,20}}(?:资金|金额|支出|预算)[^，,。；;\d]{{0,8}}?(?P<funds>{_MONEY})\s*(?P<unit>{_UNIT})"
)
_HEAD = re.compile(r"^.*?(?:\d{1,2}\s*[.、．]|[(（]\d{1,2}[)）]|[一二三四五六七八九十]{1,3}是)\s*", re.S)
_NAME_END = re.compile(r"(绩效自评综述|绩效自评情况|自评综述|绩效自评结果)\s*[:：]?.*$", re.S)
_REACH = 120


@dataclass(frozen=True, slots=True)
class Summary:
    """One project's (or several projects') summary: names, the source of the name, budget, actual, rate and score as printed."""

    names: tuple[str, ...]
    name_source: Source
    budget: Figure
    actual: Figure
    rate: Figure | None
    source: Source
    text: str
    score: Figure | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A stated number of projects, and the funds said to be theirs."""

    figure: Figure
    source: Source
    funds: Figure | None = None

    @property
    def number(self) -> int:
        """The number of projects."""
        return int(self.figure.value)


def performance_passages(report: Report) -> Iterator[Passage]:
    """The passages of the sections on performance, without the spaces of justified lines."""
    return (tight(passage) for passage, kind in passages(report) if kind.startswith("narrative.performance"))


def summaries(report: Report) -> list[Summary]:
    """Every project's summary in reading order."""
    named = sorted({f.name for f in report.forms if f.kind is FormKind.PROJECT and f.name}, key=len, reverse=True)
    found = []
    for passage in performance_passages(report):
        matches = [
            m for m in _SUMMARY.finditer(passage.text) if "整体" not in m["head"] and "单位全年" not in m.group()
        ]
        begins = [
            _begin(passage.text, match, matches[index - 1].end() if index else 0, named)
            for index, match in enumerate(matches)
        ]
        stops = [*(begin for begin, _ in begins[1:]), len(passage.text)]
        for match, begin, stop in zip(matches, begins, stops, strict=False):
            summary = _summary(passage, match, begin, stop)
            if summary:
                found.append(summary)
    return found


def _begin(text: str, match: re.Match[str], floor: int, named: Sequence[str]) -> tuple[int, int]:
    """Where the name of a summary's project stands: that of a form of the report, the nearest before its figures, else what its
    clause begins with ((start, start) where that is to be told by other words)."""
    if _NAME_END.search(match["head"]):
        return match.start(), match.start()  # one summary may be of several projects
    first = max(floor, match.start("budget") - _REACH)
    before = text[first : match.start("budget")]
    found = [(at, at + len(name)) for name in named if (at := before.rfind(name)) >= 0]
    if found:
        start, end = max(found, key=lambda each: (each[1], each[1] - each[0]))
        return first + start, first + end
    return match.start(), match.start()


def _summary(passage: Passage, match: re.Match[str], begin: tuple[int, int], stop: int) -> Summary | None:
    start, end = begin
    if start == end:
        own = _own_name(passage, match)
        if own is None:
            return None
        start, end = own
    name = passage.text[start:end]
    budget = _figure(passage, match, "budget", "budget_unit")
    actual = _figure(passage, match, "actual", "actual_unit")
    if budget is None or actual is None:
        return None
    return Summary(
        _names(name),
        passage.source(start, end) if name.strip() else passage.source(match.start(), match.start("budget")),
        budget,
        actual,
        _figure(passage, match, "rate", "percent") if match["rate"] else None,
        passage.source(start, match.end()),
        passage.text[start:stop],
        _score(passage, end, max(stop, match.end())),
    )


def _score(passage: Passage, start: int, stop: int) -> Figure | None:
    """The score that a summary tells (自评得分为 95 分, 绩效自评 95 分); of several the one that is not the full mark (总分 100 分，得 95 分)."""
    told = [
        _figure(passage, match, "score", "unit") if match["score"] else _figure(passage, match, "told", "points")
        for match in _SCORE.finditer(passage.text, start, stop)
    ]
    scores = [figure for figure in told if figure is not None]
    return next((figure for figure in scores if figure.value != _FULL_MARK), scores[0] if scores else None)


def _own_name(passage: Passage, match: re.Match[str]) -> tuple[int, int] | None:
    """The name at the head of a clause that speaks of a project's self-evaluation; None where it speaks of something else."""
    head = match["head"]
    ordinal = _HEAD.match(head)
    scored = ordinal is not None and _SCORE.search(passage.text, match.end()) is not None
    if "自评" not in head and "项目" not in match.group()[len(head) :][:2] and not scored:
        return None
    start = match.start()
    if ordinal:
        start += ordinal.end()
    return start, start + len(_NAME_END.sub("", passage.text[start : match.end("head")]))


def _names(text: str) -> tuple[str, ...]:
    text = re.sub(r"\s+", "", text).strip('“”"，,、:：')
    return (text,) if text not in {"", "项目", "该项目", "本项目", "专项"} else ()


def _figure(passage: Passage, match: re.Match[str], number: str, unit: str) -> Figure | None:
    parsed = parse_number(match[number].replace(" ", ""))
    if parsed is None:
        return None
    end = match.end(unit) if match[unit] else match.end(number)
    return Figure(match[number], parsed, match[unit] or "", passage.source(match.start(number), end))


def counts(report: Report) -> list[Count]:
    """Every stated number of projects under self-evaluation (共涉及项目 12 个, 对 12 个项目开展了绩效自评), with their funds."""
    return [count for passage in performance_passages(report) for count in _counts(passage)]


def _counts(passage: Passage) -> Iterator[Count]:
    for sentence in re.finditer(r"[^。；;]+", passage.text):
        for match in _COUNT.finditer(passage.text, *sentence.span()):
            before = passage.text[sentence.start() : match.start()]
            if match["involved"] and "项目" not in match.group():
                continue
            if not match["involved"] and (not _ASSESSED.search(sentence[0]) or _SOME.search(before)):
                continue
            group = match.lastgroup or "involved"
            number = parse_number(match[group])
            assert number is not None
            source = passage.source(match.start(), match.end())
            figure = Figure(match[group], number, "个", source)
            funds = _FUNDS.match(passage.text, match.end(), sentence.end())
            yield Count(figure, source, _figure(passage, funds, "funds", "unit") if funds else None)
            break


def funds(report: Report) -> Figure | None:
    """The sum of project funds under self-evaluation (涉及项目 12 个，资金 1248.6 万元)."""
    return next((count.funds for count in counts(report) if count.funds), None)
