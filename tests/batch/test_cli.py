"""`shebao population` and `shebao batch`, from end to end."""

import pytest
from typer.testing import CliRunner

from shebao.cli import app

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    folder = tmp_path_factory.mktemp("population")
    result = RUNNER.invoke(app, ["population", "--people", "800", "--seed", "2", "--output", str(folder)])
    assert result.exit_code == 0
    assert "不属于任何人" in result.output
    return folder


@pytest.mark.parametrize(
    ("job", "figure"), [("payroll", "实发"), ("adjust", "调整合计"), ("recalculate", "补发"), ("assess", "单位合计")]
)
def test_each_job_runs_on_a_synthetic_population(population, tmp_path, job, figure):
    arguments = ["batch", job, str(population), "--engine", "duckdb", "--output", str(tmp_path)]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 0
    assert figure in result.output
    assert "退回 0 行" in result.output
    assert (tmp_path / "manifest.json").exists()
    again = RUNNER.invoke(app, arguments)
    assert "接续以前的运行：1 个分片已完成" in again.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["adjust", "IN/pensioners.parquet"], "请用 --scheme 给出"),
        (["payroll", "IN", "--month", "2025-13"], "--month"),
        (["payroll", "IN", "--engine", "abacus"], "没有名为“abacus”的计算引擎"),
        (["payroll", "IN", "--area", "火星"], "没有“火星”的参数"),
        (["assess", "IN", "--month", "2030-01"], "没有值"),
        (["payroll", "IN/nothing"], "找不到输入"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(population, tmp_path, arguments, reason):
    filled = [argument.replace("IN", str(population)) for argument in arguments]
    result = RUNNER.invoke(app, ["batch", *filled, "--output", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert reason in result.output
    assert "Traceback" not in result.output


def test_an_output_that_cannot_be_written_is_said(population, tmp_path):
    (tmp_path / "file").write_text("")
    result = RUNNER.invoke(app, ["batch", "payroll", str(population), "--output", str(tmp_path / "file" / "out")])
    assert result.exit_code == 2
    assert "无法读写文件" in result.output


def test_a_bad_date_for_a_population_is_refused(tmp_path):
    result = RUNNER.invoke(app, ["population", "--as-of", "1999-01", "--output", str(tmp_path)])
    assert result.exit_code == 2
    assert "2020 至 2026" in result.output
