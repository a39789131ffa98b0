"""What the views of the portal share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shebao.server.accountability.publications.models import Publication, PublishedReport

PORTAL_CONTEXT = {"csrf_token": ""}


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page that is the same for everybody: no token, so that it can be kept and shared."""
    return render(request, template, {**context, **PORTAL_CONTEXT})


@dataclass(frozen=True, slots=True)
class Shown:
    """The version of a report that a page shows; `base` is the address that its parts are below."""

    report: PublishedReport
    publication: Publication
    base: str

    @property
    def is_current(self) -> bool:
        """Whether it is the newest version."""
        return self.publication.pk == self.report.current_id

    @property
    def document(self) -> dict[str, Any]:
        """The reading document."""
        document: dict[str, Any] = self.publication.report
        return document

    @property
    def title(self) -> str:
        """What the report is called."""
        kind = {"unit": "单位决算", "department": "部门决算"}.get(self.publication.kind, "决算")
        return f"{self.publication.organisation_name}{self.publication.fiscal_year}年度{kind}"

    def table(self, table_id: str) -> dict[str, Any]:
        """A table of the report. Raises Http404."""
        found = next((table for table in self.document["tables"] if table["id"] == table_id), None)
        if found is None:
            raise Http404("没有这张表")
        return dict(found)


def shown(organisation: int, year: int, number: int | None) -> Shown:
    """The version `number` of a report, the newest for None, in one query. Raises Http404."""
    if number is None:
        report = (
            PublishedReport.objects.select_related("current")
            .filter(organisation=organisation, fiscal_year=year)
            .first()
        )
        if report is None:
            raise Http404("没有这份报告")
        return Shown(report, report.current, reverse("portal:report", args=(organisation, year)))
    publication = Publication.objects.filter(organisation=organisation, fiscal_year=year, number=number).first()
    report = PublishedReport.objects.filter(organisation=organisation, fiscal_year=year).first()
    if publication is None or report is None:
        raise Http404("没有这一版")
    return Shown(report, publication, reverse("portal:report", args=(organisation, year, number)))
