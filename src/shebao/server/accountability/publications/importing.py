"""A report that somebody already published, read from its file, audited and shown in the portal with its findings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from shebao.auditing.audit import audit_report
from shebao.reading.report import read_file
from shebao.report import Report
from shebao.server.accountability.publications.content.content import Content, content_of
from shebao.server.accountability.publications.models import Publication, Source
from shebao.server.accountability.publications.publishing import Occasion, PublishingRefused, publish
from shebao.server.platform.organisations.models import Organisation

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

YEARS = range(2007, 2100)


def read_published(path: Path) -> tuple[Report, Content]:
    """The report in a file and its content with the findings of its audit. Raises UnreadableFile, or PublishingRefused where
    the file is no report."""
    report = read_file(path).report
    if not report.tables and not report.sections:
        raise PublishingRefused(f"{path.name} 里没有读到决算公开报告的表格或章节，没有导入")
    return report, content_of(report, audit_report(report, file=path.name))


def import_published(
    path: Path, organisation: Organisation, by: User | None, *, fiscal_year: int | None = None, reason: str = ""
) -> Publication:
    """Publishes the report of a file as one that was published elsewhere. Raises UnreadableFile or PublishingRefused."""
    report, content = read_published(path)
    year = fiscal_year or report.identity.fiscal_year
    if year not in YEARS:
        raise PublishingRefused(f"{path.name} 里没有读到年度；请用 --year 指明是哪一年度的决算")
    return publish(organisation, year, content, Occasion(by, reason, source=str(Source.IMPORTED)))
