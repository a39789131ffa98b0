"""The commands `contribution`, `injury`, `unemployment`, `survivor` and `transfer` from end to end."""

import json
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from shebao.cli import app
from shebao.policy.casefile import read_cases

EXAMPLES = Path(__file__).parents[2] / "examples" / "policy"
COMMANDS = ("contribution", "injury", "unemployment", "survivor", "transfer")
run = CliRunner().invoke


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_is_computed_and_every_step_names_its_basis(command):
    result = run(app, [command, str(EXAMPLES / f"{command}.yaml"), "--format", "json"])
    assert result.exit_code == 0, result.stderr
    rows = json.loads(result.stdout)
    assert len(rows) >= 3
    for row in rows:
        assert "total" in row or "place" in row or command == "injury"
        for step in row["explanation"]["steps"]:
            assert step["basis"], (row["id"], step["label"])
            assert step["formula"]
        assert not any("没有用到的字段" in remark for remark in row["explanation"]["remarks"])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_fits_one_page(command, tmp_path):
    result = run(app, [command, str(EXAMPLES / f"{command}.yaml"), "--format", "pdf", "-o", str(tmp_path)])
    assert result.exit_code == 0, result.stderr
    written = sorted(tmp_path.glob("*.pdf"))
    assert len(written) == len(read_cases(EXAMPLES / f"{command}.yaml"))
    for file in written:
        document = pypdfium2.PdfDocument(file)
        assert len(document) == 1, file.name
        document.close()


def test_text_shows_formula_operands_rounding_basis_and_mark():
    result = run(app, ["injury", str(EXAMPLES / "injury.yaml"), "--id", "四级伤残"])
    assert result.exit_code == 0
    for part in ("本人工资×比例", "四舍五入到分", "工伤保险条例第三十四条", "4,012.50 元", "〔未经核对〕"):
        assert part in result.stdout


def test_wrong_cases_are_listed_and_the_rest_is_computed(tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text(
        "- {编号: 甲, 伤残等级: 12}\n- {编号: 乙, 伤残等级: 9, 受伤日期: 2024-05-06, 本人工资: 5000}\n",
        encoding="utf-8",
    )
    result = run(app, ["injury", str(file), "--format", "json"])
    assert result.exit_code == 1
    assert "甲：伤残等级：“12”应在 1 至 10 级之间" in result.stderr
    first, second = json.loads(result.stdout)
    assert {problem["field"] for problem in first["problems"]} >= {"伤残等级", "受伤日期"}
    assert second["lump_sum"] == 45000


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "content", ["", "3", "- 1", "甲: [", "[]", "- {编号: 甲}", "- {编号: 甲, 事项: [a, b]}", "\x00"]
)
def test_garbage_ends_with_a_message(command, content, tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text(content, encoding="utf-8")
    result = run(app, [command, str(file)])
    assert result.exit_code in (1, 2)
    assert result.stderr.strip()
    assert isinstance(result.exception, SystemExit)
