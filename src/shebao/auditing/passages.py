"""The running text of a report, passage by passage, with the kind of section it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.report import Report, Section
from shebao.report.provenance import Passage, Source


def passages(report: Report) -> Iterator[tuple[Passage, str]]:
    """Each passage with its section kind: the part's kind where the section has none of its own.

    Attachments are forms and lists, not running text, and are left out.
    """
    for part in body_parts(report):
        yield from _of(part, part.kind)


def body_parts(report: Report) -> Iterator[Section]:
    """The parts of a report without its attachments."""
    return (part for part in report.sections if part.kind != "attachments")


def titles(report: Report) -> Iterator[Source]:
    """The titles of parts, sections and tables, as printed."""
    for part in report.sections:
        yield from (section.heading for section in part.walk() if section.heading.quote)
    yield from (table.title for table in report.tables if table.title is not None)


def _of(section: Section, inherited: str) -> Iterator[tuple[Passage, str]]:
    kind = section.kind or inherited
    for passage in section.passages:
        yield passage, kind
    for child in section.children:
        yield from _of(child, kind)


_MARKS = "。；，,;"


def around(passage: Passage, start: int, end: int, reach: int = 24) -> tuple[int, int]:
    """The clause around text[start:end] of a passage: from its start to its end, at most `reach` characters further."""
    begin = max(passage.text.rfind(mark, 0, start) for mark in _MARKS) + 1
    stops = [at for at in (passage.text.find(mark, end) for mark in _MARKS) if at >= 0]
    stop = min([*stops, len(passage.text)])
    return max(begin, start - 40), stop if stop <= end + reach else _outside_number(passage.text, end + reach)


def _outside_number(text: str, end: int) -> int:
    """`end`, or the end of the number that it falls into."""
    while end < len(text) and (text[end].isdigit() or text[end] in ".,%％"):
        end += 1
    return end
