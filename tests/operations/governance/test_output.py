"""What people see: private values masked everywhere, nothing runs in the page, the work list has a row a suspicion."""

import json
import re

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from operations.governance.made import SMALL, faulty, write
from shebao.cli import app
from shebao.operations.governance.suspicions import identity


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("check")
    tables = faulty()
    tables["persons"][4]["sex"] = "<script>"
    data = write(folder / "data", tables)
    arguments = ["check", str(data), "--checks", str(SMALL), "--output", str(folder / "out"), "--month", "2025-12"]
    result = CliRunner().invoke(app, [*arguments, "--format", "text,html,xlsx", "--memory", "512"])
    return result, folder / "out", tables


def test_the_command_tells_and_its_status_says_that_something_was_found(run):
    result, _, _ = run
    assert result.exit_code == 1
    assert "10 条检查，10 条有发现" in result.output
    assert "约需" in result.stderr or "不到 1 秒" in result.stderr


def test_what_others_get_holds_keys_and_masked_values_and_the_rest_is_closed(run):
    """Nothing outside the folders of the run's own use holds an identity number; what is inside is for nobody else."""
    _, folder, tables = run
    findings = pq.read_table(folder / "findings.parquet").to_pylist()
    written = [str(findings), *(path.read_text("utf-8") for path in folder.glob("*.json"))]
    numbers = [row["number"] for row in tables["persons"] if row["number"]]
    assert not [number for number in numbers for text in written if number in text]
    assert all(each["id"] == identity(each["check"], each["subject"]) for each in findings if each["subject"].isdigit())
    raw = folder / "work" / "findings.parquet"
    assert any(number in str(pq.read_table(raw).to_pylist()) for number in numbers), "else this tests nothing"
    assert raw.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_no_identity_number_is_shown_anywhere(run):
    result, folder, tables = run
    book = openpyxl.load_workbook(folder / "疑点清单.xlsx")
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    for text in (
        result.output,
        (folder / "result.json").read_text("utf-8"),
        (folder / "结果.html").read_text("utf-8"),
        cells,
    ):
        assert not any(person["number"] in text for person in tables["persons"])


def test_the_page_runs_nothing_and_escapes_what_data_holds(run):
    page = (run[1] / "结果.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=", page)


def test_the_work_list_has_a_row_for_each_suspicion(run):
    sheet = openpyxl.load_workbook(run[1] / "疑点清单.xlsx")["疑点"]
    document = json.loads((run[1] / "result.json").read_text("utf-8"))
    assert sheet.max_row - 1 == sum(check["suspicions"] for check in document["checks"])


def test_a_plan_reads_nothing(tmp_path):
    data = write(tmp_path / "data", faulty())
    arguments = ["check", str(data), "--checks", str(SMALL), "--output", str(tmp_path / "out"), "--plan"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "persons（人员）：60 行" in result.output
    assert not (tmp_path / "out" / "findings.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--checks", str(SMALL)], "没有 nowhere"),
        (["nowhere", "--checks", "nobody"], "没有检查集“nobody”"),
        (["nowhere", "--checks", str(SMALL), "--engine", "abacus"], "没有"),
        (["nowhere", "--format", "pdf"], "--format"),
        (["nowhere", "--month", "brumaire"], "--month"),
        ([], "请给出数据"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(tmp_path, arguments, words):
    result = CliRunner().invoke(app, ["check", *arguments, "--output", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_samples_of_a_set_without_samples_are_asked_for():
    result = CliRunner().invoke(app, ["check", "--checks", str(SMALL), "--self-test"])
    assert result.exit_code == 2
    assert "P1.good：没有样例" in result.output
