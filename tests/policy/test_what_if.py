"""The pension by month of retirement: table, data and chart."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shebao.cli import app
from shebao.policy.casefile import parse_cases, read_cases
from shebao.policy.errors import CaseError
from shebao.policy.pensions.case import read_employee_case
from shebao.policy.pensions.chart import chart
from shebao.policy.pensions.compute import compute
from shebao.policy.pensions.what_if import table_text, what_if

SHEETS = Path(__file__).parent / "data" / "pension_sheets.yaml"
run = CliRunner().invoke


def sheet(name):
    return next(raw for raw in read_cases(SHEETS) if raw.identifier == name)


RAW = sheet("jingzhou-2026-04-industry")
CHOICES = what_if(read_employee_case(RAW))


def test_every_month_of_the_window_is_there_once_and_one_is_on_time():
    months = [choice.month.ordinal for choice in CHOICES]
    assert months == list(range(months[0], months[0] + len(months)))
    assert [choice.month.iso for choice in CHOICES if choice.timing == "on_time"] == ["2026-08"]
    assert (CHOICES[0].month.iso, CHOICES[-1].month.iso) == ("2026-04", "2029-08")


def test_the_month_of_the_case_has_the_pension_of_the_case():
    (choice,) = [choice for choice in CHOICES if choice.month.iso == "2026-04"]
    assert choice.parts.total == int(compute(RAW).row["total"] * 100)


def test_later_is_never_less():
    totals = [choice.parts.total for choice in CHOICES]
    assert totals == sorted(totals)


def test_the_table_names_its_assumptions_and_ways():
    text = table_text(CHOICES, "甲")
    for part in ("假定", "提前", "按时", "延迟", "4,452.57", "2029-08"):
        assert part in text


def test_too_few_years_are_marked():
    (raw,) = parse_cases(
        "{id: 甲, city: 武汉, sex: 男, birth: 1970-01, retire: 2031-05, base: 9112, index: 1, total_years: 14, account: 90000}",
        "x.yaml",
    )
    choices = what_if(read_employee_case(raw))
    assert not choices[0].eligible
    assert "未达到最低缴费年限" in table_text(choices, "甲")


def test_who_retired_before_the_reform_has_nothing_to_compare():
    with pytest.raises(CaseError, match="没有弹性退休范围可比较"):
        what_if(read_employee_case(sheet("wuhan-2024-03")))


def test_the_chart_is_the_same_file_each_time():
    assert chart(CHOICES, "甲", "svg") == chart(CHOICES, "甲", "svg")
    assert chart(CHOICES, "甲", "png").startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="图只能存为 svg 或 png"):
        chart(CHOICES, "甲", "bmp")


def test_the_command_writes_table_data_and_chart(tmp_path):
    target = tmp_path / "chart.svg"
    arguments = ["pension", str(SHEETS), "--id", RAW.identifier, "--chart", str(target), "--format", "json"]
    result = run(app, arguments)
    assert result.exit_code == 0
    (row,) = json.loads(result.stdout)
    assert row["what_if"][0]["total"] == 4452.57
    assert b"<svg" in target.read_bytes()
    assert "2026-08" in run(app, ["pension", str(SHEETS), "--id", RAW.identifier, "--what-if"]).stdout


def test_a_chart_needs_one_case_and_a_known_ending(tmp_path):
    several = run(app, ["pension", str(SHEETS), "--chart", str(tmp_path / "c.svg")])
    assert several.exit_code == 2
    assert "请用 --id 选定" in several.stderr
    other = run(app, ["pension", str(SHEETS), "--id", RAW.identifier, "--chart", str(tmp_path / "c.gif")])
    assert other.exit_code == 2
    assert "svg 或 png" in other.stderr
