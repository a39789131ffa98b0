"""The examples close to their published tables cell by cell, and their tables stand the audit."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

from shared_files import shared
from shebao import audit, read_report
from shebao.accounts.closing.closing import Closing, closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.output.folder import write_closing
from shebao.auditing.audit import audit_report

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "accounts"
REPORTS = {
    "city-centre-2023": "reports/002_aecfc3e4a48985f9.txt",
    "district-bureau-2021": "reports/004_20908ded8e028716.txt",
    "finance-bureau-2024": "reports/putuo-finance-2024.pdf",
}
NAMES = sorted(REPORTS)


@cache
def closing(name: str) -> Closing:
    return closing_of(read_folder(EXAMPLES / name))


def published(name: str) -> dict[str, dict]:
    return json.loads((EXAMPLES / name / "published.json").read_text("utf-8"))


def figures(tables: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    return {
        f"{t}:{r}:{c}": text for t, rows in tables.items() for r, cells in rows.items() for c, text in cells.items()
    }


def shown(tables: object) -> dict[str, str]:
    return {
        f"{table.id}:{row.key}:{column}": cell.figure.text
        for table in tables
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure is not None
    }


def differences(
    one: dict[str, str], other: dict[str, str], errors: list[str]
) -> list[tuple[str, str | None, str | None]]:
    return [
        (address, one.get(address), other.get(address))
        for address in sorted(set(one) | set(other))
        if one.get(address) != other.get(address) and not any(fnmatchcase(address, error) for error in errors)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_closes_to_the_published_figures(name: str) -> None:
    facts = published(name)
    errors = [error["address"] for error in facts["errors"]]
    computed = shown(closing(name).tables)
    assert len(computed) > 150
    assert differences(figures(facts["tables"]), computed, errors) == []


@pytest.mark.parametrize("name", NAMES)
def test_closes_to_the_tables_of_the_report_itself(name: str) -> None:
    report = read_report(shared(REPORTS[name]))
    errors = [error["address"] for error in published(name)["errors"]]
    assert differences(shown(report.tables), shown(closing(name).tables), errors) == []


@pytest.mark.parametrize("name", NAMES)
def test_published_errors_are_errors(name: str) -> None:
    """Each address listed as an error of the published tables differs from what was computed."""
    facts, computed = published(name), shown(closing(name).tables)
    for error in facts["errors"]:
        assert differences(figures(facts["tables"]), computed, []), error
        assert error["why"]


@pytest.mark.parametrize("name", NAMES)
def test_rows_stand_in_the_order_of_the_report(name: str) -> None:
    """Rows that print a line number have the same one, and codes come in the same order."""
    report = read_report(shared(REPORTS[name]))
    for table in closing(name).tables:
        read = report.table(table.id)
        if read is None or table.id in ("three_public", "government_fund", "state_capital"):
            continue
        lines = {row.key: row.line_number for row in read.rows if row.line_number}
        own = {row.key: row.line_number for row in table.rows}
        assert {key: own.get(key) for key in lines} == lines
        mine = [row.key for row in table.rows]
        order = [row.key for row in read.rows if row.key in mine and not row.key.startswith("3")]
        if any(key.isdecimal() for key in order):
            assert order == [key for key in mine if key in order]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_over_budget_or_overdrawn(name: str) -> None:
    assert closing(name).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_audit_of_the_tables_finds_nothing(name: str) -> None:
    result = audit_report(closing(name).report())
    assert result.findings == ()
    assert {unclear.rule for unclear in result.undecided} <= {"S01"}
    assert result.coverage.decided == result.coverage.figures > 150


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("file", ["tables.xlsx", "tables.html"])
def test_what_is_written_reads_back_and_stands_the_audit(name: str, file: str, tmp_path: Path) -> None:
    write_closing(closing(name), tmp_path / "closed")
    result = audit(tmp_path / "closed" / file)
    assert [finding.message for finding in result.findings] == []
    read = {address: text.replace(",", "") for address, text in shown(result.report.tables).items()}
    assert read == {address: text.replace(",", "") for address, text in shown(closing(name).tables).items()}
