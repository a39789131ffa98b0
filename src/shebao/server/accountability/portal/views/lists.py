"""Home, list of reports, search, open data."""

from __future__ import annotations

from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from shebao.server.accountability.portal import catalogue
from shebao.server.accountability.portal.caching import public_page
from shebao.server.accountability.portal.downloads import figures_csv
from shebao.server.accountability.portal.search import NOTHING, search
from shebao.server.accountability.portal.views.common import page
from shebao.server.accountability.publications.models import PublishedFigure, PublishedReport
from shebao.server.accountability.publications.searching.years import meant_year
from shebao.server.platform.web.limits import limited
from shebao.server.platform.web.pages import paginate

_LATEST = 8
_LONGEST_QUERY = 100


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The first page: search, what was published last, where to go on."""
    latest = PublishedReport.objects.order_by("-updated_at", "-id")[:_LATEST]
    return page(request, "portal/home.html", {"latest": latest, "facets": catalogue.facets()})


@public_page
def reports(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by year, place, department, kind and name."""
    choice = catalogue.choice_of(request.GET)
    context = {
        "choice": choice,
        "page": paginate(request, catalogue.chosen(choice), catalogue.PER_PAGE),
        "facets": catalogue.facets(),
        "kinds": catalogue.KINDS,
        "orders": {key: words for key, (words, _) in catalogue.ORDERS.items()},
    }
    return page(request, "portal/reports.html", context)


@public_page
def searching(request: HttpRequest) -> HttpResponse:
    """Full-text search; 去年 and its like narrow to the year they mean where nobody chose one and something is found in it."""
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:_LONGEST_QUERY]
    choice = catalogue.choice_of(request.GET)
    number = catalogue.whole(request.GET.get("page", "")) or 1
    meant = None if choice.year else meant_year(query, timezone.localdate().year)
    found = search(meant.rest, year=meant.year, place=choice.place, page=number) if meant else NOTHING
    is_narrowed = bool(found.results)
    if not is_narrowed:
        found = search(query, year=choice.year, place=choice.place, page=number)
    context = {
        "query": query,
        "choice": choice,
        "found": found,
        "facets": catalogue.facets(),
        "meant": meant,
        "is_narrowed": is_narrowed,
    }
    return page(request, "portal/search.html", context)


@public_page
def data(request: HttpRequest) -> HttpResponse:
    """Open data: what can be downloaded, the interface, the feeds."""
    return page(request, "portal/data.html", {"facets": catalogue.facets()})


@limited("year data", 30, 60, ("GET", "HEAD"))
@public_page
def year_data(request: HttpRequest, year: int) -> HttpResponseBase:
    """The figures of all newest versions of a year as CSV, streamed."""
    if not PublishedReport.objects.filter(fiscal_year=year).exists():
        raise Http404("这一年度没有公开的报告")
    figures = (
        PublishedFigure.objects.filter(fiscal_year=year, publication__catalogue__isnull=False)
        .select_related("publication__catalogue")
        .defer("publication__report", "publication__derivation", "publication__findings")
        .order_by("organisation_id", "pk")
    )
    lines = (line.encode() for line in chain(["\ufeff"], figures_csv(figures.iterator(chunk_size=2000))))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"决算公开数据{year}.csv") or ""
    return response


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    sitemap = request.build_absolute_uri(reverse("portal:sitemap"))
    text = (
        "User-agent: *\nDisallow: /work/\nDisallow: /desk/\nDisallow: /audit/\nDisallow: /reports/search/\n"
        f"Sitemap: {sitemap}\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
