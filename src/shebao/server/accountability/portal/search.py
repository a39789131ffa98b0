"""Full-text search over the newest versions: passages that match, grouped by report."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from shebao.server.accountability.publications.models import PublishedReport, SearchPassage
from shebao.server.accountability.publications.searching.bigrams import terms, tsquery
from shebao.server.accountability.publications.searching.snippets import Part, snippet

CANDIDATES = 500
PER_PAGE = 10
PASSAGES_EACH = 3
_SQL = """
SELECT found.id, found.report_id, ts_rank(found.vector, {query}) AS rank
FROM (
    SELECT passage.id, passage.report_id, passage.vector
    FROM cycle_searchpassage AS passage {join}
    WHERE passage.vector @@ {query} {narrow}
    LIMIT {limit}
) AS found
ORDER BY rank DESC, found.report_id DESC, found.id
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches: anchor on the report's page, heading, the found part of its text."""

    anchor: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A report with its best passages and how many matched in all."""

    report: PublishedReport
    hits: tuple[Hit, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results; `limited` where only the first candidates were ranked."""

    results: tuple[Result, ...]
    reports: int
    page: int
    pages: int
    limited: bool


NOTHING = Results((), 0, 1, 1, False)


def search(query: str, *, year: int | None = None, place: str = "", page: int = 1) -> Results:
    """The reports whose text has every word of the query, the best first."""
    sought = tsquery(query.replace("\x00", ""))
    if not sought:
        return NOTHING
    ranked = _ranked(sought, year, place)
    grouped: dict[int, list[int]] = {}
    for passage, report, _ in ranked:
        grouped.setdefault(report, []).append(passage)
    pages = max(-(-len(grouped) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = list(grouped)[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Results(_results(shown, grouped, query), len(grouped), page, pages, len(ranked) == CANDIDATES)


def _ranked(sought: str, year: int | None, place: str) -> list[tuple[int, int, float]]:
    narrow, values = "", dict[str, object]()
    if year:
        narrow += " AND report.fiscal_year = %(year)s"
        values["year"] = year
    if place:
        narrow += " AND report.place = %(place)s"
        values["place"] = place
    join = "JOIN cycle_publishedreport AS report ON report.id = passage.report_id" if narrow else ""
    sql = _SQL.format(query="%(query)s::tsquery", join=join, narrow=narrow, limit=CANDIDATES)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"query": sought, **values})
        return list(cursor.fetchall())


def _results(shown: list[int], grouped: dict[int, list[int]], query: str) -> tuple[Result, ...]:
    reports = PublishedReport.objects.in_bulk(shown)
    wanted = [passage for report in shown for passage in grouped[report][:PASSAGES_EACH]]
    passages = SearchPassage.objects.defer("vector").in_bulk(wanted)
    words = terms(query)

    def hits(report: int) -> tuple[Hit, ...]:
        found = (passages[passage] for passage in grouped[report][:PASSAGES_EACH] if passage in passages)
        return tuple(Hit(p.anchor, p.heading, snippet(p.text, words)) for p in found)

    return tuple(Result(reports[report], hits(report), len(grouped[report])) for report in shown if report in reports)
