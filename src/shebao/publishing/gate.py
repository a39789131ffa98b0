"""The gate: each written file is read back, audited, compared with what was composed, and searched for what must not be
published. Nothing here looks at the manuscript's blocks: what counts is what the bytes say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shebao.auditing.audit import audit_report
from shebao.composing.data.report import ReportDataError, read_json
from shebao.composing.manuscript import Manuscript
from shebao.publishing.agreement import disagreements, running_text, unequal_tables, unread_paragraphs
from shebao.publishing.classified import marked
from shebao.publishing.personal import personal_data
from shebao.publishing.pieces import Piece, document_pieces, json_pieces, package_pieces
from shebao.reading.document import UnreadableFile
from shebao.reading.report import read_file
from shebao.rendering.words import place_words
from shebao.report import Report

_TABLES_ONLY = frozenset({"xlsx"})
_REPORT = "report.json"


class Reason(StrEnum):
    """Why a file must not be published."""

    GAP = "gap"
    UNREADABLE = "unreadable"
    AUDIT = "audit"
    DIFFERENT = "different"
    PERSONAL = "personal"
    CLASSIFIED = "classified"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against publishing: the file, where in it, and what to do."""

    reason: Reason
    file: str
    place: str
    message: str

    def __str__(self) -> str:
        where = "，".join(part for part in (self.file, self.place) if part)
        return f"{where}：{self.message}" if where else self.message


@dataclass(frozen=True, slots=True)
class Passed:
    """What the gate did with a file: refusals, how many relations the audit verified in it, and what it read (None where it
    could not)."""

    refusals: tuple[Refusal, ...]
    verified: int = 0
    report: Report | None = None


def examine(name: str, form: str, content: bytes, manuscript: Manuscript) -> Passed:
    """The gate's verdict on a file of that format."""
    try:
        report, pieces, text = _read(name, form, content)
    except (UnreadableFile, ReportDataError, ValueError, KeyError, zipfile.BadZipFile) as problem:
        return Passed((Refusal(Reason.UNREADABLE, name, "", f"写出的文件读不回来：{problem}"),))
    result = audit_report(report, file=name)
    refusals = [
        Refusal(Reason.AUDIT, name, place_words(finding.source.place), f"{finding.rule} {finding.message}")
        for finding in result.findings
    ]
    differences = [*disagreements(report, manuscript.report, narrative=form not in _TABLES_ONLY)]
    if text is not None:
        differences += unread_paragraphs(text, manuscript)
    if form == "package":
        differences += unequal_tables(content, manuscript.report)
    refusals += (Refusal(Reason.DIFFERENT, name, found.place, found.message) for found in differences)
    return Passed((*refusals, *searched(name, pieces)), len(result.verified), report)


def searched(name: str, pieces: tuple[Piece, ...]) -> Iterator[Refusal]:
    """What must not be published in those words."""
    for datum in personal_data(pieces):
        message = f"有{datum.kind} {datum.masked}，属于个人信息；请删去后再发布"
        yield Refusal(Reason.PERSONAL, name, datum.place, message)
    for mark in marked(pieces):
        message = f"有“{mark.words}”（{mark.reason}），不得公开；请核对定密和公开属性后再发布"
        yield Refusal(Reason.CLASSIFIED, name, mark.place, message)


def _read(name: str, form: str, content: bytes) -> tuple[Report, tuple[Piece, ...], str | None]:
    """The report in a file, its words for the search, and its running text where it has any."""
    if form == "json":
        return read_json(content), tuple(json_pieces(content, "")), None
    if form == "package":
        pieces = tuple(package_pieces(content))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return read_json(archive.read(_REPORT)), pieces, None
    reading = read_file(content, name)
    text = None if form in _TABLES_ONLY else running_text(reading.document)
    return reading.report, tuple(document_pieces(reading.document)), text
