"""The findings as a PDF of their own, for reports that are not PDFs and so cannot be marked."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity
from shebao.composing.fonts import typst_fonts
from shebao.rendering.words import (
    BLANK,
    SEVERITY_NAMES,
    chains,
    contents_words,
    counts,
    coverage_parts_words,
    coverage_words,
    place_words,
    tables_words,
    title_words,
    unread_words,
    verdict_words,
)

_MOST_UNREAD = 8


def findings_pdf(result: AuditResult) -> bytes:
    """The findings of one report as a PDF."""
    import typst

    compiler: Any = typst
    template = (files(__package__) / "findings.typ").read_bytes()
    pdf: bytes = compiler.compile(
        template,
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"audit": json.dumps(_data(result), ensure_ascii=False)},
    )
    return pdf


def _data(result: AuditResult) -> dict[str, Any]:
    titles = {rule.code: rule.title for rule in all_rules()}
    found = chains(result.findings)
    return {
        "title": title_words(result.report),
        "file": result.file,
        "facts": [
            ["表格", "；".join(tables_words(result.report))],
            ["正文", "，".join(contents_words(result.report))],
            ["核对", "；".join([coverage_words(result), *coverage_parts_words(result)])],
            *[["未读", words] for words in unread_words(result)[:_MOST_UNREAD]],
        ],
        "verdict": verdict_words(result),
        "counts": [[s.value, SEVERITY_NAMES[s], n] for s, n in counts(found).items()],
        "findings": [
            {**_finding(chain.finding, titles), "consequences": [_finding(c, titles) for c in chain.consequences]}
            for severity in Severity
            for chain in found
            if chain.severity is severity
        ],
        "undecided": [f"{u.rule} {u.reason}" for u in result.undecided[:60]],
    }


def _finding(finding: Finding, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "severity": finding.severity.value,
        "severity_name": SEVERITY_NAMES[finding.severity],
        "rule": f"{finding.rule} {titles.get(finding.rule, '')}".strip(),
        "place": place_words(finding.source.place),
        "message": finding.message,
        "quote": finding.source.quote[:400],
        "expected": "" if finding.expected in finding.message else finding.expected,
        "operands": [
            [o.name, o.value, place_words(o.source.place) if o.source else ""]
            for o in finding.operands[:40]
            if o.value != BLANK
        ],
    }
