"""A published report: reading page, single tables, derivations, corrections, files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from shebao.evidence import Formula, formulas
from shebao.report.tables import TableState
from shebao.server.accountability.portal.caching import MAX_AGE, last_modified, public_page
from shebao.server.accountability.portal.charts import printed_chart, structure_chart, three_public_chart
from shebao.server.accountability.portal.derivations import grouped_entries
from shebao.server.accountability.portal.downloads import package, table_csv, workbook
from shebao.server.accountability.portal.form_figures import linked
from shebao.server.accountability.portal.links import address_of
from shebao.server.accountability.portal.markup import block_html, paragraph_html, sort_head, sorted_block
from shebao.server.accountability.portal.placing import forms_by_section, key_work_section
from shebao.server.accountability.portal.series import MEASURES, KeyFigure, cell_of, key_figures
from shebao.server.accountability.portal.views.common import Shown, page, shown
from shebao.server.accountability.publications.content.derivation import entries_behind
from shebao.server.accountability.publications.content.differences import cell_changes, text_changes
from shebao.server.accountability.publications.content.tables import cells_of, names_of
from shebao.server.accountability.publications.models import Publication, PublishedFigure, PublishedFile
from shebao.server.platform.files.store import download
from shebao.server.platform.web.access import public

_KEY_MEASURES = ("income_total", "expenditure_total", "three_public", "running_costs")
_BRIEF = ("pk", "number", "reason", "published_at", "organisation_id", "fiscal_year", "digest")
_MOST_FINDINGS = 500


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as it is shown: its data and each block as rows of HTML."""

    data: dict[str, Any]
    blocks: tuple[tuple[str, SafeString], ...]
    is_read: bool


@public_page
def report(request: HttpRequest, organisation: int, year: int, number: int | None = None) -> HttpResponse:
    """The whole report for reading."""
    found = shown(organisation, year, number)
    document = found.document
    versions = _versions(found)
    context = {
        "shown": found,
        "publication": found.publication,
        "versions": versions,
        "key_figures": _key_figures(found) if found.is_current else [],
        "charts": [
            chart
            for chart in (structure_chart(document, found.base), three_public_chart(document, found.base))
            if chart
        ],
        "sections": _sections(found),
        "forms_apart": _linked(forms_by_section(document).get("", ()), found.base),
        "has_key_work_apart": bool(document["key_work"]) and not key_work_section(document),
        "tables": [_table(table, found.base) for table in document["tables"]],
        "has_table_part": any(section["kind"] == "tables" for section in document["sections"]),
        "explained": document.get("explained", []),
        "findings": found.publication.findings[:_MOST_FINDINGS],
        "documents": _documents(found.publication),
    }
    return last_modified(page(request, "portal/report.html", context), found.publication)


def _key_figures(found: Shown) -> list[tuple[KeyFigure, str]]:
    """The key figures, each with the address of its derivation ('' where it stands in no table)."""
    cells = dict(cells_of(found.document["tables"]))
    figures = key_figures(found.report, _KEY_MEASURES, cells)
    return [
        (each, address_of(each.cell, found.base) if each.cell else _told_in(found, each.measure)) for each in figures
    ]


def _told_in(found: Shown, measure: str) -> str:
    """Where the figure of a measure that stands in no table comes from: what the text says it is, else the place on the page
    where the text speaks of it; '' where no section is about it."""
    sections = {section["kind"]: section for section in reversed(found.document["sections"])}
    wanted = (f"narrative.{name}" for name in (measure, measure.partition(".")[0]))
    section = next((sections[kind] for kind in wanted if kind in sections), None)
    if section is None:
        return ""
    printed = (
        PublishedFigure.objects.filter(publication=found.publication, measure=measure, aspect="actual", item="")
        .values_list("text", flat=True)
        .first()
    )
    for paragraph in section["paragraphs"]:
        for start, _end, link in paragraph.get("links", ()):
            if printed and paragraph["text"].startswith(printed, start):
                return address_of(link, found.base)
    return f"#{section['id']}"


@public_page
def figure(
    request: HttpRequest, organisation: int, year: int, measure: str, number: int | None = None
) -> HttpResponseBase:
    """Leads from a measure of a year to its entries, or to the words that state it where no table does."""
    if measure not in MEASURES:
        raise Http404("没有这项指标")
    found = shown(organisation, year, number)
    cell = cell_of(measure, dict(cells_of(found.document["tables"])))
    told = address_of(cell, found.base) if cell else _told_in(found, measure)
    return redirect(told if told.startswith("/") else found.base + told)


def _documents(publication: Publication) -> list[tuple[str, str, int]]:
    """The documents of a version: format, caption, bytes."""
    sizes = dict(publication.files.values_list("form", "stored__size"))
    return [(form, caption, sizes[form]) for form, caption in _CAPTIONS.items() if form in sizes]


_CAPTIONS = {"pdf": "PDF", "docx": "Word", "html": "网页"}


def _versions(found: Shown) -> list[Publication]:
    if found.report.versions == 1:
        return [found.publication]
    versions = Publication.objects.filter(
        organisation=found.report.organisation_id, fiscal_year=found.report.fiscal_year
    )
    return list(versions.only(*_BRIEF).order_by("-number"))


def _sections(found: Shown) -> list[dict[str, Any]]:
    """The sections with their words, charts, forms and, at the end of its part, the table of key work."""
    document = found.document
    charts = {chart["caption"]: chart for chart in document.get("charts", ())}
    forms, key_work = forms_by_section(document), key_work_section(document)
    return [
        {
            **section,
            "paragraphs": [_words(p, charts, found.base) for p in section["paragraphs"]],
            "forms": _linked(forms.get(section["id"], ()), found.base),
            "has_key_work": section["id"] == key_work,
        }
        for section in document["sections"]
    ]


def _linked(forms: Sequence[tuple[int, Mapping[str, Any]]], base: str) -> list[tuple[int, dict[str, Any]]]:
    return [(number, linked(form, number, base)) for number, form in forms]


def _words(paragraph: dict[str, Any], charts: Mapping[str, Any], base: str) -> tuple[SafeString, SafeString | None]:
    """A paragraph, and where it is the caption of a chart, the chart."""
    chart = charts.get(paragraph["text"].strip())
    return paragraph_html(paragraph, base), printed_chart(chart, base) if chart else None


def _table(table: dict[str, Any], base: str) -> TableView:
    blocks = tuple((block["title"], block_html(table, block, base)) for block in table["blocks"])
    return TableView(table, blocks, table["state"] == TableState.READ.value)


@public_page
def table(request: HttpRequest, organisation: int, year: int, table_id: str, number: int | None = None) -> HttpResponse:
    """One table, sorted by a column where asked: ?sort=block:column:down."""
    found = shown(organisation, year, number)
    data = found.table(table_id)
    chosen = _sorting(request.GET.get("sort", ""), data)
    blocks = []
    for index, block in enumerate(data["blocks"]):
        is_sorted = chosen is not None and chosen[0] == index
        ordered = sorted_block(block, chosen[1], chosen[2]) if chosen and is_sorted else block
        head = sort_head(block["columns"], index, chosen or (-1, "", False))
        blocks.append((block["title"], block_html(data, ordered, found.base, head)))
    context = {"shown": found, "table": data, "blocks": blocks, "is_sorted": chosen is not None}
    return last_modified(page(request, "portal/table.html", context), found.publication)


def _sorting(text: str, table: dict[str, Any]) -> tuple[int, str, bool] | None:
    parts = text.split(":")
    if len(parts) != 3 or not parts[0].isdecimal() or not parts[0].isascii() or len(parts[0]) > 2:
        return None
    index = int(parts[0])
    known = {column["id"] for column in table["blocks"][index]["columns"]} if index < len(table["blocks"]) else set()
    return (index, parts[1], parts[2] != "up") if parts[1] in known else None


@public_page
def cell(request: HttpRequest, organisation: int, year: int, cell: str, number: int | None = None) -> HttpResponse:
    """Where a figure comes from: formula, entries, the same figure elsewhere; a part of the page for htmx."""
    found = shown(organisation, year, number)
    tables = found.document["tables"]
    cells = dict(cells_of(tables))
    if cell not in cells:
        raise Http404("没有这个数字")
    names = names_of(tables)
    is_part = request.headers.get("HX-Request") == "true"
    context = {
        "shown": found,
        "cell": cell,
        "name": names[cell],
        "text": cells[cell],
        "unit": found.table(cell.split(":")[0])["unit"],
        "formulas": [f for f in formulas(cells, names, cell) if f.operands and _is_informative(f, cell)],
        "entries": grouped_entries(entries_behind(found.publication.derivation, cell), year),
        "is_part": is_part,
    }
    response = page(request, "portal/parts/derivation.html" if is_part else "portal/cell.html", context)
    if is_part:
        response["HX-Push-Url"] = "false"
    return last_modified(response, found.publication)


def _is_informative(formula: Formula, cell: str) -> bool:
    return any(operand.address != cell for operand in formula.operands)


@public_page
def changes(request: HttpRequest, organisation: int, year: int, number: int) -> HttpResponse:
    """What a version changed of the one before, cell by cell and word by word."""
    found = shown(organisation, year, number)
    before = Publication.objects.filter(organisation=organisation, fiscal_year=year, number=number - 1).first()
    if before is None:
        raise Http404("这是第一版，没有可比较的前一版")
    context = {
        "shown": found,
        "publication": found.publication,
        "before": before,
        "cells": cell_changes(before.report, found.document),
        "texts": text_changes(before.report, found.document),
    }
    return last_modified(page(request, "portal/changes.html", context), found.publication)


def _file(found: Shown, content: bytes | str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return last_modified(response, found.publication)


@public_page
def table_file(
    request: HttpRequest, organisation: int, year: int, table_id: str, form: str, number: int | None = None
) -> HttpResponse:
    """One table as CSV or XLSX."""
    found = shown(organisation, year, number)
    data = found.table(table_id)
    name = f"{found.title}{data['title']}.{form}"
    if form == "csv":
        return _file(found, table_csv(data), name, "text/csv; charset=utf-8")
    return _file(found, workbook(found.title, [data]), name, _XLSX)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public
def document(
    request: HttpRequest, organisation: int, year: int, form: str, number: int | None = None
) -> HttpResponseBase:
    """A document of a version as it was composed and published: PDF, Word, web page …."""
    published = PublishedFile.objects.filter(
        publication__organisation=organisation, publication__fiscal_year=year, form=form
    )
    if number is not None:
        published = published.filter(publication__number=number)
    found = published.select_related("stored").order_by("-publication__number").first()
    if found is None:
        raise Http404("没有这种格式的文件")
    response = download(found.stored)
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


@public_page
def tables_workbook(request: HttpRequest, organisation: int, year: int, number: int | None = None) -> HttpResponse:
    """All tables as one workbook."""
    found = shown(organisation, year, number)
    tables = [table for table in found.document["tables"] if table["blocks"]]
    if not tables:
        raise Http404("这份报告没有可下载的表格")
    return _file(found, workbook(found.title, tables), f"{found.title}.xlsx", _XLSX)


@public_page
def report_json(request: HttpRequest, organisation: int, year: int, number: int | None = None) -> HttpResponse:
    """The reading document as JSON."""
    found = shown(organisation, year, number)
    text = json.dumps(found.document, ensure_ascii=False, indent=1)
    return _file(found, text + "\n", f"{found.title}.json", "application/json")


@public_page
def report_package(request: HttpRequest, organisation: int, year: int, number: int | None = None) -> HttpResponse:
    """The open-data package: everything as CSV and JSON with a description."""
    found = shown(organisation, year, number)
    return _file(found, package(found.publication), f"{found.title}数据包.zip", "application/zip")
