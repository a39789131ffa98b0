"""The frame of a flattened form: its head (names, dates, budget execution) and its tail (reasons, measures, remarks)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from shebao.reading.document import Line
from shebao.reading.forms.builder import FormBuilder, figure
from shebao.reading.forms.vocabulary import IN_YUAN, execution_column, plain
from shebao.report.forms import Execution, FormKind
from shebao.report.provenance import Figure, Passage, Source

_BARE = re.compile(r"[\d,，]+(?:\.\d+)?%?")


class Words(NamedTuple):
    text: str  # joined without spaces, half-width
    lines: tuple[int, ...]  # line of each character


def joined(lines: Sequence[Line]) -> Words:
    text, owners = [], []
    for index, line in enumerate(lines):
        bare = plain(line.text)
        text.append(bare)
        owners.extend([index] * len(bare))
    return Words("".join(text), tuple(owners))


def line_after(words: Words, position: int) -> int:
    """The index of the line after the one that holds the character before `position`."""
    return words.lines[position - 1] + 1 if position else 0


_NAME = re.compile(r"项目名称[:：]?(.+?)(?=主管部门|项目类别|实施单位|项目实施单位)")
_DATE = re.compile(r"填报日期[:：]?(\d{4}[.年/-]\d{1,2}[.月/-]\d{1,2}日?|\d{4}年\d{1,2}月)")
_UNIT = re.compile(r"单位名称(?![:：])(.+?)(?=基本支出|项目支出|预算执行)")
_UNIT_ABOVE = re.compile(r"单位名称[:：](.+?)(?=填报日期|项目名称|单位名称)")
_BASIC = re.compile(r"基本支出总额([\d,.]+)")
_PROJECT = re.compile(r"项目支出总额([\d,.]+)")
_EXECUTION = re.compile(r"预算执行(?:情况)?.*?(?=得分)")
_INDICATORS = re.compile(r"(?:年度)?绩效(?:目标|指标)\((\d+)分\)一级指标")
_EXECUTION_WEIGHT = re.compile(r"预算执行(?:情况)?(?:\(万元\))?\((\d+)分\)|得分\((\d+)分?[*×xX]执行率")


def read_head(lines: Sequence[Line], builder: FormBuilder) -> None:
    words = joined(lines)

    def found(pattern: re.Pattern[str], group: int = 1) -> Source | None:
        match = pattern.search(words.text)
        if not match:
            return None
        number = next(i for i in range(1, (match.lastindex or 1) + 1) if match[i] is not None) if group == 1 else group
        return Source(match[number], lines[words.lines[match.start(number)]].place)

    name, unit = found(_NAME), found(_UNIT) or found(_UNIT_ABOVE)
    builder.name = name.quote if name else ""
    builder.unit = unit
    builder.filled_on = found(_DATE)
    if "项目名称" not in words.text and ("基本支出总额" in words.text or "整体" in words.text):
        builder.kind = FormKind.OVERALL
    if IN_YUAN.search(words.text):
        builder.money = "元"
    builder.basic = _read_number(found(_BASIC), builder.money)
    builder.project = _read_number(found(_PROJECT), builder.money)
    builder.execution_weight = _read_number(found(_EXECUTION_WEIGHT), "分")
    weight = found(_INDICATORS)
    builder.indicator_weight = _read_number(weight, "分")
    _read_goals(words, lines, builder)
    _read_execution(lines, words, builder)


def _read_number(source: Source | None, unit: str) -> Figure | None:
    return figure(source.quote, source, unit) if source else None


def _read_goals(words: Words, lines: Sequence[Line], builder: FormBuilder) -> None:
    """The first annual goal stands above the column heads."""
    match = re.search(r"年度绩效目标(\d)[:：]?\((\d+(?:\.\d+)?)分\)(.*?)(?=年度绩效|一级指标)", words.text)
    if match:
        place = lines[words.lines[match.start(2)]].place
        builder.open_goal(figure(match[2], Source(match.group()[:40], place), "分"), Source(match[3], place))


def _read_execution(lines: Sequence[Line], words: Words, builder: FormBuilder) -> None:
    start = words.text.find("预算执行")
    start = start if start >= 0 else max(words.text.find("执行率") - 60, 0)
    heads = re.search(r"(?:年初预算数?|全年预算数?|预算数).{0,60}?执行率.{0,10}?得分(?:\([^)]*\))?", words.text[start:])
    if not heads:
        return
    roles = _roles_in_order(heads.group())
    first = line_after(words, start + heads.end())
    for index in range(first, len(lines)):
        pieces = lines[index].text.split()
        at = next((i for i, piece in enumerate(pieces) if _BARE.fullmatch(piece)), len(pieces))
        numbers = [piece for piece in pieces[at:] if _BARE.fullmatch(piece) or re.fullmatch(r"[-—/]+", piece)]
        if len(numbers) < 3 or len(numbers) != len(pieces) - at:
            continue
        by_role = _assign(numbers, roles)
        if by_role:
            _add_execution(lines[index], by_role, _name_above(lines[first:index], pieces[:at]), builder)


def _roles_in_order(text: str) -> list[str]:
    words = re.findall(r"年初预算数?|全年预算数?|预算数|全年执行数|执行数|分值|权重|执行率|得分", text)
    return [role for word in words if (role := execution_column(word))]


def _assign(numbers: list[str], roles: list[str]) -> dict[str, str] | None:
    if len(numbers) == len(roles):
        return dict(zip(roles, numbers, strict=True))
    percent = [i for i, number in enumerate(numbers) if number.endswith("%")]
    if len(percent) != 1 or percent[0] < 2:
        return None
    at = percent[0]
    found = {"budget": numbers[at - 2], "actual": numbers[at - 1], "rate": numbers[at]}
    if at + 1 < len(numbers):
        found["score"] = numbers[at + 1]
    return found


def _name_above(lines: Sequence[Line], pieces: list[str]) -> str:
    return re.sub(r"\s+", "", "".join(line.text for line in lines[-3:]) + "".join(pieces))[-20:]


def _add_execution(line: Line, by_role: dict[str, str], name: str, builder: FormBuilder) -> None:
    source = Source(line.text.strip(), line.place)

    def number(role: str, unit: str) -> Figure | None:
        return figure(by_role[role], source, unit) if role in by_role else None

    weight = number("weight", "分") or (builder.execution_weight if not builder.executions else None)
    builder.executions.append(
        Execution(
            name, number("budget", builder.money), number("actual", builder.money), number("rate", "%"), number("score", "分"), weight,
            source, number("initial", builder.money),
        )
    )  # fmt: skip


_TAIL = (
    ("reasons", re.compile(r"偏差大或目标未完成原因分析")),
    ("measures", re.compile(r"改进措施及结果应用方案")),
    ("signature", re.compile(r"单位主要负责人签批意见")),
    ("remarks", re.compile(r"(?:备注|注)[:：]")),
)


def read_tail(lines: Sequence[Line], builder: FormBuilder) -> None:
    words = joined(lines)
    marks = [(m.start(), m.end(), kind) for kind, pattern in _TAIL if (m := pattern.search(words.text))]
    marks.sort()
    for position, (_, end, kind) in enumerate(marks):
        stop = marks[position + 1][0] if position + 1 < len(marks) else len(words.text)
        if stop <= end or kind == "signature":
            continue
        passage = _passage(lines, words, end, stop)
        if kind == "reasons":
            builder.reasons = passage
        elif kind == "measures":
            builder.measures = passage
        else:
            builder.remarks.append(passage)


def _passage(lines: Sequence[Line], words: Words, start: int, stop: int) -> Passage:
    starts, places, seen = [], [], -1
    for offset in range(start, stop):
        index = words.lines[offset]
        if index != seen:
            starts.append(offset - start)
            places.append(lines[index].place)
            seen = index
    return Passage(words.text[start:stop], tuple(starts), tuple(places))
