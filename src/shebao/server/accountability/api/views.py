"""The public interface, version 1: reports, versions, tables, figures, organisations, findings, search."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from shebao.report.measures import measures as known_measures
from shebao.server.accountability.api import shapes
from shebao.server.accountability.api.answering import PROBLEM, open_to_all
from shebao.server.accountability.portal.search import search as find
from shebao.server.accountability.portal.series import title
from shebao.server.accountability.publications.models import Publication, PublishedFigure, PublishedReport

OK: Any = 200
_PROBLEMS: dict[Any, Any] = {
    (400, PROBLEM): OpenApiResponse(shapes.ProblemShape, description="参数有误"),
    (429, PROBLEM): OpenApiResponse(shapes.ProblemShape, description="请求过于频繁，见 Retry-After"),
}
_PAGING = (
    OpenApiParameter("cursor", OpenApiTypes.STR, description="上一页给出的游标"),
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": 200}, description="每页条数"),
)
_MISSING: dict[Any, Any] = {**_PROBLEMS, (404, PROBLEM): OpenApiResponse(shapes.ProblemShape, description="没有找到")}


class Pages(CursorPagination):
    """Pages by cursor: stable while new reports come in."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Any:
        """The cursor of the address. Raises ValidationError where it is none."""
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise ValidationError({"cursor": ["游标无效；请从第一页重新读起"]}) from None


def _paged(request: Request, rows: QuerySet[Any], ordering: tuple[str, ...], shape: Any) -> Response:
    pages = Pages()
    pages.ordering = ordering
    page = pages.paginate_queryset(rows, request)
    return pages.get_paginated_response(shape(page, many=True).data)


def _list(shape: Any, choice: Any, summary: str) -> Any:
    """The schema of a list by cursor."""
    return extend_schema(
        summary=summary,
        operation_id=f"{shape.__name__.removesuffix('Shape').lower()}_list",
        parameters=[choice, *_PAGING],
        responses={OK: _page_of(shape), **_PROBLEMS},
    )


def _page_of(shape: Any) -> Any:
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": shape(many=True),
    }
    return inline_serializer(f"PageOf{shape.__name__}", fields)


@open_to_all
@_list(shapes.ReportShape, shapes.ReportChoice, "已公开的报告")
@api_view(["GET"])
def reports(request: Request) -> Response:
    """The newest versions, last updated first."""
    choice = shapes.chosen(shapes.ReportChoice, request.query_params)
    lookups = {"year": "fiscal_year", "name": "name__icontains"}
    rows = PublishedReport.objects.filter(**{lookups.get(name, name): value for name, value in choice.items()})
    return _paged(request, rows, ("-updated_at", "-id"), shapes.ReportShape)


def _report(organisation: int, year: int) -> PublishedReport:
    found: PublishedReport | None = PublishedReport.objects.filter(organisation=organisation, fiscal_year=year).first()
    if found is None:
        raise NotFound("没有这份报告")
    return found


def _version(request: Request, organisation: int, year: int) -> Publication:
    number = shapes.chosen(shapes.VersionChoice, request.query_params).get("version")
    publications = Publication.objects.filter(organisation=organisation, fiscal_year=year)
    found: Publication | None = (
        publications.filter(number=number).first() if number else publications.order_by("-number").first()
    )
    if found is None:
        raise NotFound("没有这份报告或这一版")
    return found


@open_to_all
@extend_schema(summary="一份报告", responses={OK: shapes.ReportShape, **_MISSING})
@api_view(["GET"])
def report(request: Request, organisation: int, year: int) -> Response:
    """One report of the catalogue."""
    return Response(shapes.ReportShape(_report(organisation, year)).data)


@open_to_all
@extend_schema(summary="一份报告的各个版本", responses={OK: shapes.VersionShape(many=True), **_MISSING})
@api_view(["GET"])
def versions(request: Request, organisation: int, year: int) -> Response:
    """All versions, the newest first."""
    fields = ("id", "number", "reason", "published_at", "approved_on", "document_number", "digest")
    found = Publication.objects.filter(organisation=organisation, fiscal_year=year).only(*fields).order_by("-number")
    rows = [
        {**{name: getattr(each, name) for name in fields}, "files": [file.form for file in each.files.all()]}
        for each in found.prefetch_related("files")
    ]
    if not rows:
        raise NotFound("没有这份报告")
    return Response(shapes.VersionShape(rows, many=True).data)


@open_to_all
@extend_schema(
    summary="一份报告的全文（阅读文档）",
    parameters=[shapes.VersionChoice],
    responses={OK: OpenApiResponse({"type": "object"}, description="阅读文档"), **_MISSING},
)
@api_view(["GET"])
def document(request: Request, organisation: int, year: int) -> Response:
    """The reading document: sections, tables, forms, key work."""
    return Response(_version(request, organisation, year).report)


@open_to_all
@extend_schema(
    summary="一份报告的九张表",
    operation_id="reports_tables_list",
    parameters=[shapes.VersionChoice],
    responses={OK: shapes.TableShape(many=True), **_MISSING},
)
@api_view(["GET"])
def tables(request: Request, organisation: int, year: int) -> Response:
    """All tables."""
    return Response(shapes.TableShape(_version(request, organisation, year).report["tables"], many=True).data)


@open_to_all
@extend_schema(summary="一张表", parameters=[shapes.VersionChoice], responses={OK: shapes.TableShape, **_MISSING})
@api_view(["GET"])
def table(request: Request, organisation: int, year: int, table_id: str) -> Response:
    """One table by its id."""
    known = _version(request, organisation, year).report["tables"]
    found = next((each for each in known if each["id"] == table_id), None)
    if found is None:
        raise NotFound("这份报告没有这张表")
    return Response(shapes.TableShape(found).data)


@open_to_all
@extend_schema(
    summary="对一份外部报告审核发现的问题",
    parameters=[shapes.VersionChoice],
    responses={OK: shapes.FindingShape(many=True), **_MISSING},
)
@api_view(["GET"])
def findings(request: Request, organisation: int, year: int) -> Response:
    """What the audit of an imported report found; a report of this platform has none."""
    return Response(shapes.FindingShape(_version(request, organisation, year).findings, many=True).data)


@open_to_all
@_list(shapes.FigureShape, shapes.FigureChoice, "公开的数字")
@api_view(["GET"])
def figures(request: Request) -> Response:
    """Figures of the newest versions by measure, organisation, year, aspect and subject."""
    choice = shapes.chosen(shapes.FigureChoice, request.query_params)
    rows = PublishedFigure.objects.filter(
        publication__catalogue__isnull=False,
        **{{"year": "fiscal_year"}.get(name, name): value for name, value in choice.items()},
    )
    rows = rows.select_related("publication").only(
        "organisation_id", "fiscal_year", "measure", "aspect", "item", "item_name", "amount_fen", "text",
        "publication__number",
    )  # fmt: skip
    return _paged(request, rows, ("id",), shapes.FigureShape)


@open_to_all
@extend_schema(summary="指标", responses={OK: shapes.MeasureShape(many=True), **_PROBLEMS})
@api_view(["GET"])
def measures(request: Request) -> Response:
    """The measures that figures are of."""
    return Response([{"id": measure, "title": title(measure)} for measure in known_measures()])


@open_to_all
@_list(shapes.OrganisationShape, shapes.OrganisationChoice, "有公开报告的机构")
@api_view(["GET"])
def organisations(request: Request) -> Response:
    """Organisations that published something, with the years; named as in their newest report."""
    choice = shapes.chosen(shapes.OrganisationChoice, request.query_params)
    lookups = {"name": "name__icontains"}
    rows = (
        PublishedReport.objects.filter(**{lookups.get(name, name): value for name, value in choice.items()})
        .values("organisation_id")
        .annotate(
            id=Max("organisation_id"),
            label=ArrayAgg("name", order_by="-fiscal_year"),
            places=ArrayAgg("place", order_by="-fiscal_year"),
            departments=ArrayAgg("department_name", order_by="-fiscal_year"),
            years=ArrayAgg("fiscal_year", order_by="fiscal_year"),
        )
    )
    return _paged(request, rows, ("organisation_id",), _organisations)


def _organisations(rows: list[dict[str, Any]], many: bool) -> Any:
    return shapes.OrganisationShape(
        [
            {
                "id": row["organisation_id"],
                "name": row["label"][0],
                "place": row["places"][0],
                "department": row["departments"][0],
                "years": row["years"],
            }
            for row in rows
        ],
        many=many,
    )


@open_to_all
@extend_schema(summary="全文搜索", parameters=[shapes.SearchChoice], responses={OK: shapes.SearchShape, **_PROBLEMS})
@api_view(["GET"])
def search(request: Request) -> Response:
    """Passages of the newest versions that have every word, or most of them where none has all."""
    choice = shapes.chosen(shapes.SearchChoice, request.query_params)
    found = find(choice["q"], year=choice.get("year"), place=choice.get("place", ""), page=choice["page"])
    results = [
        {
            "organisation": result.report.organisation_id,
            "name": result.report.name,
            "fiscal_year": result.report.fiscal_year,
            "count": result.count,
            "passages": [
                {"anchor": hit.anchor, "heading": hit.heading, "text": "".join(part.text for part in hit.parts)}
                for hit in result.hits
            ],
        }
        for result in found.results
    ]
    shown = {"reports": found.reports, "page": found.page, "pages": found.pages, "limited": found.limited}
    shown["rough"] = found.rough
    return Response(shapes.SearchShape({**shown, "results": results}).data)
