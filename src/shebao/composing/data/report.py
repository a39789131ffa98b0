"""The JSON form of a report (docs/report-json.md) with a way back, and its schema."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from shebao.composing.data.codec import Decoder, Encoder, ReportDataError
from shebao.composing.data.schema import schema_of
from shebao.composing.derivations import derivations
from shebao.composing.manuscript import Manuscript
from shebao.report import Report

__all__ = ["SCHEMA", "ReportDataError", "json_document", "load_report", "report_data", "report_schema"]

SCHEMA = "shebao.report/1"
_LARGEST = 200_000_000


def report_data(report: Report) -> dict[str, Any]:
    """The report as JSON-ready values: amounts are text, no float touches money."""
    return {"schema": SCHEMA, "report": Encoder().encode(report)}


def load_report(data: Any) -> Report:
    """The report that `report_data` wrote. Raises ReportDataError with the place and the reason of a mistake."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ReportDataError(f"schema：应为 {SCHEMA}")
    report: Report = Decoder().decode(data.get("report"), Report, "report")
    return report


def read_json(content: bytes) -> Report:
    """The report in the bytes of a JSON file. Raises ReportDataError."""
    if len(content) > _LARGEST:
        raise ReportDataError("文件过大")
    try:
        return load_report(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, ReportDataError) else ReportDataError("不是 JSON 文件") from None


def json_document(manuscript: Manuscript) -> bytes:
    """A manuscript as JSON: its report, and for each figure of the narrative what it was computed from."""
    data = {
        **report_data(manuscript.report),
        "generator": f"shebao {version('shebao')}",
        "derivations": [
            {
                "anchor": found.anchor,
                "text": found.text,
                "where": found.where,
                "formula": found.origin.formula,
                "cells": [{"table": ref.table, "row": ref.row, "column": ref.column} for ref in found.origin.cells],
                "prior": found.origin.prior,
            }
            for found in derivations(manuscript)
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def report_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the JSON form."""
    defined: dict[str, Any] = {}
    report = schema_of(Report, defined)
    text = {"type": "string"}
    cell = {"type": "object", "properties": dict.fromkeys(("table", "row", "column"), text)}
    derivation = {
        "type": "object",
        "properties": {
            **dict.fromkeys(("anchor", "text", "where", "formula"), text),
            "cells": {"type": "array", "items": cell},
            "prior": {"type": "boolean"},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "report": report,
            "generator": text,
            "derivations": {"type": "array", "items": derivation},
        },
        "required": ["schema", "report"],
        "additionalProperties": False,
        "$defs": dict(sorted(defined.items())),
    }
