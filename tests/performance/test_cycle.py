"""Monitoring in mid-year, trends, comparison of units, suggestions, and the command."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shebao.cli import app
from shebao.performance import comparison, monitor, read_yaml, score, suggestions, trends

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "performance"
CYCLE = EXAMPLES / "cycle-2024.yaml"
runner = CliRunner()


def test_monitoring_forecasts_counts_and_keeps_ratios() -> None:
    found = monitor(read_yaml(CYCLE), date(2024, 6, 30))
    assert round(found.elapsed, 4) == Decimal("0.4973")
    lines = {(line.form, line.name): line for line in found.indicators}
    counted = lines["扩面征缴工作经费", "扩面新增人次"]
    assert (counted.light, counted.forecast) == ("绿灯", "32.58万人次")
    assert lines["基层平台工作经费", "扩面新增人次"].light == "黄灯"
    ratio = lines["扩面征缴工作经费", "参保单位满意度"]
    assert (ratio.light, ratio.forecast) == ("黄灯", "92.8%")
    assert lines["扩面征缴工作经费", "登记业务平均办理时间"].light == "绿灯"
    assert lines["整体", "经办服务水平"].light == "无法判断"
    assert lines["基层平台工作经费", "社区业务培训"].forecast == "10.05次"
    assert lines["整体", "扩面新增人次"].done == "171000人次"
    execution = {line.form: line.light for line in found.execution}
    assert execution == {"整体": "绿灯", "扩面征缴工作经费": "黄灯", "基层平台工作经费": "红灯"}
    assert all(line.derivation for line in (*found.execution, *found.indicators))


def test_a_forecast_by_a_person_replaces_the_linear_one() -> None:
    data = read_yaml(CYCLE)
    first = data.projects[0].indicators[0]
    assert first.midyear is not None
    changed = replace(first, midyear=replace(first.midyear, forecast="20万人次"))
    project = replace(data.projects[0], indicators=(changed,))
    found = monitor(replace(data, overall=None, projects=(project,)), date(2024, 6, 30))
    assert found.indicators[0].light == "红灯"


def test_trend_over_the_years_with_changes() -> None:
    series = next(each for each in trends([read_yaml(CYCLE)]) if each.indicator == "扩面新增人次")
    assert [(point.key, point.value) for point in series.points] == [
        ("2021", 312000), ("2022", 335000), ("2023", 351000), ("2024", 374300),
    ]  # fmt: skip
    assert series.points[1].change is not None
    assert round(series.points[1].change, 4) == Decimal("0.0737")


def test_years_of_several_files_and_units_side_by_side() -> None:
    data = read_yaml(CYCLE)
    later = replace(data, year=2025)
    assert any(len(each.points) == 2 for each in trends([later, data], "群众满意度"))
    other = replace(data, unit="另一市社会保险中心")
    compared = comparison([data, other], "登记业务平均办理时间")
    assert [len(each.points) for each in compared] == [2]
    assert comparison([data], "登记业务平均办理时间") == []


def test_suggestions_follow_from_the_results() -> None:
    scored = score(read_yaml(EXAMPLES / "district-bureau-2021.yaml"))
    low = next(each for each in scored if each.form.name == "三支一扶资金")
    texts = [suggestion.message for suggestion in suggestions(low)]
    assert any("核减结余" in text for text in texts)
    easy = next(each for each in scored if each.form.name == "税务征收费")
    assert any("提高到" in suggestion.message for suggestion in suggestions(easy))


def run(*arguments: object) -> tuple[int, str]:
    result = runner.invoke(app, ["performance", *map(str, arguments)])
    return result.exit_code, result.output


def test_score_prints_derivations_and_problems() -> None:
    status, output = run("score", EXAMPLES / "social-insurance-centre-2023.yaml")
    assert status == 0
    assert "四舍五入为 2.45 分" in output
    assert "得分填作 5，按规则为 4.90" in output
    status, output = run("score", EXAMPLES / "district-bureau-2021.yaml", "--suggest")
    assert status == 1
    assert "建议" in output


def test_score_as_json() -> None:
    status, output = run("score", CYCLE, "--format", "json")
    record = json.loads(output)[0]
    assert status == 0
    assert record["schema"] == "shebao.performance/1"
    assert record["forms"][1]["indicators"][0]["evidence"]
    assert record["forms"][1]["total"] == "99.20"


def test_monitor_and_trend(tmp_path: Path) -> None:
    status, output = run("monitor", CYCLE)
    assert status == 0
    assert "红灯 1" in output
    chart = tmp_path / "trend.svg"
    status, output = run("trend", CYCLE, "--indicator", "扩面", "--chart", chart)
    assert status == 0
    assert "增长 7.4%" in output
    assert chart.read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_form_is_written_and_scored_again(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"自评表.{suffix}"
    status, output = run("form", CYCLE, "-o", path)
    assert status == 0
    assert "3 张自评表" in output
    status, output = run("score", path)
    assert status == 0
    assert "总分：99.2" in output


def test_template_is_written_and_the_filled_one_scored(tmp_path: Path) -> None:
    assert run("form", "--template", "-o", tmp_path / "模板.xlsx")[0] == 0
    assert run("form", CYCLE, "--template", "-o", tmp_path / "数据.xlsx")[0] == 0
    assert "总分：99.20" in run("score", tmp_path / "数据.xlsx")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "没有.yaml"), "打不开"),
        (("monitor", EXAMPLES / "social-insurance-centre-2023.yaml"), "没有截止日期"),
        (("monitor", CYCLE, "--date", "昨天"), "不是日期"),
        (("form", "-o", "x.xlsx"), "没有给出数据文件"),
        (("form", CYCLE, "-o", "x.pdf"), "请以 .xlsx 或 .docx 结尾"),
        (("trend", CYCLE, "--chart", "x.gif"), "请存为 .svg 或 .png"),
    ],
)
def test_wrong_use_gets_one_message_and_status_2(arguments: tuple[object, ...], message: str) -> None:
    status, output = run(*arguments)
    assert status == 2
    assert message in output
