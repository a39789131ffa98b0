"""A Document becomes a Report: what each part of a file says, assembled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from shebao.reading.account import Owners, account
from shebao.reading.document import Block, Document, Image, Line
from shebao.reading.endless import refuse_endless
from shebao.reading.files import read_document
from shebao.reading.forms import read_forms
from shebao.reading.glossary import read_glossary
from shebao.reading.identity import read_identity
from shebao.reading.key_work import read_key_work, read_key_work_table
from shebao.reading.kinds import is_budget, kind_of
from shebao.reading.parts import Part, divide, join
from shebao.reading.quantities import read_indicators, read_texts
from shebao.reading.sections import read_captions, read_contents, read_section
from shebao.reading.statements import read_statements
from shebao.reading.tables import read_tables
from shebao.reading.topics import divided
from shebao.reading.wrapped import cell_width
from shebao.report import Report
from shebao.report.account import Remark
from shebao.report.forms import KeyWorkItem
from shebao.report.provenance import Passage
from shebao.report.quantities import Field, Quantities, joined
from shebao.report.tables import Family, Table, TableState

_PROSE = re.compile(r"[\u4e00-\u9fff]{3}[^\t]{0,200}[，。；：,;:]")
_NO_SECTIONS = {"", "contents"}
_TELLING_PARTS = {"overview", "narrative", "key_work", "glossary"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: its document and what the document reports."""

    document: Document
    report: Report


def read_file(source: Path | bytes, name: str = "") -> Reading:
    """The file at a path, or its bytes, as a report. Raises UnreadableFile with what it is and what to do."""
    document = read_document(source, name)
    return Reading(document, interpret(document))


def interpret(document: Document) -> Report:
    """What a document reports. Raises UnreadableFile where a line of it is endless."""
    blocks = tuple(document.blocks)
    refuse_endless(blocks)
    parts = divide(blocks)
    budget = is_budget(blocks)
    found, taken = read_tables(blocks, Family.BUDGET if budget else Family.ACCOUNTS)
    tables = _without_narrative(found, blocks, parts)
    if cell_width([block.text for block in blocks if isinstance(block, Line)]):
        tables = tuple(map(_unreadable, tables))
    in_tables = taken - _given_back(found, tables, blocks)
    forms, in_forms = read_forms(_left(blocks, in_tables))
    key_table, in_key_work = read_key_work_table(_left(blocks, in_tables | in_forms))
    consumed = in_tables | in_forms | in_key_work
    sections = tuple(
        divided(
            read_section(part, blocks, frozenset(range(part.start, part.stop)) if part.kind == "tables" else consumed)
        )
        for part in parts
        if part.kind not in _NO_SECTIONS
    )
    identity = read_identity(blocks, parts, budget)
    statements = read_statements(sections, identity.fiscal_year, budget, tables)
    key_work = next((section for section in sections if section.kind == "key_work"), None)
    glossary = next((section for section in sections if section.kind == "glossary"), None)
    report = Report(
        identity=identity,
        contents=tuple(entry for part in parts if part.kind == "contents" for entry in read_contents(part, blocks)),
        sections=sections,
        tables=tables,
        facts=statements.facts,
        claims=statements.claims,
        forms=forms,
        key_work=read_key_work(key_work) if key_work else (),
        key_work_table=key_table,
        glossary=read_glossary(glossary) if glossary else (),
        captions=read_captions(blocks),
        attachments=tuple(part.heading for part in parts if part.kind == "attachments" and part.heading),
        unassigned=statements.unassigned,
        has_images=any(isinstance(block, Image) for block in blocks),
        text_only=document.format in {"txt", "md"},
        among_tables=tuple(_sentences(parts, blocks)),
        remarks=tuple(Remark(each.source.place, each.reason) for form in forms for each in form.unread),
    )
    quantities = [*statements.quantities, _in_table(key_table), read_indicators(forms)]
    report = replace(report, quantities=joined(quantities))
    report = replace(report, document=kind_of(report, budget))
    owners = Owners(in_tables, in_forms, in_key_work, parts)
    return replace(report, printed=account(report, blocks, owners))


def _unreadable(table: Table) -> Table:
    """A table whose cells were cut into lines: no line of it is known to be a whole number, so nothing of it is read."""
    return replace(table, state=TableState.UNREADABLE, rows=()) if table.rows else table


def _in_table(rows: Sequence[KeyWorkItem]) -> Quantities:
    """The quantities of the key-work table: of its goals, its completions and rows whose columns have run together."""
    texts = (text for row in rows for text in (row.goal, row.completion, row.text) if text is not None)
    return read_texts((text, Field.KEY_WORK_TABLE) for text in texts)


def _sentences(parts: Sequence[Part], blocks: Sequence[Block]) -> Iterator[Passage]:
    """The lines of the tables' part that are running text: notes, instructions, words under an empty table."""
    for part in parts:
        if part.kind == "tables":
            lines = (block for block in blocks[part.first : part.stop] if isinstance(block, Line))
            yield from (join([line]) for line in lines if _PROSE.search(line.text) and "\t" not in line.text.strip())


def _left(blocks: Sequence[Block], consumed: Set[int]) -> tuple[Block, ...]:
    """The blocks with those already read made blank: positions stay."""
    return tuple(Line("", block.place) if index in consumed else block for index, block in enumerate(blocks))


def _given_back(found: Sequence[Table], kept: Sequence[Table], blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks that were taken for tables which are none: others may read them."""
    places = {(table.place.page, table.place.line) for table in found if table not in kept}
    if not places:
        return frozenset()
    return frozenset(i for i, block in enumerate(blocks) if (block.place.page, block.place.line) in places)


def _without_narrative(tables: tuple[Table, ...], blocks: Sequence[Block], parts: Sequence[Part]) -> tuple[Table, ...]:
    """The tables without sentences of the narrative that only say that there is nothing to show."""
    told = {
        (block.place.page, block.place.line)
        for part in parts
        if part.kind in _TELLING_PARTS
        for block in blocks[part.start : part.stop]
    }
    return tuple(
        table
        for table in tables
        if table.state is not TableState.NOTE_ONLY or (table.place.page, table.place.line) not in told
    )
