"""The frame of a form: names, dates and sums above its indicators, reasons, measures and remarks below them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.forms.builder import FormBuilder
from shebao.reading.forms.figures import figure
from shebao.reading.forms.joined import CELL, Joined
from shebao.reading.forms.tokens import Token
from shebao.reading.forms.vocabulary import IN_YUAN, TOTAL_IN_LINES
from shebao.report.forms import FormKind
from shebao.report.provenance import Figure, Passage

_FIELDS = (
    ("name", r"项目名称"),
    ("department", r"(?:项目)?主管(?:部门|单位)(?:及代码)?(?:\(盖章\))?"),
    ("unit", r"(?:项目)?实施单位|(?:部门\(单位\)|部门|单位)名称|填报单位(?:\(盖章\))?|预算单位"),
    ("date", r"填报日期|填报时间|填表日期"),
    ("basic", r"基本支出总额|基本支出"),
    ("project", r"项目支出总额"),
    ("stop", r"项目类别|项目属性|项目类型|项目负责人|联系电话|联系人|填报人|填表人|评价年度|预算年度|自评年度|项目资金|资金情况|预算执行情况|预算执行|(?:全年|当年|调整后|年初)预算数|(?:全年|当年)执行数|年度(?:总体|绩效)?目标"),
)  # fmt: skip
_LABEL = re.compile("|".join(f"(?P<{role}>{pattern})" for role, pattern in _FIELDS))
_AMOUNT = re.compile(rf"^(?:\((?:单位[:：]?)?万?元\))?[:：]?{CELL}*([\d,]+(?:\.\d+)?)(?:万?元)?")
_DATE = re.compile(r"20\d{2}(?:[.年/-]\d{1,2}(?:[.月/-](?:\d{1,2}日?)?)?)?")
_EXECUTION_WEIGHT = re.compile(
    rf"预算执行(?:情况)?(?:率)?{CELL}?(?:\((?:单位[:：])?万?元\))?{CELL}?\((\d+(?:\.\d+)?)分\)|得分\((\d+)分?[*×xX](?:预算)?执行率|预算执行率\((\d+)分\)"
)
_INDICATOR_WEIGHT = re.compile(
    r"(?<!一级)(?<!二级)(?<!三级)(?:年度)?绩效(?:目标|指标)\((\d+(?:\.\d+)?)分\)|年度指标\((\d+(?:\.\d+)?)分\)"
)
_BEGINS_ANEW = re.compile(rf"[\u4e00-\u9fff]{{2,12}}\((?:单位[:：])?万?元\)|{TOTAL_IN_LINES.pattern}")
_LONGEST_NAME = 80


def read_head(tokens: Sequence[Token], builder: FormBuilder) -> None:
    """Names, department, date and sums of the tokens above the indicators."""
    words = Joined(tokens)
    if IN_YUAN.search(words.text):
        builder.money = "元"
    labels = [match for match in _LABEL.finditer(words.text) if _is_label(words, match)]
    for number, match in enumerate(labels):
        stop = labels[number + 1].start() if number + 1 < len(labels) else len(words.text)
        _field(words, match, stop, builder)
    if builder.kind is FormKind.PROJECT and not builder.name and (builder.basic or "整体" in builder.title.quote):
        builder.kind = FormKind.OVERALL
    builder.execution_weight = _weight(words, _EXECUTION_WEIGHT)


def read_indicator_weight(tokens: Sequence[Token], builder: FormBuilder) -> None:
    """The full score of all indicators, in their label at the left (年度绩效指标（80分）)."""
    if builder.indicator_weight is None:
        builder.indicator_weight = _weight(Joined(tokens), _INDICATOR_WEIGHT)


def execution_weight(tokens: Sequence[Token]) -> Figure | None:
    """The full score of budget execution, in the caption of its lines （预算执行情况（10分））."""
    return _weight(Joined(tokens), _EXECUTION_WEIGHT)


def _weight(words: Joined, pattern: re.Pattern[str]) -> Figure | None:
    match = pattern.search(words.text)
    if not match:
        return None
    group = next(i for i in range(1, (match.lastindex or 1) + 1) if match[i] is not None)
    return figure(match[group], words.source(match.start(group), match.end(group)), "分")


def _unit(text: str, money: str) -> str:
    """The unit printed before or after an amount, else the form's."""
    return "万元" if "万元" in text else "元" if "元" in text else money


def _is_label(words: Joined, match: re.Match[str]) -> bool:
    """Whether the words stand where a label can: at the beginning of a token, or after another label's value on its line."""
    if words.begins(match.start()):
        return True
    before = words.text[match.start() - 1 : match.start()]
    return before in {CELL, ")", ""} or words.text[match.end() : match.end() + 1] in {":", "："}


def _field(words: Joined, match: re.Match[str], stop: int, builder: FormBuilder) -> None:
    role = match.lastgroup or ""
    start = match.end()
    text = words.text
    if role in {"basic", "project"}:
        amount = _AMOUNT.match(text[start:stop])
        if amount:
            found = figure(
                amount[1],
                words.source(start + amount.start(1), start + amount.end(1)),
                _unit(amount.group(), builder.money),
            )
            setattr(builder, role, found)
        return
    colon = start < stop and text[start] in ":："
    while start < stop and text[start] in f":：{CELL}":
        start += 1
    cell = text.find(CELL, start, stop)
    stop = cell if cell >= 0 else words.first_in(start + 1, stop, _BEGINS_ANEW) if role == "name" else stop
    if not 0 < stop - start <= _LONGEST_NAME or role == "stop":
        return
    source = words.source(start, stop)
    if role == "name" and not builder.name:
        builder.name = re.sub(r"\s+", "", source.quote)
    elif role == "department":
        builder.department = builder.department or source
    elif role == "unit":
        if "名称" in match.group() and "单位" not in match.group()[:2] and "部门" in match.group() and not colon:
            builder.kind = FormKind.OVERALL
        if builder.unit is None or (not colon and "名称" in match.group()):
            builder.unit = source
    elif role == "date":
        found_date = _DATE.match(text, start)
        if found_date:
            builder.filled_on = words.source(start, found_date.end())
        elif source.quote.strip():
            builder.filled_on = source


_TAIL = (
    (
        "reasons",
        re.compile(
            r"(?:偏差大或)?(?:目标)?未完成(?:的)?原因分析(?:及说明)?|偏差原因分析|原因分析|偏差大或目标未完成原因分析"
        ),
    ),
    ("measures", re.compile(r"(?:下一步)?(?:改进|整改)措施(?:及结果应用方案|及结果应用|及结果应用情况)?")),
    ("signature", re.compile(r"单位主要负责人签批意见|填报人[:：]|单位负责人[:：]")),
    ("remarks", re.compile(r"(?:备注|注|说明)[:：]|备注(?=\t|1)")),
)


def read_tail(tokens: Sequence[Token], builder: FormBuilder) -> None:
    """Reasons, measures and remarks of the tokens below the total."""
    words = Joined(tokens)
    marks = []
    for kind, pattern in _TAIL:
        match = next((m for m in pattern.finditer(words.text) if _starts(words, m)), None)
        if match:
            marks.append((match.start(), match.end(), kind))
    marks.sort()
    for position, (start, end, kind) in enumerate(marks):
        stop = marks[position + 1][0] if position + 1 < len(marks) else len(words.text)
        if stop <= end or kind == "signature":
            continue
        if kind == "remarks":
            builder.remarks.append(words.passage(start, stop))
        else:
            setattr(builder, kind, _trimmed(words, end, stop))
    if not marks and words.text and "得分" in words.text:
        builder.remarks.append(words.passage(0, len(words.text)))


def _starts(words: Joined, match: re.Match[str]) -> bool:
    return words.begins(match.start()) or words.text[match.start() - 1 : match.start()] in {CELL, "。"}


def _trimmed(words: Joined, start: int, stop: int) -> Passage | None:
    while start < stop and words.text[start] in f"{CELL}:：":
        start += 1
    return words.passage(start, stop) if start < stop else None
