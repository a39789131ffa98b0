"""The page: what the template shows, prepared."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shebao import __version__
from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity
from shebao.reading.document import Document
from shebao.rendering.html.body import Body, Marks
from shebao.rendering.html.tables import table_views
from shebao.rendering.words import (
    BLANK,
    FAMILY_NAMES,
    PART_NAMES,
    SEVERITY_NAMES,
    Chain,
    chains,
    contents_words,
    counts,
    place_words,
    tables_words,
    title_words,
    verdict_words,
)

_SOME = 200


def audit_page(result: AuditResult, document: Document) -> str:
    """The audit of one report as an HTML page that needs nothing else, not even scripts."""
    marks = Marks(result.findings, document)
    titles = {rule.code: rule.title for rule in all_rules()}
    found = chains(result.findings)
    numbers = finding_numbers(result.findings)
    script, style = _asset("page.js"), _asset("page.css")
    page: str = _template("page.html.jinja").render(
        title=title_words(result.report),
        file=result.file,
        version=__version__,
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
        verdict=verdict_words(result),
        counts=[(s.value, SEVERITY_NAMES[s], n) for s, n in counts(found).items()],
        coverage=result.coverage,
        percent=result.coverage.decided * 100 // result.coverage.figures if result.coverage.figures else None,
        coverage_parts=[(PART_NAMES[p.part], p) for p in result.coverage.parts],
        contents=contents_words(result.report),
        tables_found=tables_words(result.report),
        warnings=document.warnings,
        cards=[_card(chain.finding, chain.consequences, titles, numbers, marks) for chain in _ordered(result.findings)],
        rules=_rules(result, titles),
        pages=Body(result.report, document, marks, numbers).pages(),
        paged=document.paged,
        tables=table_views(result, numbers),
        undecided=[
            (u.rule, titles.get(u.rule, ""), u.reason, u.source.quote, place_words(u.source.place))
            for u in result.undecided[:_SOME]
        ],
        undecided_count=len(result.undecided),
        verified=[
            (rule, titles.get(rule, ""), n) for rule, n in sorted(Counter(v.rule for v in result.verified).items())
        ],
        verified_count=len(result.verified),
        seconds=f"{result.seconds:.2f}",
    )
    return page


@dataclass(frozen=True, slots=True)
class Parts:
    """What another page shows of a report: its text and its tables as read, as HTML with escaped content, and `anchors`,
    the findings (F3) and operands (F3o1) that are marked in the text as `at-F3`, `at-F3o1`."""

    text: str
    tables: str
    anchors: frozenset[str]


def report_parts(result: AuditResult, document: Document) -> Parts:
    """The text and the tables of an audited report with its findings marked."""
    marks = Marks(result.findings, document)
    numbers = finding_numbers(result.findings)
    macros = _template("parts.html.jinja").module
    return Parts(
        str(macros.text_pages(Body(result.report, document, marks, numbers).pages(), document.paged)),
        str(macros.read_tables(table_views(result, numbers))),
        marks.labels,
    )


@dataclass(frozen=True, slots=True)
class OperandView:
    """One operand with the anchor where it stands in the text ('' where it was not found)."""

    name: str
    value: str
    place: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the side list shows it."""

    id: str
    number: str
    severity: str
    severity_name: str
    rule: str
    title: str
    family: str
    message: str
    quote: str
    stated: str
    expected: str
    place: str
    anchor: str
    operands: tuple[OperandView, ...]
    blanks: int
    consequences: tuple[Card, ...]


def finding_numbers(findings: Sequence[Finding]) -> dict[str, str]:
    """The number people see: 1, 2 … for findings, 1.1, 1.2 … for what follows from them."""
    numbers = {}
    for index, chain in enumerate(_ordered(findings), 1):
        numbers[chain.finding.id] = str(index)
        for below, consequence in enumerate(chain.consequences, 1):
            numbers[consequence.id] = f"{index}.{below}"
    return numbers


def _ordered(findings: Sequence[Finding]) -> list[Chain]:
    """The gravest first, in reading order."""
    found = chains(findings)
    return [chain for severity in Severity for chain in found if chain.severity is severity]


def _card(
    finding: Finding, consequences: tuple[Finding, ...], titles: dict[str, str], numbers: dict[str, str], marks: Marks
) -> Card:
    return Card(
        id=finding.id,
        number=numbers[finding.id],
        severity=finding.severity.value,
        severity_name=SEVERITY_NAMES[finding.severity],
        rule=finding.rule,
        title=titles.get(finding.rule, ""),
        family=FAMILY_NAMES.get(finding.rule[:1], ""),
        message=finding.message,
        quote=finding.source.quote,
        stated=finding.stated,
        expected=finding.expected,
        place=place_words(finding.source.place),
        anchor=marks.anchor(finding.id),
        operands=tuple(
            OperandView(
                operand.name,
                operand.value.strip(),
                place_words(operand.source.place) if operand.source else "",
                marks.anchor(f"{finding.id}o{index}"),
            )
            for index, operand in enumerate(finding.operands)
            if index == 0 or operand.value != BLANK
        ),
        blanks=sum(1 for operand in finding.operands[1:] if operand.value == BLANK),
        consequences=tuple(_card(c, (), titles, numbers, marks) for c in consequences),
    )


def _rules(result: AuditResult, titles: dict[str, str]) -> list[tuple[str, str, int]]:
    found = Counter(finding.rule for finding in result.findings)
    return [(rule, titles.get(rule, ""), count) for rule, count in sorted(found.items())]


@cache
def _asset(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8").strip()


def _hash(content: str) -> str:
    """What the page's content security policy names its own script and style by: nothing else may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _template(name: str) -> Any:
    from jinja2 import Environment, FunctionLoader

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False, loader=FunctionLoader(_asset)
    )
    return environment.get_template(name)
