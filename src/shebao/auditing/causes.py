"""Root causes: one mistake is one finding with consequences, not five."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.auditing.verdicts import Severity, Violated
from shebao.report.provenance import Figure

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def causes(violations: Sequence[tuple[Severity, Violated]]) -> list[int | None]:
    """For each violation the index of the one it follows from, or None.

    A violation that touches the figure which another names as wrong follows from that other, if it names the same
    figure or none. Of several that name one figure the one that explains most, then the most severe, then the one that
    needs the fewest figures, then the first, is the cause.
    """
    roots: dict[Figure, int] = {}
    for index, (_, violated) in enumerate(violations):
        for figure in _blamed(violated):
            known = roots.get(figure)
            if known is None or _weight(violations[index]) < _weight(violations[known]):
                roots[figure] = index
    explained = {figure: roots[figure] for _, violated in violations for figure in violated.explains}
    nearest = [_cause(index, violated, roots, explained) for index, (_, violated) in enumerate(violations)]
    return [_first(index, nearest) for index in range(len(nearest))]


def _first(index: int, nearest: Sequence[int | None]) -> int | None:
    """The end of the chain of causes that begins at a violation, None where it has no cause; a ring ends where it closes."""
    seen = {index}
    cause = nearest[index]
    while cause is not None and (further := nearest[cause]) is not None and further not in seen:
        seen.add(cause)
        cause = further
    return cause


def _blamed(violated: Violated) -> tuple[Figure, ...]:
    return violated.explains if violated.suspect is None else (violated.suspect, *violated.explains)


def _weight(rated: tuple[Severity, Violated]) -> tuple[int, int, int]:
    severity, violated = rated
    return (-len(violated.explains), _RANK[severity], len(violated.figures))


def _cause(index: int, violated: Violated, roots: dict[Figure, int], explained: dict[Figure, int]) -> int | None:
    blamed = _blamed(violated)
    candidates = [roots[figure] for figure in blamed or violated.figures if figure in roots]
    if not candidates or index in candidates:
        candidates = [explained[figure] for figure in violated.figures if figure in explained]
    return None if not candidates or index in candidates else candidates[0]
