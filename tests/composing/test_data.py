"""A report as data: the JSON leads back to the same report, the package is one that other programs accept."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from jsonschema import Draft202012Validator

from composing.made import made
from shebao.auditing.audit import audit_report
from shebao.composing.data import ReportDataError, data_package, json_document, load_report, report_data, report_schema
from shebao.composing.data.report import read_json
from shebao.composing.manuscript import Manuscript
from shebao.reading.report import read_file
from shebao.report import Report
from synthetic.composer import compose
from synthetic.layouts import LAYOUTS

SCHEMA_FILE = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"


@pytest.fixture(scope="module", params=[("wuhan", 2023), ("wuhan", 2020), ("shanghai", 2024)])
def report(request: pytest.FixtureRequest) -> Report:
    suffix, lay_out = LAYOUTS["docx"]
    return read_file(lay_out(compose(3, *request.param)), f"report.{suffix}").report


@pytest.fixture(scope="module")
def data(report: Report) -> dict[str, Any]:
    return dict(json.loads(json.dumps(report_data(report))))


def manuscript_of(report: Report) -> Manuscript:
    return replace(made(), report=report)


def test_it_leads_back_to_the_same_report(data: dict[str, Any]) -> None:
    assert report_data(load_report(data)) == data


def test_the_report_that_comes_back_audits_alike(report: Report, data: dict[str, Any]) -> None:
    def told(audited: Report) -> list[tuple[str, str]]:
        return [(finding.rule, finding.message) for finding in audit_report(audited).findings]

    assert told(load_report(data)) == told(report)
    first = load_report(data)
    shared = {id(fact) for fact in first.facts}
    assert any(id(claim.actual) in shared for claim in first.claims if type(claim).__name__ == "Completion")


def test_no_amount_is_a_float(data: dict[str, Any]) -> None:
    def floats(value: Any, key: str = "") -> list[str]:
        if isinstance(value, dict):
            return [f for name, item in value.items() if name != "box" for f in floats(item, name)]
        if isinstance(value, list):
            return [f for item in value for f in floats(item, key)]
        return [key] if isinstance(value, float) else []

    assert floats(data) == []


def test_it_keeps_to_its_schema(report: Report) -> None:
    schema = report_schema()
    Draft202012Validator.check_schema(schema)
    document = json.loads(json_document(manuscript_of(report)))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    document["report"]["identity"]["fiscal_year"] = "2023"
    assert list(Draft202012Validator(schema).iter_errors(document))


def test_the_schema_in_the_docs_is_the_one_of_the_code() -> None:
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == report_schema()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(schema="other/9"), "shebao.report/1"),
        (lambda d: d["report"].pop("tables"), "report：缺少 tables"),
        (lambda d: d["report"]["identity"].update(fiscal_year="2023"), "report.identity.fiscal_year：应为整数"),
        (lambda d: d["report"]["identity"].update(colour="red"), "未知的键 colour"),
        (lambda d: d["report"]["tables"][0].update(state="half"), r"report.tables\[0\].state：应为 read"),
        (lambda d: d["report"].update(facts=[{"ref": "fact-9999"}]), r"report.facts\[0\].ref：前面没有"),
        (lambda d: d["report"].update(claims=[{"type": "Guess"}]), r"report.claims\[0\].type：应为 Share"),
        (lambda d: d["report"].update(unassigned=[{"text": "1", "number": {"value": "NaN", "decimals": 0}, "unit": "", "source": {"quote": "1"}}]), "不是数"),
        (lambda d: d["report"].update(unassigned=[{"text": "1", "number": {"value": 1.5, "decimals": 0}, "unit": "", "source": {"quote": "1"}}]), "数应写成文字"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(data: dict[str, Any], change: Any, message: str) -> None:
    broken = json.loads(json.dumps(data))
    change(broken)
    with pytest.raises(ReportDataError, match=message):
        load_report(broken)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[" * 100_000, b'{"schema": "shebao.report/1", "report": []}'])
def test_hostile_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ReportDataError):
        read_json(content)


def test_derivations_stand_beside_the_report() -> None:
    document = json.loads(json_document(made()))
    assert document["derivations"][2] == {
        "anchor": "f3",
        "text": "98.3%",
        "where": "（一）总体情况",
        "formula": "1,190.30 ÷ 1,210.50 × 100% = 98.3%",
        "cells": [
            {"table": "three_public", "row": "row", "column": "actual.total"},
            {"table": "three_public", "row": "row", "column": "budget.total"},
        ],
        "prior": False,
    }


def test_the_package_is_valid_and_holds_the_amounts(report: Report, tmp_path: Path) -> None:
    content = data_package(manuscript_of(report))
    assert content == data_package(manuscript_of(report))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    checked = Package(str(tmp_path / "datapackage.json")).validate()
    assert checked.valid, checked.flatten(["title", "message"])
    for table in report.tables:
        if not table.rows:
            continue
        rows = list(csv.DictReader(io.StringIO((tmp_path / "data" / f"{table.id}.csv").read_text("utf-8"))))
        written = {
            (row["row"], column): text
            for row in rows
            for column, text in row.items()
            if text and column not in ("row", "code", "name")
        }
        printed = {
            (row.key, column): f"{cell.figure.value:f}"
            for row in table.rows
            for column, cell in row.cells.items()
            if cell.figure is not None
        }
        assert written == printed
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert described["licenses"]
    assert described["fiscalYear"] == report.identity.fiscal_year
