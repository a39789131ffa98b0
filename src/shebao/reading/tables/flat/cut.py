"""Numbers that a narrow column cut over lines (`1,467,8⏎99`): their pieces are no amounts, and nobody knows which join."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.document import Line
from shebao.reading.tables.flat.tokens import is_stacked
from shebao.reading.tables.printed import compact

_PRINTED = re.compile(r"[-−－]?[.,，]?\d[\d.,，]*")
_PIECE = re.compile(r"[.,，].*|.*[.,，]|[-−－]?\d{1,3}(?:[,，]\d{3})*[,，](?:\d{1,2}|\d{4,})(?:\.\d*)?")
_ONE_DECIMAL = re.compile(r"[-−－]?[\d,，]+\.\d")
_ENDS = 1


def cuts_numbers(lines: Sequence[Line]) -> bool:
    """Whether lines of one cell each hold pieces of numbers: one begins or ends with a separator or breaks a group of three
    digits, or whatever has one decimal is as long as the longest number and has a single digit below it."""
    if not is_stacked(lines):
        return False
    texts = [compact(line.text) for line in lines]
    printed = [text for text in texts if _PRINTED.fullmatch(text)]
    return any(map(_PIECE.fullmatch, printed)) or _cuts_decimals(texts, max(map(len, printed), default=0))


def _cuts_decimals(texts: Sequence[str], longest: int) -> bool:
    short = [at for at, text in enumerate(texts) if _ONE_DECIMAL.fullmatch(text)]
    below = [texts[at + 1] if at + 1 < len(texts) else "" for at in short]
    return bool(short) and all(
        len(texts[at]) == longest and len(text) == _ENDS and text.isdigit()
        for at, text in zip(short, below, strict=True)
    )
