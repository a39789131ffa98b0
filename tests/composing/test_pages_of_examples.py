"""The PDF and DOCX of the example accounts say what the manuscript says, and the audit finds nothing in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from composing.generated import unit_year, write
from composing.manuscripts import FOLDERS, manuscript
from composing.plain_document import plain_document
from composing.read_back import cells, words
from shebao.auditing.audit import audit_report
from shebao.composing.documents import render
from shebao.publishing.folder import read_material
from shebao.publishing.own_words import with_own_words
from shebao.reading.report import interpret, read_file
from shebao.report.likeness import statements_of


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("name", FOLDERS)
def test_no_format_adds_or_loses_anything(name: str, form: str) -> None:
    composed = manuscript(name)
    plain = interpret(plain_document(composed))
    read = read_file(render(composed, form), f"报告.{form}").report
    assert cells(read) == cells(plain) == cells(composed.report)
    assert words(read) == words(plain)
    assert statements_of(read) == statements_of(composed.report)
    assert [(e.level, e.title) for e in read.contents] == [(e.level, e.title) for e in plain.contents]
    assert [(c.ordinal, c.title) for c in read.captions] == [(c.ordinal, c.title) for c in plain.captions]
    assert audit_report(read, file=f"报告.{form}").findings == ()


@pytest.mark.parametrize("seed", [5, 33, 44, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 700, 23))])
def test_invented_unit_years_lose_nothing_either(seed: int, tmp_path: Path) -> None:
    composed = with_own_words(read_material(write(unit_year(seed), tmp_path)))
    plain = interpret(plain_document(composed))
    for form in ("pdf", "docx"):
        read = read_file(render(composed, form), f"报告.{form}").report
        assert cells(read) == cells(plain) == cells(composed.report)
        assert words(read) == words(plain)
        assert statements_of(read) == statements_of(composed.report)
        assert [finding.message for finding in audit_report(read).findings] == []
