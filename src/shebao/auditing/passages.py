"""The running text of a report, passage by passage, with the kind of section it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.report import Report, Section
from shebao.report.provenance import Passage


def passages(report: Report) -> Iterator[tuple[Passage, str]]:
    """Each passage with its section kind: the part's kind where the section has none of its own.

    Attachments are forms and lists, not running text, and are left out.
    """
    for part in body_parts(report):
        yield from _of(part, part.kind)


def body_parts(report: Report) -> Iterator[Section]:
    """The parts of a report without its attachments."""
    return (part for part in report.sections if part.kind != "attachments")


def _of(section: Section, inherited: str) -> Iterator[tuple[Passage, str]]:
    kind = section.kind or inherited
    for passage in section.passages:
        yield passage, kind
    for child in section.children:
        yield from _of(child, kind)
