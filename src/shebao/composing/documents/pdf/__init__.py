"""PDF: set by typst; tagged, PDF/A-2b and PDF/UA-1, the same bytes for the same manuscript and fonts."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from shebao.composing.documents.pdf.data import report_data
from shebao.composing.documents.uses import uses
from shebao.composing.fonts import check_coverage, typst_fonts
from shebao.composing.manuscript import Manuscript

_STANDARDS: Any = ("a-2b", "ua-1")


def pdf(manuscript: Manuscript) -> bytes:
    """The report as PDF. Raises FontError where a character has no font."""
    import typst

    check_coverage(uses(manuscript))
    made: bytes = typst.compile(
        _template(),
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(report_data(manuscript), ensure_ascii=False)},
        pdf_standards=list(_STANDARDS),
        timestamp=0,
    )
    return made


@cache
def _template() -> bytes:
    return (files(__package__) / "report.typ").read_bytes()
