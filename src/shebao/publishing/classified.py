"""Words that mark what must not be published (classified.yaml): marks of state secrets, internal papers, not public.

Basis: 《保守国家秘密法》（国家秘密标志）；《政府信息公开条例》第十四条、第十六条.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from shebao.fields.data_files import load_data
from shebao.publishing.pieces import Piece

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Mark:
    """A pattern over text without spaces; `whole` where all of the text must be it."""

    pattern: re.Pattern[str]
    reason: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that was found: its words, why it matters, where."""

    words: str
    reason: str
    place: str


class MarksError(ValueError):
    """A mistake in the file of marks: entry and reason."""


def parse_marks(data: Any, name: str = "classified.yaml") -> tuple[Mark, ...]:
    """Marks from the mapping of their file. Raises MarksError."""
    entries = data.get("marks") if isinstance(data, dict) and set(data) == {"marks"} else None
    if not isinstance(entries, list) or not entries:
        raise MarksError(f"{name}：应只有 marks，且是非空的列表")
    return tuple(_mark(f"{name} marks[{at}]", entry) for at, entry in enumerate(entries))


def _mark(where: str, entry: Any) -> Mark:
    if not isinstance(entry, dict) or not {"pattern", "reason"} <= set(entry) <= {"pattern", "reason", "whole"}:
        raise MarksError(f"{where}：应有 pattern、reason，可有 whole")
    if not all(isinstance(entry[key], str) and entry[key] for key in ("pattern", "reason")):
        raise MarksError(f"{where}：pattern 和 reason 应为文字")
    try:
        return Mark(re.compile(entry["pattern"]), entry["reason"], entry.get("whole") is True)
    except re.error as error:
        raise MarksError(f"{where} pattern：不是正则表达式（{error}）") from None


@cache
def marks() -> tuple[Mark, ...]:
    """The marks of the file."""
    return parse_marks(load_data(__package__, "classified.yaml"))


def marked(pieces: Iterable[Piece]) -> Iterator[Marked]:
    """Each mark that stands in the pieces, in reading order; of several in one piece the first."""
    for piece in pieces:
        text = "".join(piece.text.split())
        for mark in marks():
            match = mark.pattern.fullmatch(text) if mark.whole else mark.pattern.search(text)
            if match:
                yield Marked(match[0][:_SHOWN], mark.reason, piece.place)
                break
