"""What a composed report says is what a reader reads, and the audit finds nothing in it."""

from __future__ import annotations

import pytest

from composing.manuscripts import FOLDERS, manuscript
from composing.plain_document import plain_document
from shebao.auditing.audit import audit_report
from shebao.reading.report import interpret
from shebao.report.likeness import statements_of


@pytest.mark.parametrize("name", FOLDERS)
def test_the_statements_of_an_example_are_read_back(name):
    composed = manuscript(name)
    assert composed.gaps == ()
    read = interpret(plain_document(composed))
    assert statements_of(composed.report) == statements_of(read)
    assert read.identity == composed.report.identity
    assert [(e.level, e.ordinal, e.title) for e in read.contents] == [
        (e.level, e.ordinal, e.title) for e in composed.report.contents
    ]
    assert [entry.path for entry in read.glossary] == [entry.path for entry in composed.report.glossary]
    assert [item.title.quote for item in read.key_work] == [item.title.quote for item in composed.report.key_work]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_audit_of_an_example_finds_nothing(name):
    result = audit_report(interpret(plain_document(manuscript(name))))
    assert [finding.message for finding in result.findings] == []
    assert result.coverage.decided > 200


@pytest.mark.parametrize("name", FOLDERS)
def test_tables_are_read_back_cell_by_cell(name):
    composed = manuscript(name)
    read = interpret(plain_document(composed))
    for table in composed.report.tables:
        found = read.table(table.id)
        assert found is not None
        assert _shown(found) == _shown(table)


def _shown(table):
    return {
        (row.key, column): cell.figure.text
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure is not None
    }
