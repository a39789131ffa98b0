"""L01–L03, L14: words of the template that were left in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shebao.auditing.context import Context
from shebao.auditing.passages import around, passages, titles
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Severity, Verdict, Violated
from shebao.report import Report
from shebao.report.provenance import Passage

_UP, _DOWN = "增加|增长|上升|提高|大于|高于|多于", "减少|下降|降低|小于|低于|少于"
_CHOICE = re.compile(
    rf"(?:{_UP})\s*[（(/]\s*(?:{_DOWN})\s*[)）]?|(?:{_DOWN})\s*[（(/]\s*(?:{_UP})\s*[)）]?"
    r"|大小于|小大于|增加减少|减少增加|减增加|增减少|增长下降|下降增长"
)
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])[XxＸ×]{2,}(?![A-Za-z])|(?<![_＿])[_＿]{3,}+(?=万元|元|%|％|个|项|辆)|(?<=\d[.．、])\s*[…⋯]{1,2}\s*(?=[（(]|$)"
)
_INSTRUCTION = re.compile(
    r"[（(](?:[^（()）]|[（(][^（()）]*[)）]){0,80}?"
    r"(?:请(?:依据|根据|按照?|逐项|说明|填)|(?:逐项|据实|如实)(?:解释|说明|填列|填写)|(?:不涉及|没有)的不列|如持平作|作持平表述|下同[，,]?删除|按(?:上述)?格式)"
    r"(?:[^（()）]|[（(][^（()）]*[)）]){0,60}[)）]"
)
_FOR_WHOM = r"(?:如果?|若|凡|对于?|没有|无|不涉及|涉及)[^。；\n]{2,40}?(?:的(?:部门|单位)|的|，|,)"
_TO_DO = (
    r"请(?:保留|按照?|填[列写报]?|根据|依据|说明|注明|列[示明出]|删[除去]|在)|(?:样式|空表)?照列|(?:保留|列示|公开)空表|列空表"
    r"|(?:并|应|需|须)?(?:于|在)表下(?:方)?(?:以文字)?(?:注明|说明|标注)|按(?:照)?(?:以下|下列|如下|上述)(?:格式|样式|内容)(?:说明|填[列写报]|公开|表述)"
)
_REQUEST = re.compile(rf"(?:(?<=[。；：:\n])|^)\s*{_FOR_WHOM}[^。；\n]{{0,20}}?(?:{_TO_DO})[^。；\n]{{0,40}}")
_SUBJECT = re.compile(
    r"(?:我|本|(?<=[局委处院心会办所厅校队站])\s*)(?:部门|单位)\s*[（(]\s*(?:部门|单位)\s*[)）]|(?:我|本)(?:部门/单位|单位/部门)"
)
_VERB = re.compile(r"(?:^|[，,。；;])\s*(列明|逐项说明|请说明|需说明|按上述格式[^。]{0,20})")


@rule(
    "L01",
    Severity.WARNING,
    "未选择的方向词",
    proves="模板中“增加（减少）”一类二选一的词没有选定。",
    basis="模板残留",
)
def unchosen_direction(context: Context) -> Iterator[Verdict]:
    """`增加（减少）`, `下降（增长）` and the like."""
    for passage, _ in passages(context.report):
        for match in _CHOICE.finditer(passage.text):
            source = passage.source(*around(passage, match.start(), match.end()))
            yield Violated(
                source=source,
                message=f"“{match[0]}”是模板中二选一的词，没有选定。请按数字的方向只保留一个。",
                stated=match[0],
                expected="按实际方向只保留一个词",
            )


@rule(
    "L02",
    Severity.WARNING,
    "模板占位与编报说明",
    proves="公开文本中留有 XX 一类占位符，或“（请…解释）”“（不涉及的不列）”一类写给填报人的话。",
    basis="模板残留",
)
def placeholders(context: Context) -> Iterator[Verdict]:
    """Placeholders and bracketed instructions to whoever fills the template in."""
    for passage in _everything(context.report):
        for match in _REQUEST.finditer(passage.text):
            yield _request(passage, match)
        for match in _INSTRUCTION.finditer(passage.text):
            yield Violated(
                source=passage.source(match.start(), match.end()),
                message="这是模板里写给填报人的说明，公开文本中应删除，并按说明的要求填写内容。",
                stated=match[0],
                expected="删除编报说明",
                severity=Severity.ERROR,
            )
        for match in _PLACEHOLDER.finditer(passage.text):
            start, end = max(0, match.start() - 10), min(len(passage.text), match.end() + 10)
            yield Violated(
                source=passage.source(start, end),
                message=f"“{match[0].strip()}”是模板的占位符，没有填写。",
                stated=match[0].strip(),
                expected="填写实际内容，不涉及的删除",
                severity=Severity.ERROR if "…" in match[0] or "⋯" in match[0] else None,
                key=str(match.start()),
            )


def _everything(report: Report) -> Iterator[Passage]:
    """Running text, sentences among the tables, and titles."""
    yield from (passage for passage, _ in passages(report))
    yield from report.among_tables
    for source in titles(report):
        yield Passage(source.quote, (0,), (source.place,))


def _request(passage: Passage, match: re.Match[str]) -> Violated:
    return Violated(
        source=passage.source(match.start(), match.end()),
        message=f"“{match[0].strip()}”是模板里对填报人的要求，公开文本中应删除，并照它的要求办理。",
        stated=match[0].strip(),
        expected="删除编报说明",
    )


@rule(
    "L03",
    Severity.WARNING,
    "未选择的主体",
    proves="“我部门（单位）”“某局部门（单位）”一类二选一的主体没有选定，或留有“列明”一类指示动词。",
    basis="模板残留",
)
def unchosen_subject(context: Context) -> Iterator[Verdict]:
    """`我部门（单位）` and instruction verbs in the narrative."""
    for passage, section in passages(context.report):
        if not section.startswith("narrative"):
            continue
        for match in _SUBJECT.finditer(passage.text):
            yield Violated(
                source=passage.source(*around(passage, match.start(), match.end())),
                message=f"“{match[0]}”是模板中二选一的主体，没有选定。",
                stated=match[0],
                expected="只保留“部门”或“单位”",
            )
        for match in _VERB.finditer(passage.text):
            yield Violated(
                source=passage.source(*around(passage, match.start(1), match.end())),
                message=f"“{match[1]}”是模板里对填报人的要求，公开文本中应删除。",
                stated=match[1],
                expected=f"删除“{match[1]}”",
                severity=Severity.INFO,
            )


_BLANK = re.compile(
    r"占(?:比|[\u4e00-\u9fff]{0,12}的)?(?:为)?[ 　]*(?=[%％])"
    r"|(?:增加|减少|增长|下降|上升|降低|预算数?为|决算数?为|支出决算|收入决算|支出预算|合计|总计|追加)(?:了)?[ 　]*(?=万元|[%％]|亿元)"
    r"|主要原因(?:是|为|系)?[:：]?[ 　]*(?=[。；;]|$)|(?:原因|用于)(?:是|为|有)?[:：][ 　]*(?=[。；;])"
    r"|共有(?:车辆|公务用车)[ 　]*(?=辆)|(?<![\d一二三四五六七八九十百千万两几多余])[ 　]{1,6}(?=(?:批次|人次|个团组|台（套）|台\(套\)))"
)


@rule(
    "L14",
    Severity.WARNING,
    "该填没有填",
    proves="“占 %”“减少 万元”“主要原因是。”一类句子，数字或内容没有填写。",
    basis="模板残留",
)
def blanks(context: Context) -> Iterator[Verdict]:
    """`占 %`, `减少 万元`, `主要原因是。`: the words around a figure or a reason, without it."""
    for passage, section in passages(context.report):
        if not section.startswith(("narrative", "key_work")):
            continue
        for match in _BLANK.finditer(passage.text):
            end = min(len(passage.text), match.end() + 4)
            source = passage.source(*around(passage, match.start(), end))
            yield Violated(
                source=source,
                message=f"“{passage.text[match.start() : end].strip()}”处没有填写数字或内容。",
                stated=passage.text[match.start() : end].strip(),
                expected="填写实际数字或内容，没有的删去",
                key=str(match.start()),
            )
