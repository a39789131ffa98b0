"""The JSON contract of docs/audit-json.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shebao.auditing.findings import AuditResult
from shebao.rendering.data import audit_data, error_data
from synthetic.broken import broken_result

CONTRACT = Path(__file__).resolve().parents[2] / "docs" / "audit-json.md"


@pytest.fixture(scope="module")
def result() -> AuditResult:
    return broken_result("tabs").result


@pytest.fixture(scope="module")
def data(result: AuditResult) -> dict[str, Any]:
    return json.loads(json.dumps(audit_data(result)))


def test_every_object_has_exactly_the_keys_of_the_contract(data: dict[str, Any]) -> None:
    assert list(data) == [
        "schema",
        "file",
        "report",
        "checked",
        "findings",
        "verified",
        "undecided",
        "coverage",
        "seconds",
    ]
    assert data["schema"] == "shebao.audit/1"
    assert list(data["report"]) == [
        "unit",
        "document",
        "kind",
        "fiscal_year",
        "place",
        "money_unit",
        "tables",
        "sections",
    ]
    finding_keys = [
        "id",
        "rule",
        "severity",
        "message",
        "quote",
        "page",
        "line",
        "box",
        "stated",
        "expected",
        "operands",
        "cause",
    ]
    assert all(list(finding) == finding_keys for finding in data["findings"])
    operands = [operand for finding in data["findings"] for operand in finding["operands"]]
    assert operands
    assert all(list(operand) == ["name", "value", "quote", "page", "line"] for operand in operands)
    assert all(list(verified) == ["rule", "quote", "page", "line"] for verified in data["verified"])
    assert all(list(undecided) == ["rule", "reason", "quote", "page", "line"] for undecided in data["undecided"])
    assert list(data["coverage"]) == ["figures", "decided", "read", "parts", "unread"]


def test_amounts_are_text_and_never_floats(data: dict[str, Any]) -> None:
    def floats(value: Any) -> list[float]:
        if isinstance(value, dict):
            return [f for key, v in value.items() if key not in ("box", "seconds") for f in floats(v)]
        if isinstance(value, list):
            return [f for v in value for f in floats(v)]
        return [value] if isinstance(value, float) else []

    assert floats(data) == []
    cells = [c for table in data["report"]["tables"] for row in table["rows"] for c in row["cells"].values()]
    assert cells
    assert all(isinstance(cell, str) for cell in cells)


def test_causes_name_findings_of_the_same_report(data: dict[str, Any]) -> None:
    ids = [finding["id"] for finding in data["findings"]]
    assert len(set(ids)) == len(ids)
    assert all(finding["cause"] in {*ids, None} for finding in data["findings"])


def test_the_contract_names_every_key(data: dict[str, Any]) -> None:
    text = CONTRACT.read_text("utf-8")
    keys = {*data, *data["report"], *data["findings"][0], *data["report"]["tables"][0], *data["report"]["sections"][0]}
    assert [key for key in sorted(keys | {*error_data("", "")}) if f"`{key}`" not in text] == []


def test_a_file_that_cannot_be_audited_is_an_object_with_error() -> None:
    assert error_data("a.pdf", "文件是空的") == {"schema": "shebao.audit/1", "file": "a.pdf", "error": "文件是空的"}
