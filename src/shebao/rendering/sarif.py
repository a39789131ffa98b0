"""SARIF 2.1.0 for code-review tools: one run over all files, a result for each finding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from shebao import __version__
from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.registry import Rule, all_rules
from shebao.auditing.verdicts import Severity
from shebao.rendering.data import coverage_data
from shebao.rendering.words import FAMILY_NAMES, place_words
from shebao.report.provenance import Source

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

Part = dict[str, Any]


def run_part(result: AuditResult) -> Part:
    """The results of one report."""
    coverage = {"file": result.file, **coverage_data(result.coverage)}
    return {"results": [_result(finding, result.file) for finding in result.findings], "coverage": coverage}


def failure_part(file: str, message: str) -> Part:
    """A file that could not be audited, as a notification."""
    return {
        "notification": {
            "level": "error",
            "message": {"text": message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file)}}}],
        }
    }


def log(parts: Iterable[Part]) -> bytes:
    """The SARIF log of all parts, as UTF-8 JSON."""
    results: list[Part] = []
    notifications: list[Part] = []
    coverages: list[Part] = []
    for part in parts:
        results.extend(part.get("results", ()))
        if "coverage" in part:
            coverages.append(part["coverage"])
        if "notification" in part:
            notifications.append(part["notification"])
    rules = all_rules()
    index = {rule.code: number for number, rule in enumerate(rules)}
    for result in results:
        if result["ruleId"] in index:
            result["ruleIndex"] = index[result["ruleId"]]
    run = {
        "tool": {"driver": {"name": "shebao", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "language": "zh-CN",
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "results": results,
        "properties": {"coverage": coverages},
    }
    return (
        json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1).encode()
        + b"\n"
    )


def _rule(rule: Rule) -> Part:
    return {
        "id": rule.code,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.proves},
        "help": {"text": f"{rule.proves}\n依据：{rule.basis}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [FAMILY_NAMES.get(rule.family, rule.family)]},
    }


def _result(finding: Finding, file: str) -> Part:
    result: Part = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.source, file)],
        "partialFingerprints": {"shebao/1": fingerprint(finding)},
        "properties": {
            "id": finding.id,
            "stated": finding.stated,
            "expected": finding.expected,
            "cause": finding.cause,
        },
    }
    related = [
        {**_location(operand.source, file), "id": number, "message": {"text": f"{operand.name} {operand.value}"}}
        for number, operand in enumerate(finding.operands, 1)
        if operand.source
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _location(source: Source, file: str) -> Part:
    """A place: its line in the file (on the page, where the file has pages), the quote as snippet, the page by name."""
    place = source.place
    region: Part = {"startLine": place.line or 1}
    if source.quote:
        region["snippet"] = {"text": source.quote}
    location: Part = {"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}
    if place.page is not None:
        location["logicalLocations"] = [{"name": f"第 {place.page} 页", "kind": "page"}]
        location["properties"] = {"page": place.page, "place": place_words(place)}
        if place.box:
            location["properties"]["box"] = [round(edge, 2) for edge in place.box]
    return location


def fingerprint(finding: Finding) -> str:
    """The same finding in the next version of a report has the same fingerprint, wherever it has moved."""
    text = "|".join([finding.rule, "".join(finding.source.quote.split()), finding.stated, finding.expected])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
