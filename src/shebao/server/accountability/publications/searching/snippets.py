"""The part of a text where a query was found, with the found words marked; never markup, only data."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.server.accountability.publications.searching.bigrams import bare

_WIDTH = 90


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `hit` where it is one of the words that were sought."""

    text: str
    hit: bool


def snippet(text: str, terms: Sequence[str], width: int = _WIDTH) -> tuple[Part, ...]:
    """About `width` characters of `text` where most of the terms are found, first of all; the beginning where none is."""
    flat = " ".join(text.split())
    hits = _hits(flat, terms)
    first = _densest(hits, width - width // 3)
    start = max(first - width // 3, 0)
    end = min(start + width, len(flat))
    parts = [Part("…", False)] if start else []
    position = start
    for low, high in hits:
        if low < position or low >= end:
            continue
        parts += [Part(flat[position:low], False), Part(flat[low : min(high, end)], True)]
        position = min(high, end)
    parts.append(Part(flat[position:end] + ("…" if end < len(flat) else ""), False))
    return tuple(part for part in parts if part.text)


def _densest(hits: Sequence[tuple[int, int]], width: int) -> int:
    """The first hit from which `width` characters have the most hits; 0 where there is none."""
    starts = [low for low, _high in hits]
    return max(starts, key=lambda low: (bisect_right(starts, low + width) - bisect_left(starts, low), -low), default=0)


def _hits(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where terms stand, in order, by characters of the original: folding may lengthen or shorten a character."""
    offsets: list[int] = []
    pieces = []
    for index, character in enumerate(text):
        piece = bare(character)
        pieces.append(piece)
        offsets.extend([index] * len(piece))
    compared = "".join(pieces)
    found = [
        (offsets[match.start()], offsets[match.end() - 1] + 1)
        for term in terms
        if term
        for match in re.finditer(re.escape(term), compared)
    ]
    return sorted(found, key=lambda hit: (hit[0], -hit[1]))
