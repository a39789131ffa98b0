"""The JSON form of an audit (docs/audit-json.md): what other programs rely on. Amounts stay text: no float touches money."""

from __future__ import annotations

from typing import Any

from shebao.auditing.coverage import Coverage
from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.verdicts import Operand
from shebao.report import Report, Section
from shebao.report.provenance import NOWHERE, Place, Source
from shebao.report.tables import Row, Table

SCHEMA = "shebao.audit/1"


def audit_data(result: AuditResult) -> dict[str, Any]:
    """The audit of one report as JSON-ready values."""
    return {
        "schema": SCHEMA,
        "file": result.file,
        "report": report_data(result.report),
        "checked": result.checked,
        "findings": [finding_data(finding) for finding in result.findings],
        "verified": [{"rule": v.rule, "quote": v.source.quote, **_page_line(v.source.place)} for v in result.verified],
        "undecided": [
            {"rule": u.rule, "reason": u.reason, "quote": u.source.quote, **_page_line(u.source.place)}
            for u in result.undecided
        ],
        "coverage": coverage_data(result.coverage),
        "seconds": round(result.seconds, 4),
    }


def error_data(file: str, message: str, unchecked: bool = False) -> dict[str, Any]:
    """A file that could not be audited, in the place of its audit; `unchecked` where it was read and holds nothing to audit."""
    return {"schema": SCHEMA, "file": file, "error": message, **({"checked": 0} if unchecked else {})}


def report_data(report: Report) -> dict[str, Any]:
    """Who reports on what, and the tables and sections that were found."""
    identity = report.identity
    return {
        "unit": identity.unit,
        "document": report.document.value,
        "kind": identity.kind,
        "fiscal_year": identity.fiscal_year,
        "place": identity.place,
        "money_unit": identity.money_unit,
        "tables": [_table(table) for table in report.tables],
        "sections": [_section(section) for section in report.walk()],
    }


def coverage_data(coverage: Coverage) -> dict[str, Any]:
    """How much of what is printed was read and decided, by part, and why some was not read."""
    return {
        "figures": coverage.figures,
        "decided": coverage.decided,
        "read": coverage.read,
        "parts": [
            {"part": p.part.value, "figures": p.figures, "read": p.read, "decided": p.decided} for p in coverage.parts
        ],
        "unread": [{"reason": reason, "count": count} for reason, count in coverage.unread],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding as JSON-ready values."""
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        **_place(finding.source),
        "stated": finding.stated,
        "expected": finding.expected,
        "operands": [_operand(operand) for operand in finding.operands],
        "cause": finding.cause,
    }


def _operand(operand: Operand) -> dict[str, Any]:
    place = operand.source.place if operand.source else NOWHERE
    quote = operand.source.quote if operand.source else None
    return {"name": operand.name, "value": operand.value, "quote": quote, **_page_line(place)}


def _place(source: Source) -> dict[str, Any]:
    box = source.place.box
    return {
        "quote": source.quote,
        **_page_line(source.place),
        "box": [round(edge, 2) for edge in box] if box else None,
    }


def _page_line(place: Place) -> dict[str, int | None]:
    return {"page": place.page, "line": place.line}


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.spec.title,
        "number": table.number,
        "state": table.state.value,
        "unit": table.unit,
        **_page_line(table.place),
        "rows": [
            {
                "key": row.key,
                "code": row.code,
                "name": row.name,
                "cells": {column: cell.figure.text for column, cell in row.cells.items() if cell.figure is not None},
                **_uncertain(row),
            }
            for row in table.rows
        ],
    }


def _uncertain(row: Row) -> dict[str, dict[str, str]]:
    """Why cells are not certain, and what told the column of others where position did not; left out where all are."""
    doubtful = {column: cell.doubtful for column, cell in row.cells.items() if cell.doubtful}
    told = {
        column: cell.basis for column, cell in row.cells.items() if cell.figure and cell.basis and not cell.doubtful
    }
    return {**({"doubtful": doubtful} if doubtful else {}), **({"told_by": told} if told else {})}


def _section(section: Section) -> dict[str, Any]:
    return {
        "level": section.level,
        "ordinal": section.ordinal,
        "kind": section.kind,
        "title": section.title,
        **_page_line(section.heading.place),
    }
