"""Sections built by hand, as the reader hands them to the grammar."""

from shebao.reading.statements import Statements, read_statements
from shebao.report import Section
from shebao.report.provenance import Passage, Place, Source


def section(kind: str, *paragraphs: str, first_line: int = 1) -> Section:
    """A section of one kind whose paragraphs stand on lines of their own."""
    passages = tuple(Passage(text, (0,), (Place(None, number),)) for number, text in enumerate(paragraphs, first_line))
    return Section(2, 1, kind, "", Source(""), passages)


def statements(kind: str, *paragraphs: str, year: int = 2023) -> Statements:
    """What the paragraphs of one section say."""
    return read_statements((section(kind, *paragraphs),), year)


def facts(found: Statements) -> list[tuple[str, str, str]]:
    """Each fact as measure (with its item), aspect and figure."""
    return [
        ("/".join((fact.measure, *fact.item)), fact.aspect.value, fact.figure.text + fact.figure.unit)
        for fact in found.facts
    ]
