"""Printed amounts: what a cell's characters say."""

from __future__ import annotations

import re

from shebao.money import Number, parse_number
from shebao.report.provenance import Figure, Place, Source
from shebao.report.tables import Cell

_DASHES = frozenset("-－–—―─/\\.。、·…")
_NOTE_MARKS = "¹²³⁴⁵⁶⁷⁸⁹⁰①②③④⑤⑥⑦⑧⑨⑩*＊※"
_STROKES = frozenset("-－–—―─/")
_LONGEST_DASH = 3
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_LONGEST_AMOUNT = 40
_MOST_DIGITS = 7
_UNIT = re.compile(r"(人民币|¥|￥)?(.*?)(万元|元)?")


def compact(text: str) -> str:
    """The text without white space, its digits half as wide: cells are justified and wrapped with inner spaces and line
    breaks."""
    bare = "".join(text.split())
    return bare if bare.isascii() else bare.translate(_HALF_WIDTH)


def is_blank(text: str) -> bool:
    """Whether a cell shows no amount: empty, dashes, dots or 无."""
    bare = compact(text)
    return not bare or bare == "无" or _DASHES.issuperset(bare)


def is_dash(text: str) -> bool:
    """Whether characters between white space stand for a blank cell: a dash or two, a stroke."""
    return bool(text) and len(text) <= _LONGEST_DASH and _STROKES.issuperset(text)


def printed_number(text: str) -> Number | None:
    """The number a cell prints, its inner spaces, marks of notes, 元 and ¥ apart; None where it is none."""
    bare = compact(text).rstrip(_NOTE_MARKS)
    match = _UNIT.fullmatch(bare) if len(bare) <= _LONGEST_AMOUNT else None
    return parse_number(match[2]) if match and match[2] else None


def small_integer(text: str) -> int | None:
    """A 行次, 栏次, code or round amount: up to seven digits and nothing else; None where it is none."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def amount_cell(text: str, place: Place, unit: str, doubtful: str = "", basis: str = "") -> Cell:
    """The cell that prints `text`: a figure in `unit`, blank, or doubtful where it is neither; `basis` where position did not tell its
    column."""
    source = Source(text.strip(), place)
    number = None if is_blank(text) else printed_number(text)
    if number is not None:
        return Cell(Figure(source.quote, number, unit, source), source, doubtful, basis)
    return Cell(None, source, doubtful if is_blank(text) else f"“{source.quote}”不是金额", basis)
