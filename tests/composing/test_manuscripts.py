"""The examples compose."""

from __future__ import annotations

import pytest

from composing.manuscripts import FOLDERS, manuscript
from shebao.composing.manuscript import TableKind


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_becomes_a_manuscript_with_nine_tables_and_all_sections(name):
    found = manuscript(name)
    assert sum(table.kind is TableKind.DISCLOSURE for table in found.tables()) == 9
    assert len({heading.anchor for heading in found.headings()}) == len(list(found.headings()))
    assert found.report.section("narrative.totals") is not None
    assert found.report.facts
