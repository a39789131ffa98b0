"""Root causes: one mistake is one finding with consequences, not five."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.auditing.verdicts import Severity, Violated
from shebao.report.provenance import Figure

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def causes(violations: Sequence[tuple[Severity, Violated]]) -> list[int | None]:
    """For each violation the index of the one it follows from, or None.

    A violation that touches the figure which another names as wrong follows from that other, if it names the same
    figure or none. Of several that name one figure the most severe, then the first, is the cause.
    """
    roots: dict[Figure, int] = {}
    for index, (severity, violated) in enumerate(violations):
        suspect = violated.suspect
        if suspect is None:
            continue
        known = roots.get(suspect)
        if known is None or _RANK[severity] < _RANK[violations[known][0]]:
            roots[suspect] = index
    return [_cause(index, violated, roots) for index, (_, violated) in enumerate(violations)]


def _cause(index: int, violated: Violated, roots: dict[Figure, int]) -> int | None:
    if violated.suspect is not None:
        root = roots[violated.suspect]
        return root if root != index else None
    return next((roots[figure] for figure in violated.figures if figure in roots), None)
