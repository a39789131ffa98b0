"""Which kind of document a file is: by its titles whether of a budget or of final accounts, by what was read how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from shebao.reading.document import Block, Grid, Line
from shebao.reading.topics import UNTITLED
from shebao.report import Report
from shebao.report.forms import FormKind
from shebao.report.kinds import DocumentKind

_BUDGET_TITLE = re.compile(
    r"(?:部门|单位|收支|收入|支出|财政|总|经费|年度?|\d年)预算(?:公开|安排|编制|草案|批复|总?表|信息|情况说明|说明|$)"
    r"|预算(?:公开|编制说明|安排情况)|(?:收支|收入|支出)预算总表|功能分类预算表|收支总预算"
)
_ACCOUNTS_TITLE = re.compile(r"决算")
_SENTENCE = re.compile(r"[。；，,;！？]")
_LONGEST_TITLE = 60
_WHOLE = frozenset({"overview", "tables", "narrative", "glossary"})
_MOST_OF_WHOLE = 3
_FEWEST_STATED = 5


def titles_of(blocks: Iterable[Block]) -> list[str]:
    """The lines short enough to be titles and without the marks of a sentence, and the first rows of grids, spaces removed."""
    found = []
    for block in blocks:
        if isinstance(block, Line):
            texts = [block.text]
        elif isinstance(block, Grid):
            texts = [cell.text for row in block.rows[:2] for cell in row if cell is not None]
        else:
            continue
        found += ["".join(text.split()) for text in texts if len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text)]
    return found


def is_budget(blocks: Sequence[Block]) -> bool:
    """Whether the titles are those of a budget (预算公开): they say so, and more often than they speak of final accounts."""
    budgets = accounts = 0
    for title in titles_of(blocks):
        accounts += bool(_ACCOUNTS_TITLE.search(title))
        budgets += bool(_BUDGET_TITLE.search(title)) and "决算" not in title
    return budgets > 2 * accounts


def kind_of(report: Report, budget: bool) -> DocumentKind:
    """The kind of a document by what was read of it."""
    read = report.tables or report.forms or report.facts or report.claims or report.key_work
    if not (read or _has_sections(report) or _states_work(report)):
        return DocumentKind.OTHER
    if budget:
        return DocumentKind.BUDGET
    if report.forms and not (report.tables or report.facts or report.key_work):
        overall = report.forms[0].kind is FormKind.OVERALL
        return DocumentKind.OVERALL_FORM if overall else DocumentKind.PROJECT_FORM
    present = {section.kind.split(".")[0] for section in report.walk()} | ({"tables"} if report.tables else set())
    if len(present & _WHOLE) >= _MOST_OF_WHOLE:
        return DocumentKind.FINAL_ACCOUNTS
    return DocumentKind.THREE_PUBLIC if _is_three_public(report) else DocumentKind.EXCERPT


def _has_sections(report: Report) -> bool:
    """Whether a heading, or the words of a paragraph without any, tells a section of a report."""
    return any(
        section.kind.split(".")[0] in {"narrative", "tables", "glossary"}
        and (section.title or section.kind != UNTITLED)
        for section in report.walk()
    )


def _states_work(report: Report) -> bool:
    """Whether the words of running text without known headings relate figures, or state several (key work under any title)."""
    return bool(report.quantities.relations) or len(report.quantities.all) >= _FEWEST_STATED


def _is_three_public(report: Report) -> bool:
    sections = {section.kind for section in report.walk() if "." in section.kind}
    tables = {table.id for table in report.tables}
    return (
        bool(sections or tables)
        and not report.forms
        and tables <= {"three_public"}
        and all(kind.startswith("narrative.three_public") for kind in sections)
    )
