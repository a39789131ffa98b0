"""Characters on a page that are no part of its text: prints of the same over each other, watermarks, marks of notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from statistics import median

from shebao.reading.characters import is_note_mark
from shebao.reading.pdf.lines import Run
from shebao.reading.pdf.native import TextPage

_NEAR = 0.12
_LARGE, _RAISED = 1.5, 0.85
_LONGEST_MARK = 5
_base, _size = itemgetter(3), itemgetter(6)


def has_doubles(runs: Sequence[Run]) -> bool:
    """Whether runs were drawn twice at (nearly) one place: bold by double printing, flattened overlays."""
    seen: dict[str, list[tuple[float, float]]] = {}
    for run in runs:
        places = seen.setdefault(run.text, [])
        reach = _NEAR * run.em
        if any(abs(run.x0 - x) <= reach and abs(run.base - base) <= reach for x, base in places[-8:]):
            return True
        places.append((run.x0, run.base))
    return False


def once(characters: Iterable[Run]) -> list[Run]:
    """Characters without those that stand where the same one of the same size already stands."""
    kept: list[Run] = []
    seen: dict[tuple[str, int, int], list[Run]] = {}
    for run in characters:
        cell = max(run.em, 1.0)
        column, row = int(run.x0 / cell), int(run.base / cell)
        near = (
            other
            for c in (column - 1, column, column + 1)
            for r in (row - 1, row, row + 1)
            for other in seen.get((run.text, c, r), ())
        )
        if any(_is_same(run, other) for other in near):
            continue
        seen.setdefault((run.text, column, row), []).append(run)
        kept.append(run)
    return kept


def _is_same(run: Run, other: Run) -> bool:
    reach = _NEAR * run.em
    return abs(run.x0 - other.x0) <= reach and abs(run.base - other.base) <= reach and abs(run.em - other.em) <= reach


def without_overlays(runs: list[Run], source: TextPage) -> list[Run]:
    """The runs without pale ones that lie under smaller text, and without raised marks of notes behind figures."""
    if not runs:
        return runs
    usual = median(map(_size, runs))
    large = [run for run in runs if run.em >= _LARGE * usual and run.start >= 0]
    small = [run for run in runs if run.em <= _RAISED * usual and len(run.text) <= _LONGEST_MARK]
    if not large and not small:
        return runs
    ordered = sorted(runs, key=_base)
    bases = [run.base for run in ordered]
    dropped = {id(run) for run in large if _lies_under(run, ordered, bases) and source.is_pale(run.start)}
    dropped |= {id(run) for run in small if _is_mark(run, ordered, bases)}
    return [run for run in runs if id(run) not in dropped] if dropped else runs


def _lies_under(run: Run, ordered: Sequence[Run], bases: Sequence[float]) -> bool:
    """Whether smaller text stands on a run."""
    within = ordered[bisect_left(bases, run.top) : bisect_right(bases, run.bottom)]
    return any(
        other.em < run.em / _LARGE and run.x0 <= (other.x0 + other.x1) / 2 <= run.x1
        for other in within
        if other is not run
    )


def _is_mark(run: Run, ordered: Sequence[Run], bases: Sequence[float]) -> bool:
    """Whether a small run stands raised, directly behind a figure."""
    below = ordered[bisect_right(bases, run.base + 0.1 * run.em) : bisect_right(bases, run.base + 1.2 * run.em)]
    return any(
        other.em > run.em / _RAISED
        and other.base - run.base <= 0.8 * other.em
        and -0.3 * run.em <= run.x0 - other.x1 <= 0.5 * other.em
        and is_note_mark(other.text[-8:], run.text)
        for other in below
    )
