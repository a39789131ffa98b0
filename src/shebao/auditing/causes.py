"""Root causes: one mistake is one finding with consequences, not five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.auditing.verdicts import Severity, Violated
from shebao.report.provenance import Figure

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def causes(
    violations: Sequence[tuple[Severity, Violated]], held: Mapping[Figure, int] | None = None
) -> list[int | None]:
    """For each violation the index of the one it follows from, or None; `held` counts the relations that hold by figure.

    A violation that touches the figure which another names as wrong follows from that other, if it names the same
    figure or none. A figure that several violations share and that satisfies hardly any relation is the wrong one of
    them all. Of several laid to one figure the one that explains most, then the most severe, then the one that names it
    itself, then the one that needs the fewest figures, then the first, is the cause.
    """
    blamed = _blamed([violated for _, violated in violations], held or {})
    roots: dict[Figure, int] = {}
    for index, figures in enumerate(blamed):
        for figure in figures:
            known = roots.get(figure)
            if known is None or _weight(violations[index], figure) < _weight(violations[known], figure):
                roots[figure] = index
    explained = {figure: roots[figure] for _, violated in violations for figure in violated.explains}
    nearest = [
        _cause(index, violated, blamed[index], roots, explained) for index, (_, violated) in enumerate(violations)
    ]
    return [_first(index, nearest) for index in range(len(nearest))]


def _blamed(violations: Sequence[Violated], held: Mapping[Figure, int]) -> list[tuple[Figure, ...]]:
    """The figures that each violation is laid to: the common one of several, else its own suspect, and what it explains."""
    common = _common(violations, held)
    found = []
    for violated, shared in zip(violations, common, strict=True):
        suspect = shared or violated.suspect
        found.append(violated.explains if suspect is None else (suspect, *violated.explains))
    return found


def _common(violations: Sequence[Violated], held: Mapping[Figure, int]) -> list[Figure | None]:
    """For each violation the figure that it and others share and that stands out as wrong, the most shared one first."""
    explained = {figure for violated in violations for figure in violated.explains}
    found: list[Figure | None] = [None] * len(violations)
    left = {
        index
        for index, violated in enumerate(violations)
        if violated.figures and explained.isdisjoint(violated.figures)
    }
    named = Counter(violated.suspect for violated in violations)
    while left:
        shared = Counter(figure for index in sorted(left) for figure in dict.fromkeys(violations[index].figures))
        wrong = [(count, figure) for figure, count in shared.items() if _stands_out(count, held.get(figure, 0))]
        if not wrong:
            break
        _, figure = max(wrong, key=lambda item: (item[0] - held.get(item[1], 0), named[item[1]]))
        for index in [index for index in left if figure in violations[index].figures]:
            found[index] = figure
            left.remove(index)
    return found


def _stands_out(violated: int, held: int) -> bool:
    """Whether a figure in so many violated relations, and so many that hold, is likelier wrong than its partners."""
    return violated >= 2 and violated > 2 * held


def _first(index: int, nearest: Sequence[int | None]) -> int | None:
    """The end of the chain of causes that begins at a violation, None where it has no cause; a ring ends where it closes."""
    seen = {index}
    cause = nearest[index]
    while cause is not None and (further := nearest[cause]) is not None and further not in seen:
        seen.add(cause)
        cause = further
    return cause


def _weight(rated: tuple[Severity, Violated], figure: Figure) -> tuple[int, int, bool, int]:
    severity, violated = rated
    return (-len(violated.explains), _RANK[severity], violated.suspect is not figure, len(violated.figures))


def _cause(
    index: int,
    violated: Violated,
    blamed: Sequence[Figure],
    roots: Mapping[Figure, int],
    explained: Mapping[Figure, int],
) -> int | None:
    candidates = [roots[figure] for figure in blamed or violated.figures if figure in roots]
    if not candidates or index in candidates:
        candidates = [explained[figure] for figure in violated.figures if figure in explained]
    return None if not candidates or index in candidates else candidates[0]
