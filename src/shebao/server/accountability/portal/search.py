"""Full-text search over the newest versions: passages that match, grouped by report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from shebao.server.accountability.publications.models import PublishedReport, SearchPassage
from shebao.server.accountability.publications.searching.bigrams import one_of, pairs, spaced, terms
from shebao.server.accountability.publications.searching.short_names import forms, without_questions
from shebao.server.accountability.publications.searching.snippets import Part, snippet

CANDIDATES = 500
PER_PAGE = 10
PASSAGES_EACH = 3
_FROM = """
SELECT found.id, found.report_id, {rank} AS rank
FROM (
    SELECT passage.id, passage.report_id, passage.vector
    FROM cycle_searchpassage AS passage {join}
    WHERE {condition} {narrow}
    LIMIT {limit}
) AS found
"""
_ORDER = " ORDER BY rank DESC, found.report_id DESC, found.id"
_HAS_TERM = "SELECT report_id FROM cycle_searchpassage WHERE vector @@ %({name})s::tsquery"
_ROUGH = 3000
_LEAST_SHARE = 0.5


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
    """A page of results; `limited` where only the first candidates were ranked, `rough` where no report has every word and
    those that have most of them are shown."""

    results: tuple[Result, ...]
    reports: int
    page: int
    pages: int
    limited: bool
    rough: bool = False


NOTHING = Results((), 0, 1, 1, False)
Ranked = list[tuple[int, int, float]]


def search(query: str, *, year: int | None = None, place: str = "", page: int = 1) -> Results:
    """The reports that have every word of the query, those that have them in one passage first; where there is none, those
    that have the words of a question, and at last those that have most of it."""
    query = query.replace("\x00", "")
    if not terms(query):
        return NOTHING
    narrow = _Narrow(year, place)
    asked = spaced(without_questions(query))
    ranked: Ranked = []
    for written in dict.fromkeys((query, spaced(query), asked)):
        ranked = ranked or _with_every_word(written, narrow)
    rough = not ranked
    ranked = ranked or _with_most(asked, narrow)
    grouped: dict[int, list[int]] = {}
    for passage, report, _ in ranked:
        grouped.setdefault(report, []).append(passage)
    pages = max(-(-len(grouped) // PER_PAGE), 1)
    page = min(max(page, 1), pages)
    shown = list(grouped)[(page - 1) * PER_PAGE : page * PER_PAGE]
    sought = [form for term in terms(asked if terms(asked) else query) for form in forms(term)]
    if rough:
        sought += [pair.strip("'") for pair in pairs(asked)]
    limited = len(ranked) >= CANDIDATES
    return Results(_results(shown, grouped, sought), len(grouped), page, pages, limited, rough and bool(grouped))


@dataclass(frozen=True, slots=True)
class _Narrow:
    """What the results are narrowed to."""

    year: int | None
    place: str

    @property
    def sql(self) -> str:
        """The conditions, '' where nothing narrows."""
        return (" AND report.fiscal_year = %(year)s" if self.year else "") + (
            " AND report.place = %(place)s" if self.place else ""
        )

    def run(self, condition: str, values: dict[str, object], rank: str, limit: int, more: str = "") -> Ranked:
        """The passages that meet a condition, the best first."""
        join = "JOIN cycle_publishedreport AS report ON report.id = passage.report_id" if self.sql else ""
        sql = _FROM.format(rank=rank, join=join, condition=condition, narrow=self.sql, limit=limit) + more + _ORDER
        with connection.cursor() as cursor:
            cursor.execute(sql, {**values, "year": self.year, "place": self.place})
            return list(cursor.fetchall())


def _with_every_word(query: str, narrow: _Narrow) -> Ranked:
    """Passages with every word; behind them, passages of reports that have every word somewhere."""
    words = [one_of(term) for term in terms(query)]
    if not words:
        return []
    together = narrow.run(
        "passage.vector @@ %(query)s::tsquery",
        {"query": " & ".join(words)},
        "ts_rank(found.vector, %(query)s::tsquery)",
        CANDIDATES,
    )
    if len(words) == 1 or len(together) == CANDIDATES:
        return together
    values = {f"word{number}": word for number, word in enumerate(words)}
    reports = " INTERSECT ".join(f"({_HAS_TERM.format(name=name)})" for name in values)
    known = {passage for passage, _report, _rank in together}
    apart = narrow.run(
        f"passage.report_id IN ({reports} LIMIT {CANDIDATES}) AND passage.vector @@ %(any)s::tsquery",
        {**values, "any": " | ".join(words)},
        "ts_rank(found.vector, %(any)s::tsquery)",
        CANDIDATES,
    )
    return [*together, *(each for each in apart if each[0] not in known)]


def _with_most(query: str, narrow: _Narrow) -> Ranked:
    """Passages that have at least half of the pairs of characters of a query."""
    found = pairs(query)
    if not found:
        return []
    values: dict[str, object] = {f"pair{number}": pair for number, pair in enumerate(found)}
    count = " + ".join(f"(found.vector @@ %({name})s::tsquery)::int" for name in values)
    least = max(1, round(len(found) * _LEAST_SHARE))
    return narrow.run(
        "passage.vector @@ %(any)s::tsquery",
        {**values, "any": " | ".join(found)},
        count,
        _ROUGH,
        f" WHERE {count} >= {least}",
    )[:CANDIDATES]


def _results(shown: list[int], grouped: dict[int, list[int]], words: Sequence[str]) -> tuple[Result, ...]:
    reports = PublishedReport.objects.in_bulk(shown)
    wanted = [passage for report in shown for passage in grouped[report][:PASSAGES_EACH]]
    passages = SearchPassage.objects.defer("vector").in_bulk(wanted)

    def hits(report: int) -> tuple[Hit, ...]:
        found = (passages[passage] for passage in grouped[report][:PASSAGES_EACH] if passage in passages)
        return tuple(Hit(p.anchor, p.heading, snippet(p.text, words)) for p in found)

    return tuple(Result(reports[report], hits(report), len(grouped[report])) for report in shown if report in reports)
