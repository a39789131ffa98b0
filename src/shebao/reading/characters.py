"""Characters as people type them: radicals and compatibility ideographs become the ideographs they stand for."""

from __future__ import annotations

import re
import unicodedata

_RADICALS = (
    "⺁厂⺂乛⺄乙⺅亻⺆冂⺇几⺉刂⺊卜⺋㔾⺌小⺎尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹"
    "⺰纟⺱罓⺲罒⺳网⺴网⺵网⺶羊⺷羊⺸羊⺹老⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑长⻒镸⻓长⻔门⻕阜⻖阝⻗雨"
    "⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_INVISIBLE = (0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E,
              0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF)  # fmt: skip


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(a): b for a, b in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)}
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    table |= dict.fromkeys(_INVISIBLE)
    table |= {0x00A0: " ", 0x202F: " ", 0x2007: " ", 0x0002: "-", 0xFFFE: "-"}
    return table


_TABLE = _table()


_SPECIAL = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_TABLE)) + "]")


def is_plain(text: str) -> bool:
    """Whether `plain` would leave the text as it is."""
    return text.isascii() or not _SPECIAL.search(text)


def plain(text: str) -> str:
    """`text` with radicals and compatibility ideographs as ordinary ones (⻔ → 门), invisible characters dropped."""
    return text if is_plain(text) else text.translate(_TABLE)


_MARK = re.compile(r"\s*+(?:[(（\[〔]\s*+)?(?:(?:注\s*+)?[\d①-⑳]{1,2}|[*＊※]+|[a-z])(?:\s*[)）\]〕])?\s*")
_FIGURE_BEFORE = re.compile(r"(?:\d[.,，]?\d|\d)\s*[%％]?\s*$")
_POWER_BASE = re.compile(r"(?<![\d.,，])10\s*$")


def is_note_mark(before: str, raised: str) -> bool:
    """Whether raised characters behind a text are the mark of a note on its figure; an exponent of ten is not."""
    return bool(_MARK.fullmatch(raised) and _FIGURE_BEFORE.search(before) and not _POWER_BASE.search(before))
