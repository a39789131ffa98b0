"""The numbers that Word sets before paragraphs of a list (一、（一）1.): they are not in the text and have to be counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from shebao.reading.docx.names import W, switched_on, value_of

_DIGITS = "〇一二三四五六七八九"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "ideographDigital",
}  # fmt: skip
_CIRCLED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_MAX_LEVELS = 9


class _Level(NamedTuple):
    start: int
    kind: str
    text: str
    arabic: bool = False


@dataclass(slots=True)
class Numbering:
    """The list definitions of a document and how far each list has counted."""

    lists: dict[str, tuple[str, dict[int, _Level]]]
    counts: dict[str, list[int]] = field(default_factory=dict)

    def next(self, number: str, level: int) -> str:
        """The number to print before the next paragraph of list `number` at `level`; '' for bullets and unknown lists."""
        if number not in self.lists or not 0 <= level < _MAX_LEVELS:
            return ""
        key, levels = self.lists[number]
        if level not in levels:
            return ""
        counts = self.counts.setdefault(key, [0] * _MAX_LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (_MAX_LEVELS - level - 1)
        if levels[level].kind in {"bullet", "none"}:
            return ""
        text = levels[level].text
        for index in range(level + 1):
            shape = levels.get(index, _Level(1, "decimal", ""))
            kind = "decimal" if levels[level].arabic else shape.kind
            text = text.replace(f"%{index + 1}", printed(counts[index] or shape.start, kind))
        return text


def printed(number: int, kind: str) -> str:
    """A list number in the given Word format: 3 → 三, ③, 3."""
    if kind in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if kind in _CIRCLED and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if kind in {"upperLetter", "lowerLetter"} and 0 < number <= 26:
        return chr((65 if kind == "upperLetter" else 97) + number - 1)
    return str(number)


def read_numbering(root: etree._Element | None) -> Numbering:
    """The list definitions of numbering.xml."""
    if root is None:
        return Numbering({})
    abstract: dict[str, dict[int, _Level]] = {}
    for item in root.findall(f"{W}abstractNum"):
        levels = {}
        for level in item.findall(f"{W}lvl"):
            index, start = level.get(f"{W}ilvl", ""), value_of(level, "start") or "1"
            if index.isdigit() and start.isdigit():
                kind, text = value_of(level, "numFmt") or "decimal", value_of(level, "lvlText") or ""
                levels[int(index)] = _Level(int(start[:6]), kind, text[:40], switched_on(level, "isLgl"))
        abstract[item.get(f"{W}abstractNumId", "")] = levels
    lists = {}
    for item in root.findall(f"{W}num"):
        key = value_of(item, "abstractNumId") or ""
        overridden = item.find(f"{W}lvlOverride/{W}startOverride") is not None
        own = item.get(f"{W}numId", "")
        lists[own] = (f"{key}/{own}" if overridden else key, abstract.get(key, {}))
    return Numbering(lists)
