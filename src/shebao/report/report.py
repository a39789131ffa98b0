"""The hub: what a disclosure report says, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shebao.report.account import Printed, Remark
from shebao.report.forms import Form, GlossaryEntry, KeyWorkItem
from shebao.report.kinds import DocumentKind
from shebao.report.provenance import Figure, Passage, Source
from shebao.report.quantities import NO_QUANTITIES, Quantities
from shebao.report.statements import Claim, Fact
from shebao.report.tables.model import Table
from shebao.report.tables.specification import Family


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports on what: names as printed; `kind` is unit, department or ''; `place` an outline pack's place or '';
    `money_unit` 万元 or 元 or ''."""

    unit: str
    kind: str
    place: str
    fiscal_year: int | None
    money_unit: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. `level` 1 第X部分, 2 一、, 3 （一）, 4 1., 5 (1); `ordinal` as a number;
    `kind` is the section id of outline.yaml, '' where the title is none of them."""

    level: int
    ordinal: int | None
    kind: str
    title: str
    heading: Source
    passages: tuple[Passage, ...]
    children: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents page (目录)."""

    level: int
    ordinal: int | None
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption of a chart or figure (图 n：…)."""

    ordinal: int | None
    title: str
    source: Source


@dataclass(frozen=True, slots=True)
class Report:
    """A disclosure report. `unassigned` are figures of the narrative that no fact or claim uses; `printed` accounts for each
    number that its document prints (none where it was not read from one), `remarks` is what its readers said of some."""

    identity: Identity
    contents: tuple[ContentsEntry, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    forms: tuple[Form, ...]
    key_work: tuple[KeyWorkItem, ...]
    key_work_table: tuple[KeyWorkItem, ...]
    glossary: tuple[GlossaryEntry, ...]
    captions: tuple[Caption, ...]
    attachments: tuple[Source, ...]
    unassigned: tuple[Figure, ...] = ()
    has_images: bool = False
    printed: tuple[Printed, ...] = ()
    remarks: tuple[Remark, ...] = ()
    text_only: bool = False  # a plain-text extraction: what is absent may have been an image
    quantities: Quantities = NO_QUANTITIES
    document: DocumentKind = DocumentKind.FINAL_ACCOUNTS
    among_tables: tuple[Passage, ...] = ()  # sentences between and under the tables, whoever took them up

    @property
    def family(self) -> Family:
        """Whose tables it discloses."""
        return Family.BUDGET if self.document is DocumentKind.BUDGET else Family.ACCOUNTS

    def table(self, table_id: str) -> Table | None:
        """The table with that specification id."""
        return next((table for table in self.tables if table.id == table_id), None)

    def walk(self) -> Iterator[Section]:
        """Every section, in reading order."""
        for section in self.sections:
            yield from section.walk()

    def section(self, kind: str) -> Section | None:
        """The first section of that kind."""
        return next((section for section in self.walk() if section.kind == kind), None)
