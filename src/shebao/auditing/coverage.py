"""How much of what a report prints was read, and how much of it at least one decided relation touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from shebao.report import Report
from shebao.report.account import Outcome, Part, Printed
from shebao.report.figures import figures_of
from shebao.report.provenance import Figure


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """One part: figures printed, of which readers read some, and decided relations touch some."""

    part: Part
    figures: int
    read: int
    decided: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures that the report prints, read or not; how many were read, and how many at least one decided relation
    touches; the same by part, and why figures were not read, the most frequent reason first."""

    figures: int
    decided: int
    read: int = 0
    parts: tuple[PartCoverage, ...] = ()
    unread: tuple[tuple[str, int], ...] = ()


def coverage_of(report: Report, decided: Set[Figure]) -> Coverage:
    """The coverage of a report by relations that touch `decided`; of one that was not read from a document, of its
    figures."""
    if not report.printed:
        held = set(figures_of(report))
        return Coverage(len(held), len(held & decided), len(held))
    by_part: dict[Part, list[Printed]] = {part: [] for part in Part}
    for printed in report.printed:
        if printed.counts:
            by_part[printed.part].append(printed)
    parts = tuple(_part(part, found, decided) for part, found in by_part.items() if found)
    reasons = Counter(printed.reason for printed in report.printed if printed.outcome is Outcome.UNREAD)
    return Coverage(
        sum(part.figures for part in parts),
        sum(part.decided for part in parts),
        sum(part.read for part in parts),
        parts,
        tuple(reasons.most_common()),
    )


def _part(part: Part, found: list[Printed], decided: Set[Figure]) -> PartCoverage:
    read = [printed for printed in found if printed.figures]
    return PartCoverage(part, len(found), len(read), sum(not decided.isdisjoint(printed.figures) for printed in read))
