"""The account of printed numbers: what became of each number token that a document prints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shebao.report.provenance import Figure, Place, Source


class Part(StrEnum):
    """Where in a report a number stands."""

    TABLES = "tables"
    NOTES = "notes"  # under the tables
    NARRATIVE = "narrative"
    FORMS = "forms"
    KEY_WORK = "key_work"
    KEY_WORK_TABLE = "key_work_table"
    GLOSSARY = "glossary"
    OTHER = "other"  # cover, contents, overview, what no reader knows


class Outcome(StrEnum):
    """What a number token is."""

    FIGURE = "figure"
    DATE = "date"
    ORDINAL = "ordinal"  # also 行次, 栏次, page and table numbers
    CODE = "code"  # of classification, documents, telephones; part of a name
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed number: `figures` that readers made of it (several where several read it), `reason`
    (Chinese) why none where it is unread."""

    text: str
    part: Part
    outcome: Outcome
    source: Source
    figures: tuple[Figure, ...] = ()
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a figure of the report, read or not."""
        return self.outcome in (Outcome.FIGURE, Outcome.UNREAD)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader says of the numbers at a place of which it made no figure; `text` the number meant, '' for all."""

    place: Place
    reason: str
    outcome: Outcome = Outcome.UNREAD
    text: str = ""
