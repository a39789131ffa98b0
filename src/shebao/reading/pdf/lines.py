"""Runs of characters become lines: grouped by baseline, because digits and Chinese share one but not a top."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from shebao.report.provenance import Box


class Run(NamedTuple):
    """Characters without a gap in the frame of the page; `base` is the baseline, `em` the size of a full-width
    character in points, `start` the index of the first character on the page (-1 where text was
    recognised in a picture)."""

    text: str
    x0: float
    x1: float
    base: float
    top: float
    bottom: float
    em: float
    start: int


_BASELINE_TOLERANCE = 0.4
_TAB = 1.9
_LETTER_SPACING = 3.0

_base = itemgetter(3)


def by_baseline(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs as lines from top to bottom, each from left to right."""
    ordered = sorted(runs, key=_base)
    lines: list[list[Run]] = []
    base, reach = float("-inf"), 0.0
    for run in ordered:
        if run.base - base > min(reach, run.em * _BASELINE_TOLERANCE):
            lines.append([run])
            base, reach = run.base, run.em * _BASELINE_TOLERANCE
        else:
            lines[-1].append(run)
    for line in lines:
        if len(line) > 1:
            line.sort(key=itemgetter(1))
    return lines


def text_of(line: Sequence[Run], tabs: bool = True) -> str:
    """The text of one line: gaps between Latin words and figures become spaces, gaps of two ems tabs (or spaces)."""
    if len(line) == 1:
        return line[0].text
    if _letter_spaced(line):
        return "".join(run.text for run in line)
    parts = [line[0].text]
    before = line[0]
    for run in line[1:]:
        em = min(before.em, run.em)
        gap = run.x0 - before.x1
        if gap >= _TAB * em:
            parts.append("\t" if tabs else " ")
        elif gap >= _space(before.text[-1], run.text[0]) * em:
            parts.append(" ")
        parts.append(run.text)
        before = run
    return "".join(parts)


def _space(left: str, right: str) -> float:
    """The gap in ems that parts two words: figures stand off from ideographs without a space being meant."""
    if left < "\u2e80" and right < "\u2e80":
        return 0.15
    return 0.4 if left >= "\u2e80" and right >= "\u2e80" else 0.8


def _letter_spaced(line: Sequence[Run]) -> bool:
    """Whether a line is single ideographs set apart evenly (保 障 职 教), which is ornament and not words."""
    if any(len(run.text) > 1 or run.text < "\u2e80" for run in line):
        return False
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(line)]
    em = line[0].em
    return max(gaps) <= _LETTER_SPACING * em and max(gaps) - min(gaps) <= 0.5 * em


def box_of(line: Iterable[Run]) -> Box:
    """The box around runs."""
    _, x0, x1, _, top, bottom, _, _ = zip(*line, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))
