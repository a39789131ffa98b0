"""Atom feeds of what was published, and the sitemap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax import saxutils

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from shebao.server.accountability.portal.caching import public_page
from shebao.server.accountability.publications.models import Publication
from shebao.server.accountability.publications.models import PublishedReport as Report

_ENTRIES = 50
_PER_SITEMAP = 10_000
_ATOM = "application/atom+xml; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_BRIEF = ("id", "organisation_id", "organisation_name", "fiscal_year", "number", "reason", "published_at", "kind")


def escape(text: str) -> str:
    """Text for XML, without the characters that XML does not have."""
    return saxutils.escape(_NOT_XML.sub("", text))


def quoteattr(text: str) -> str:
    """An attribute's value in quotes."""
    return saxutils.quoteattr(_NOT_XML.sub("", text))


@public_page
def everything(request: HttpRequest) -> HttpResponse:
    """The newest publications of all."""
    return _feed(request, "社保决算公开：最新", Publication.objects.all())


@public_page
def of_place(request: HttpRequest, place: str) -> HttpResponse:
    """The newest publications of a place."""
    if not Report.objects.filter(place=place).exists():
        raise Http404("没有这个地区的报告")
    return _feed(
        request,
        f"社保决算公开：{place}",
        Publication.objects.filter(organisation__in=Report.objects.filter(place=place).values("organisation")),
    )


@public_page
def of_organisation(request: HttpRequest, organisation: int) -> HttpResponse:
    """The publications of a unit."""
    name = (
        Report.objects.filter(organisation=organisation).order_by("-fiscal_year").values_list("name", flat=True).first()
    )
    if name is None:
        raise Http404("这个单位没有公开的报告")
    return _feed(request, f"{name}：决算公开", Publication.objects.filter(organisation=organisation))


def _feed(request: HttpRequest, title: str, publications: QuerySet[Publication]) -> HttpResponse:
    shown = list(publications.only(*_BRIEF).order_by("-published_at", "-pk")[:_ENTRIES])
    own = request.build_absolute_uri()
    updated = shown[0].published_at.isoformat() if shown else "2000-01-01T00:00:00Z"
    entries = "".join(_entry(request, publication) for publication in shown)
    text = (
        f'{_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><title>{escape(title)}</title>'
        f'<id>{escape(own)}</id><link rel="self" href={quoteattr(own)}/>'
        f"<link href={quoteattr(request.build_absolute_uri('/'))}/><updated>{updated}</updated>{entries}</feed>\n"
    )
    return HttpResponse(text, content_type=_ATOM)


def _entry(request: HttpRequest, publication: Publication) -> str:
    address = request.build_absolute_uri(
        reverse("portal:report", args=(publication.organisation_id, publication.fiscal_year, publication.number))
    )
    moment = publication.published_at.isoformat()
    what = f"更正（第 {publication.number} 版）：{publication.reason}" if publication.number > 1 else "首次公开"
    title = f"{publication.organisation_name}{publication.fiscal_year}年度决算"
    return (
        f"<entry><title>{escape(title)}</title><id>{escape(address)}</id><link href={quoteattr(address)}/>"
        f"<published>{moment}</published><updated>{moment}</updated>"
        f"<author><name>{escape(publication.organisation_name)}</name></author><summary>{escape(what)}</summary></entry>"
    )


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps, of at most ten thousand reports each."""
    count = max(-(-Report.objects.count() // _PER_SITEMAP), 1)
    addresses = (request.build_absolute_uri(reverse("portal:sitemap_part", args=(n,))) for n in range(1, count + 1))
    items = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in addresses)
    return HttpResponse(f"{_HEAD}<sitemapindex {_SITEMAP_SPACE}>{items}</sitemapindex>\n", content_type=_XML)


_SITEMAP_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@public_page
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """The addresses of one part of the reports with the day of their last change."""
    start = (part - 1) * _PER_SITEMAP
    rows = Report.objects.order_by("id").values_list("organisation_id", "fiscal_year", "updated_at")
    found = list(rows[start : start + _PER_SITEMAP]) if part >= 1 else []
    if not found and part != 1:
        raise Http404("没有这一部分")
    root = request.build_absolute_uri("/").rstrip("/")
    return HttpResponse("".join(_urls(root, found)), content_type=_XML)


def _urls(root: str, rows: Iterable[tuple[int, int, object]]) -> Iterable[str]:
    yield f"{_HEAD}<urlset {_SITEMAP_SPACE}>"
    for organisation, year, updated in rows:
        address = f"{root}{reverse('portal:report', args=(organisation, year))}"
        yield f"<url><loc>{escape(address)}</loc><lastmod>{updated:%Y-%m-%d}</lastmod></url>"
    yield "</urlset>\n"
