"""What stands around a table: title, number, unit of money, notes with printed formulas, sentences of absence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from shebao.classification.names import normalise
from shebao.reading.document import Line
from shebao.reading.ordinals import leading_ordinal
from shebao.report.provenance import Place, Source
from shebao.report.tables import Note

_MONEY_UNIT = re.compile(r"(?:金额)?单\s*位\s*[:：]?\s*(?:人民币)?\s*([万千百亿]*)\s*元(?!\S{0,40}[\u4e00-\u9fff]{3})")
_NUMBER = re.compile(r"公开\s*\d+\s*表|(?<![附件])(?:附)?表\s*\d+(?:-\d+)?|公开表\s*\d+|财决\s*公开\s*\d+\s*表")
_NOTE = re.compile(r"\s*(备?注|说明)\s*(\d+)?\s*[:：.、]|\s*注\s*释?[:：]")
_FORMULA = re.compile(
    r"[\d\s、,，和至\-~～]{0,80}\d\s{0,4}(?:行|栏)\s{0,4}(?:各行)?\s{0,4}[=＝][^；;。=＝]{0,400}[行栏](?:各行|各栏)?"
)
_FORMULA_LINE = re.compile(r"\s*\d+\s*[行栏](各行)?\s*[=＝]")
_ABSENCE = re.compile(r"(无|没有|未(发生|安排|使用|取得|涉及))")
_SENTENCE_END = re.compile(r"[。！；;]\s*$")
_PAGE_NUMBER = re.compile(r"[-—–~·]+\s*\d{1,4}\s*[-—–~·]+|第\s*\d{1,4}\s*页(\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
_LONGEST_TITLE = 45
_LONGEST_NOTE = 2_000
_AFTER_TITLE = re.compile(r"(?:表\d{1,4}+|公开\d{1,4}+表|续表?|单位[万千]?元|\d{1,8}+){1,6}+$")
_OTHER_TITLE = re.compile(r"\D{0,60}(?:\d{4}年\D{0,60})?[\u4e00-\u9fff]{3,60}(?<!公开)(?<!本)(?<!续)(?<!附)表")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_HEADING = re.compile(
    r"^第[一二三四五六七八九十]+部分|(情况说明|情况|说明|名词解释|主要职责|机构设置|目\s*录|概况|工作完成情况)\s*[:：]?$"
)
_ABSENT = (
    ("政府性基金", "government_fund"),
    ("国有资本经营", "state_capital"),
    ("三公", "three_public"),
)


def money_unit(text: str) -> str:
    """The unit of money that a head line states (万元, 元, 千元), '' where none."""
    match = _MONEY_UNIT.search(text)
    return f"{match[1]}元" if match else ""


def table_number(text: str) -> str:
    """The table's printed number (公开01表, 表1), '' where none."""
    match = _NUMBER.search(unicodedata.normalize("NFKC", text))
    return re.sub(r"\s", "", match[0]) if match else ""


def is_note(text: str) -> bool:
    """Whether a line begins a note under a table or carries a printed formula."""
    return bool(_NOTE.match(text) or _FORMULA_LINE.match(text))


def note(text: str, place: Place) -> Note:
    """A note with the formulas printed in it."""
    printed = text if len(text) <= _LONGEST_NOTE else ""
    formulas = tuple(match.strip(" \t、,，和") for match in _FORMULA.findall(printed))
    return Note(Source(text.strip(), place), formulas)


def joined_notes(lines: Sequence[Line]) -> list[Line]:
    """The notes under a table, each on one line: what begins no note goes on the line above where that ends no sentence."""
    joined: list[Line] = []
    for line in lines:
        goes_on = joined and not is_note(line.text) and leading_ordinal(line.text) is None
        if goes_on and not _SENTENCE_END.search(joined[-1].text):
            joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip() + line.text.strip())
        else:
            joined.append(line)
    return joined


def is_prose(text: str) -> bool:
    """Whether a line is running text, which no table holds."""
    bare = text.strip()
    return len(bare) >= 25 and ("，" in bare or "。" in bare) and not is_note(bare)


def is_heading(text: str) -> bool:
    """Whether a line is a heading of the report's outline other than a table's title."""
    return len(text) <= 60 and bool(_HEADING.search(text.strip()))


def is_page_number(text: str) -> bool:
    """Whether a line is a page's foot: - 12 -, 第 12 页."""
    return bool(_PAGE_NUMBER.fullmatch(text.strip()))


def is_part_heading(text: str) -> bool:
    """Whether a line begins another part of the report (第三部分 …)."""
    return bool(_PART.match(text.strip()))


def is_other_title(text: str) -> bool:
    """Whether a line is the title of a table that is none of the nine (项目支出绩效自评表): what follows is not theirs."""
    if "表" not in text or len(text) > 2 * _LONGEST_TITLE:
        return False
    bare = _AFTER_TITLE.sub("", normalise(text))
    return bool(_OTHER_TITLE.fullmatch(bare)) and len(bare) <= _LONGEST_TITLE


def absent_table(text: str) -> str | None:
    """The table that a sentence says has nothing to show (本部门无国有资本经营预算财政拨款支出。), None where none."""
    bare = normalise(text)
    if len(bare) > 80 or not _ABSENCE.search(bare) or not (_SENTENCE_END.search(text) or "无数据" in bare):
        return None
    return next((table for word, table in _ABSENT if word in bare), None)
