"""Codes printed in three columns (类 款 项) whose cells stand each on a line of its own: `208⏎05⏎05⏎name` is one row."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.classification.names import normalise
from shebao.reading.document import Line
from shebao.reading.tables.flat.tokens import Token, is_stacked
from shebao.reading.tables.functional import TOTALS, functional_code

_LEVELS = frozenset({"类", "款", "项"})
_CLASS_LENGTH = 3
_LEVEL_LENGTH = 2


def with_levels(lines: Sequence[Line], parts: Sequence[list[Token]]) -> list[list[Token]]:
    """The tokens of the lines, with 类, 款 and 项 of a row in front of its name where the head names them one a line.

    Whatever amounts stand above, the code is what leads up to the name without a gap: a class, then at most two levels.
    """
    if not ({line.text.strip() for line in lines} >= _LEVELS and is_stacked(lines)):
        return list(parts)
    joined: list[list[Token]] = []
    for line in parts:
        count = _levels_above(joined) if _names_subject(line, joined) else 0
        code = [token for level in joined[len(joined) - count :] for token in level]
        joined[len(joined) - count :] = [[*code, *line]]
    return joined


def _names_subject(line: Sequence[Token], above: Sequence[Sequence[Token]]) -> bool:
    """Whether a line of words below a number begins a name; a row of totals has no code."""
    words = "".join(token.text for token in line)
    follows = bool(above) and bool(above[-1]) and above[-1][-1].number is not None
    return follows and all(t.number is None and not t.is_dash for t in line) and normalise(words) not in TOTALS


def _levels_above(lines: Sequence[Sequence[Token]]) -> int:
    """How many of the last lines are the levels of one code, 0 where they make none up."""
    code = ""
    for count, line in enumerate(reversed(lines[-_CLASS_LENGTH:]), 1):
        text = line[0].text if len(line) == 1 and line[0].integer is not None else ""
        code = text + code
        if len(text) == _CLASS_LENGTH:
            return count if functional_code(code) else 0
        if len(text) != _LEVEL_LENGTH:
            return 0
    return 0
