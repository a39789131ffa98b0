"""The composed report of what is stored now: previewed as a page, downloaded in every format that the composer writes."""

from __future__ import annotations

from shebao.composing.compose import compose
from shebao.composing.manuscript import Manuscript
from shebao.publishing.preparation import Preparation
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.stored import StoredUnitYear

CAPTIONS = {"docx": "Word", "pdf": "PDF", "html": "网页", "xlsx": "Excel", "json": "JSON 数据", "package": "开放数据包"}
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "package": "application/zip",
}


def manuscript_of(unit_year: UnitYear) -> Manuscript:
    """The report as a draft: what is missing is marked. Raises ImportRejected or DataError where it cannot be composed."""
    return compose(Preparation(StoredUnitYear(unit_year)).material, draft=True)
