"""Which part of a report each block of a document belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from shebao.reading.parts import Part as Division
from shebao.report.account import Part

_PARTS = {
    "tables": Part.TABLES,
    "narrative": Part.NARRATIVE,
    "performance": Part.NARRATIVE,
    "key_work": Part.KEY_WORK,
    "glossary": Part.GLOSSARY,
    "attachments": Part.FORMS,
}
CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Owners:
    """The blocks that a reader took up, by index; `divisions` are the parts that the others stand in."""

    tables: Set[int]
    forms: Set[int]
    key_work_table: Set[int]
    divisions: Sequence[Division]

    def parts(self) -> Mapping[int, Part]:
        """The part of each block that has one; a block has one owner."""
        found: dict[int, Part] = {}
        for division in self.divisions:
            part = _PARTS.get(division.kind, Part.OTHER)
            found.update(dict.fromkeys(range(division.start, division.stop), part))
        for part, indexes in (
            (Part.KEY_WORK_TABLE, self.key_work_table),
            (Part.FORMS, self.forms),
            (Part.TABLES, self.tables),
        ):
            found.update(dict.fromkeys(indexes, part))
        return found

    def contents(self) -> Set[int]:
        """The blocks of the contents page, whose numbers are pages and ordinals."""
        return {
            index
            for division in self.divisions
            if division.kind == CONTENTS
            for index in range(division.start, division.stop)
        }
