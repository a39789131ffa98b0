"""The audit of one stored file as a bounded process runs it: first what people wait for, then the other renderings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shebao.auditing.findings import AuditResult, Finding
from shebao.file_audit import Audited, audit_file, failure_words
from shebao.rendering.data import audit_data, finding_data
from shebao.rendering.findings_pdf import findings_pdf
from shebao.rendering.html import page as html_page
from shebao.rendering.marked_pdf import marked_pdf
from shebao.rendering.pdf_places import Mark, pdf_marks
from shebao.rendering.sarif import fingerprint, run_part
from shebao.rendering.words import chains, contents_words, counts, coverage_parts_words, tables_words, unread_words
from shebao.rendering.workbook import workbook_part
from shebao.report.provenance import Source

MOST_FINDINGS = 3_000
_SOME = 500
_LONGEST_UNIT = 200
_LONGEST_QUOTE = 4_000


@dataclass(frozen=True, slots=True)
class Request:
    """A stored file to audit: its path, the name people know it by, and the paths of the reports it is tied to."""

    path: str
    name: str
    prior: str = ""
    department: str = ""


def examine(request: Request) -> Iterator[tuple[str, bytes]]:
    """`failure` (a Chinese sentence), or `audit` (JSON) followed by the renderings: parts, text, tables, json, html, pdf.

    A rendering that fails is `lacking`, with its name and reason; the audit stands.
    """
    prior = Path(request.prior) if request.prior else None
    department = Path(request.department) if request.department else None
    try:
        found = audit_file(Path(request.path), request.name, prior=prior, department=department)
        summary = _json(summary_data(found))
    except Exception as error:
        yield "failure", failure_words(error, request.name).encode()
        return
    yield "audit", summary
    for renderings in (_parts, _views, _files):
        try:
            yield from renderings(found)
        except Exception as error:
            yield "lacking", failure_words(error, request.name).encode()


def _parts(found: Audited) -> Iterator[tuple[str, bytes]]:
    part = workbook_part(found.result)
    yield "parts", _json({"workbook": asdict(part), "sarif": run_part(found.result)})


def _views(found: Audited) -> Iterator[tuple[str, bytes]]:
    parts = html_page.report_parts(found.result, found.document)
    yield "text", parts.text.encode()
    yield "tables", parts.tables.encode()


def _files(found: Audited) -> Iterator[tuple[str, bytes]]:
    yield "json", _json(audit_data(found.result))
    yield "html", html_page.audit_page(found.result, found.document).encode()
    if found.document.format == "pdf" and found.path is not None:
        yield "pdf", marked_pdf(found.path, found.result)
    else:
        yield "pdf", findings_pdf(found.result)


def summary_data(found: Audited) -> dict[str, Any]:
    """What the result page shows of an audit, findings with the marks that cover them, as JSON-ready values."""
    result, document = found.result, found.document
    identity, roots = result.report.identity, chains(result.findings)
    undecided = [
        {"rule": u.rule, "reason": u.reason, "quote": u.source.quote[:_LONGEST_QUOTE], "page": u.source.place.page}
        for u in result.undecided[:_SOME]
    ]
    return {
        "unit": identity.unit[:_LONGEST_UNIT],
        "kind": identity.kind,
        "fiscal_year": identity.fiscal_year,
        "format": document.format,
        "paged": document.paged,
        "pages": [[round(page.width), round(page.height)] for page in document.pages] if document.paged else [],
        "contents": contents_words(result.report),
        "tables": tables_words(result.report),
        "warnings": list(document.warnings),
        "coverage": coverage_parts_words(result),
        "unread": unread_words(result),
        "figures": result.coverage.figures,
        "decided": result.coverage.decided,
        "milliseconds": round(result.seconds * 1000),
        "undecided": undecided,
        "undecided_count": len(result.undecided),
        "verified": sorted(Counter(v.rule for v in result.verified).items()),
        "counts": {severity.value: n for severity, n in counts(roots).items()},
        "following": len(result.findings) - len(roots),
        "findings": list(_findings(found)),
        "findings_count": len(result.findings),
    }


def _findings(found: Audited) -> Iterator[dict[str, Any]]:
    findings = _kept(found.result)
    sources: list[Source] = []
    for finding in findings:
        sources.append(finding.source)
        sources.extend(operand.source or Source("") for operand in finding.operands)
    marks = iter(_marks(found, sources))
    numbers = html_page.finding_numbers(findings)
    seen: Counter[str] = Counter()
    for finding in findings:
        data = finding_data(finding)
        print_ = fingerprint(finding)
        seen[print_] += 1
        data |= {"number": numbers[finding.id], "key": f"{print_}.{seen[print_]}", "marks": next(marks)}
        data["quote"] = data["quote"][:_LONGEST_QUOTE]
        for operand in data["operands"]:
            operand["marks"] = next(marks)
        yield data


def _kept(result: AuditResult) -> tuple[Finding, ...]:
    """All findings, or the gravest MOST_FINDINGS of a file with more than anybody would read."""
    if len(result.findings) <= MOST_FINDINGS:
        return result.findings
    rank = {"error": 0, "warning": 1, "info": 2}
    kept = sorted(result.findings, key=lambda finding: rank[finding.severity.value])[:MOST_FINDINGS]
    ids = {finding.id for finding in kept}
    return tuple(finding for finding in result.findings if finding.id in ids)


def _marks(found: Audited, sources: list[Source]) -> list[tuple[Mark, ...]]:
    if found.document.format != "pdf" or found.path is None:
        return [()] * len(sources)
    return pdf_marks(found.path, sources)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
