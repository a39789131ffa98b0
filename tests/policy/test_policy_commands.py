"""The commands `pension` and `retirement` from end to end."""

import json
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from shebao.cli import app
from shebao.policy.casefile import read_cases
from shebao.policy.explanation import as_pdf
from shebao.policy.pensions.compute import compute

SHEETS = Path(__file__).parent / "data" / "pension_sheets.yaml"
run = CliRunner().invoke


def test_pensions_as_json_have_amounts_as_numbers_by_id():
    result = run(app, ["pension", str(SHEETS), "--format", "json"])
    assert result.exit_code == 0
    rows = {row["id"]: row for row in json.loads(result.stdout)}
    assert len(rows) == 8
    row = rows["huangshi-2025-05"]
    assert (row["basic"], row["personal"], row["transition"], row["total"]) == (1703.36, 185.92, 1172.55, 3061.83)
    assert row["months"] == 139
    assert rows["wuhan-2025-10"]["months"] == 137.8
    steps = row["explanation"]["steps"]
    assert all(step["basis"] for step in steps)


def test_pensions_as_text_show_formula_operands_rounding_and_basis():
    result = run(app, ["pension", str(SHEETS), "--id", "huangshi-2025-05"])
    assert result.exit_code == 0
    for part in ("计发基数×平均缴费工资指数", "四舍五入到分", "国发〔2005〕38号", "3,061.83 元", "弹性提前2个月"):
        assert part in result.stdout


def test_a_pdf_is_one_page_with_the_result_and_the_same_bytes_each_time(tmp_path):
    target = tmp_path / "one.pdf"
    result = run(app, ["pension", str(SHEETS), "--id", "huangshi-2025-05", "--format", "pdf", "-o", str(target)])
    assert result.exit_code == 0
    document = pypdfium2.PdfDocument(target)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "3,061.83" in text
    assert "过渡性养老金" in text.replace(" ", "")
    (raw,) = [raw for raw in read_cases(SHEETS) if raw.identifier == "huangshi-2025-05"]
    assert as_pdf(compute(raw).explanation) == target.read_bytes()


def test_several_pdfs_go_into_a_folder(tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        "[{id: ../甲, sex: 男, birth: 1970-01-05}, {id: ../甲, sex: 男, birth: 1971-01-05}]", encoding="utf-8"
    )
    result = run(app, ["retirement", str(cases), "--format", "pdf", "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["甲-2.pdf", "甲.pdf"]


def test_a_pdf_needs_a_place_to_go():
    result = run(app, ["pension", str(SHEETS), "--format", "pdf"])
    assert result.exit_code == 2
    assert "须用 --output" in result.stderr


def test_a_bad_case_is_told_and_the_others_are_computed(tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text("[{id: 甲, sex: 男, birth: 1970-01-05}, {id: 乙, sex: 男, birth: 1970-15}]", encoding="utf-8")
    result = run(app, ["retirement", str(cases), "--format", "json"])
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)
    assert first["statutory_date"] == "2031-05-05"
    assert second["problems"] == [{"field": "出生年月", "message": "“1970-15”的月份应在 1 至 12 之间"}]
    assert "乙：出生年月" in result.stderr


def test_retirement_of_one_person_by_options():
    result = run(
        app, ["retirement", "--sex", "女", "--birth", "1976-05-12", "--category", "女工人", "--format", "json"]
    )
    assert result.exit_code == 0
    (row,) = json.loads(result.stdout)
    assert row["statutory_month"] == "2027-02"


@pytest.mark.parametrize("arguments", [["pension", "没有.yaml"], ["pension", str(SHEETS), "--id", "没有"]])
def test_what_cannot_be_read_is_told_without_a_traceback(arguments):
    result = run(app, arguments)
    assert result.exit_code == 2
    assert "没有" in result.stderr
    assert "Traceback" not in result.output


def test_several_files_are_computed_together(tmp_path):
    other = tmp_path / "other.json"
    fields = {
        "base": 9112,
        "index": 0.7654,
        "total_years": 28.83,
        "deemed_years": 1,
        "account": 93583.84,
        "months": 195,
    }
    other.write_text(json.dumps([{"id": "另一人", **fields}]), encoding="utf-8")
    result = run(app, ["pension", str(SHEETS), str(other), "--format", "json"])
    assert result.exit_code == 0
    rows = {row["id"]: row for row in json.loads(result.stdout)}
    assert len(rows) == 9
    assert rows["另一人"]["total"] == 2882.45


def test_a_file_that_is_not_there_is_said(tmp_path):
    result = run(app, ["pension", str(SHEETS), str(tmp_path / "none.yaml")])
    assert result.exit_code == 2
    assert "没有这个文件" in result.stderr
    folder = run(app, ["injury", str(tmp_path)])
    assert folder.exit_code == 2
    assert "是文件夹" in folder.stderr
