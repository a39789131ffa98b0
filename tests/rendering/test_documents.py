"""SARIF, the rectification workbook, marked PDFs and the findings as PDF."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pypdfium2
import pytest

from reading.pdf_files import pdf, text
from shebao.auditing.findings import Finding
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity
from shebao.rendering.findings_pdf import findings_pdf
from shebao.rendering.marked_pdf import marked_pdf
from shebao.rendering.sarif import failure_part, log, run_part
from shebao.rendering.words import chains
from shebao.rendering.workbook import failure_part as failed_rows
from shebao.rendering.workbook import workbook, workbook_part
from shebao.report.provenance import Place, Source
from synthetic.broken import broken_file, broken_result


@pytest.fixture(scope="module")
def sarif() -> dict[str, Any]:
    return json.loads(log([run_part(broken_result("tabs").result), failure_part("坏 文件.pdf", "文件已加密")]))


def test_sarif_has_version_tool_rules_and_a_result_for_each_finding(sarif: dict[str, Any]) -> None:
    result = broken_result("tabs").result
    run = sarif["runs"][0]
    assert sarif["version"] == "2.1.0"
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == [rule.code for rule in all_rules()]
    assert len(run["results"]) == len(result.findings)
    for found in run["results"]:
        assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["level"] in {"error", "warning", "note"}
        location = found["locations"][0]["physicalLocation"]
        assert location["region"]["startLine"] >= 1
        assert location["artifactLocation"]["uri"] == "broken.txt"
        assert found["message"]["text"]


def test_sarif_tells_what_could_not_be_read(sarif: dict[str, Any]) -> None:
    invocation = sarif["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    notification = invocation["toolExecutionNotifications"][0]
    assert notification["message"]["text"] == "文件已加密"
    assert "%" in notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    content = workbook(iter([workbook_part(broken_result("tabs").result), failed_rows("坏.pdf", "文件已加密")]))
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_list_has_a_row_for_each_finding_and_columns_to_fill_in(book: openpyxl.Workbook) -> None:
    sheet = book["整改清单"]
    heads = [cell.value for cell in sheet[1]]
    assert {"问题", "原文", "整改措施", "责任人", "完成时限", "状态"} <= set(heads)
    assert sheet.max_row == 1 + len(broken_result("tabs").result.findings) + 1
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    validated = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    status = openpyxl.utils.get_column_letter(heads.index("状态") + 1)
    listed = next(v for ref, v in validated.items() if ref.startswith(f"{status}2"))
    assert listed.type == "list"
    assert "已整改" in listed.formula1
    assert sheet.cell(2, heads.index("状态") + 1).value == "未整改"


def test_consequences_name_the_row_of_their_cause(book: openpyxl.Workbook) -> None:
    sheet = book["整改清单"]
    heads = [cell.value for cell in sheet[1]]
    followers = sum(len(chain.consequences) for chain in chains(broken_result("tabs").result.findings))
    column = heads.index("由何引起")
    named = [row[column] for row in sheet.iter_rows(min_row=2, values_only=True) if row[column]]
    assert len(named) == followers
    told, expected = heads.index("问题"), heads.index("应为")
    for row in sheet.iter_rows(min_row=2, values_only=True):
        if row[column]:
            assert row[told].startswith(f"（由第 {row[column]} 项引起，")
            assert not row[expected]


def test_nothing_in_the_workbook_is_a_formula(book: openpyxl.Workbook) -> None:
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]


def test_the_second_sheet_lists_the_nine_tables_and_the_numbers_of_each_part(book: openpyxl.Workbook) -> None:
    rows = list(book["表格核对"].iter_rows(min_row=2, values_only=True))
    assert rows[-1][2] == "（全部数字）"
    assert rows[-1][5] == sum(row[5] for row in rows[9:-1] if row[2].endswith("的数字）"))
    assert {row[3] for row in rows} >= {"已读取"}
    assert any(row[6] for row in rows[:9])


def test_a_marked_pdf_keeps_the_original_and_highlights_the_quotes(tmp_path: Path) -> None:
    path = broken_file("pdf", tmp_path)
    audited = broken_result("pdf")
    marked = marked_pdf(path, audited.result)
    assert marked.startswith(path.read_bytes())
    reader = pypdf.PdfReader(io.BytesIO(marked))
    notes = [
        (number, annotation.get_object())
        for number, page in enumerate(reader.pages, 1)
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Highlight"
    ]
    placed = [f for f in audited.result.findings if f.source.place.page]
    assert len(notes) == len(placed)
    assert {n["/NM"]: number for number, n in notes} == {f"shebao-{f.id}": f.source.place.page for f in placed}
    messages = {n["/NM"]: n["/Contents"] for _, n in notes}
    assert all(f.message in messages[f"shebao-{f.id}"] for f in placed)


def test_a_highlight_lies_on_the_characters_it_is_about(tmp_path: Path) -> None:
    path = broken_file("pdf", tmp_path)
    audited = broken_result("pdf")
    document = pypdfium2.PdfDocument(marked_pdf(path, audited.result))
    reader = pypdf.PdfReader(path)
    assert len(document) == len(reader.pages)
    checked = 0
    for page in pypdf.PdfReader(io.BytesIO(marked_pdf(path, audited.result))).pages:
        for note in page.get("/Annots", []):
            annotation = note.get_object()
            if annotation["/Subtype"] != "/Highlight" or "7654.32" not in annotation["/Contents"]:
                continue
            left, bottom, right, top = annotation["/Rect"]
            text = document[page.page_number].get_textpage().get_text_bounded(left - 1, bottom - 1, right + 1, top + 1)
            assert text.strip()
            checked += "7654.32" in "".join(text.split())
    document.close()
    assert checked


def test_findings_of_other_formats_become_a_pdf_of_their_own() -> None:
    audited = broken_result("tabs")
    document = pypdfium2.PdfDocument(findings_pdf(audited.result))
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    document.close()
    assert "决算公开审核结果" in text
    assert "7654.32" in text


def test_a_marked_pdf_closes_the_object_of_its_cross_references(tmp_path: Path) -> None:
    path = tmp_path / "streamed.pdf"
    path.write_bytes(pdf(text(100, 700, "2023年度单位决算"), streamed=True))
    finding = Finding("F1", "L01", Severity.ERROR, "有误。", Source("单位决算", Place(1, 1)), "", "", (), None)
    marked = marked_pdf(path, replace(broken_result("pdf").result, findings=(finding,)))
    added = marked[len(path.read_bytes()) :]
    assert not re.search(rb"\nxref\s", added)
    assert added.count(b"endstream") == len(re.findall(rb"endstream\s+endobj", added))
    assert len(pypdf.PdfReader(io.BytesIO(marked)).pages[0]["/Annots"]) == 1  # type: ignore[arg-type]
