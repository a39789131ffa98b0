"""The PDF and DOCX of the example accounts say what the manuscript says, and the audit finds nothing in them."""

from __future__ import annotations

import pytest

from composing.manuscripts import FOLDERS, manuscript
from composing.plain_document import plain_document
from composing.read_back import cells, words
from shebao.auditing.audit import audit_report
from shebao.composing.documents import render
from shebao.reading.report import interpret, read_file
from shebao.report.likeness import statements_of


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("form", ["pdf", "docx"])
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
