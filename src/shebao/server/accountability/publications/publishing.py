"""Publishing: one more version of a report, the catalogue and the search index, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.server.accountability.publications.content.content import Content
from shebao.server.accountability.publications.content.document import passages
from shebao.server.accountability.publications.models import (
    Publication,
    PublishedFigure,
    PublishedReport,
    SearchPassage,
    Source,
)
from shebao.server.accountability.publications.searching.bigrams import vector
from shebao.server.platform.organisations.models import Organisation

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_LONGEST_HEADING = 300


class PublishingRefused(ValueError):
    """Why nothing was published, for people."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why and by whom: the 批复 that preceded it, the reason of a correction."""

    by: User | None
    reason: str = ""
    approved_on: date | None = None
    document_number: str = ""
    source: str = str(Source.OWN)
    at: datetime | None = None


@transaction.atomic
def publish(organisation: Organisation, fiscal_year: int, content: Content, occasion: Occasion) -> Publication:
    """The next version of the organisation's report of that year. Raises PublishingRefused where a correction gives no reason."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    known = PublishedReport.objects.filter(organisation=organisation, fiscal_year=fiscal_year).first()
    number = known.versions + 1 if known else 1
    if number > 1 and not occasion.reason.strip():
        raise PublishingRefused("这一年度的报告已经公开；更正须写明原因")
    publication = Publication.objects.create(
        organisation=organisation,
        fiscal_year=fiscal_year,
        number=number,
        reason=occasion.reason.strip() if number > 1 else "",
        source=occasion.source,
        organisation_name=content.document["unit"] or organisation.name,
        kind=content.document["kind"] or "",
        published_at=occasion.at or timezone.now(),
        published_by=occasion.by,
        approved_on=occasion.approved_on,
        document_number=occasion.document_number,
        report=content.document,
        derivation=content.derivation,
        findings=list(content.findings),
        digest=content.digest,
    )
    _figures(publication, content)
    _catalogue(publication, content, known)
    return publication


def _figures(publication: Publication, content: Content) -> None:
    PublishedFigure.objects.bulk_create(
        PublishedFigure(
            publication=publication,
            organisation_id=publication.organisation_id,
            fiscal_year=publication.fiscal_year,
            measure=amount.measure,
            aspect=amount.aspect,
            item=amount.item,
            item_name=amount.item_name[:200],
            amount_fen=amount.fen,
            text=amount.text[:40],
        )
        for amount in content.amounts
    )


def _catalogue(publication: Publication, content: Content, known: PublishedReport | None) -> None:
    organisation = publication.organisation
    department = _department(organisation)
    report = known or PublishedReport(
        organisation=organisation, fiscal_year=publication.fiscal_year, published_at=publication.published_at
    )
    report.current = publication
    report.versions = publication.number
    report.name = publication.organisation_name
    report.kind = publication.kind
    report.place = organisation.place
    report.department = department
    report.department_name = department.name if department else ""
    report.source = publication.source
    report.updated_at = publication.published_at
    report.income_fen = content.amount("income_total")
    report.expenditure_fen = content.amount("expenditure_total")
    report.three_public_fen = content.amount("three_public")
    report.findings = sum(1 for finding in content.findings if finding["cause"] is None)
    report.save()
    report.passages.all().delete()
    SearchPassage.objects.bulk_create(
        SearchPassage(
            report=report,
            anchor=anchor,
            heading=heading[:_LONGEST_HEADING],
            text=text,
            vector=vector(f"{publication.organisation_name} {heading} {text}"),
        )
        for anchor, heading, text in passages(content.document)
    )


def _department(organisation: Organisation) -> Organisation | None:
    """The nearest department at or above the organisation."""
    ids = [int(part) for part in organisation.path.strip("/").split("/") if part]
    departments = Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.DEPARTMENT)
    return max(departments, key=lambda department: len(department.path), default=None)
