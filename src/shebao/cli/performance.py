"""`shebao performance score|monitor|form|trend`: performance self-evaluation from data or from official forms."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from shebao.cli.bounds import within

if TYPE_CHECKING:
    from shebao.performance import PerformanceData

PROBLEMS, UNREADABLE = 1, 2
app = typer.Typer(help="预算绩效：计分、运行监控、自评表、趋势。", no_args_is_help=True, rich_markup_mode=None)


class Output(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"


FILES = typer.Argument(help="绩效数据（YAML、XLSX）或官方自评表（XLSX、DOCX、PDF、TXT 等）。", show_default=False)
FORMAT = typer.Option(Output.text, "--format", help="输出方式。")
OUTPUT = typer.Option(None, "--output", "-o", help="写入的文件；不写则打印。")
FILE = typer.Argument(None, help="绩效数据（YAML、XLSX）或官方自评表。", show_default=False)
WRITTEN = typer.Option(..., "--output", "-o", help="写入的文件：.xlsx 或 .docx。")
CHART = typer.Option(None, "--chart", help="把趋势画成图，存为 .svg 或 .png。")
PLACE = typer.Option("", "--place", help="按哪个地区的评分办法（如 武汉）；不写则按数据中的地区或单位名称。")


def register(parent: typer.Typer) -> None:
    """Add the commands."""
    parent.add_typer(app, name="performance")


@app.command("score", help="按评分办法计分，逐项说明得分由来，列出问题；有错误时以 1 退出。")
@within()
def score_command(
    files: list[Path] = FILES,
    form: Output = FORMAT,
    output: Path | None = OUTPUT,
    place: str = PLACE,
    suggest: bool = typer.Option(False, "--suggest", help="给出结果应用建议：下年目标、预算安排。"),
) -> None:
    """Score the forms of the files."""
    from shebao.cli.performance_output import score_record, score_text
    from shebao.performance import DataError, score, summary_problems

    wrong = False
    texts, records = [], []
    for path in files:
        data = _read(path, place)
        try:
            scored = score(data)
        except DataError as error:
            _fail(str(error))
        between = summary_problems(data)
        wrong = wrong or any(not each.sound for each in scored) or any(p.level == "error" for p in between)
        texts.append(score_text(data, scored, between, suggest))
        records.append(score_record(data, scored, between, suggest))
    _emit("\n".join(texts) if form is Output.text else _json(records), output)
    if wrong:
        raise typer.Exit(PROBLEMS)


@app.command("monitor", help="年中双监控：预算执行和目标完成情况，预计全年，红黄绿灯。")
@within()
def monitor_command(
    files: list[Path] = FILES,
    day: str = typer.Option("", "--date", help="截止日期，如 2024-06-30；不写则用数据中的“年中截止日”。"),
    form: Output = FORMAT,
    output: Path | None = OUTPUT,
    place: str = PLACE,
) -> None:
    """Monitor the forms of the files."""
    from shebao.cli.performance_output import monitor_record, monitor_text
    from shebao.performance import monitor
    from shebao.report.performance import SchemeError

    texts, records = [], []
    for path in files:
        data = _read(path, place)
        chosen = _day(day) if day else data.midyear_day
        if chosen is None:
            _fail(f"{path.name}：没有截止日期；请用 --date 2024-06-30 指定，或在数据中填“年中截止日”。")
        try:
            found = monitor(data, chosen)
        except SchemeError as error:
            _fail(f"{path.name}：{error}")
        texts.append(monitor_text(found))
        records.append(monitor_record(found))
    _emit("\n".join(texts) if form is Output.text else _json(records), output)


@app.command("form", help="生成官方自评表（XLSX 或 DOCX），或用 --template 生成填报模板。")
@within()
def form_command(
    file: Path | None = FILE,
    output: Path = WRITTEN,
    template: bool = typer.Option(False, "--template", help="写出填报模板（XLSX）；给了数据文件则填好数据。"),
    place: str = PLACE,
) -> None:
    """Write official forms or the template."""
    from shebao.cli.writing import OutputError, write_whole
    from shebao.performance import DataError, data_workbook, forms_docx, forms_xlsx, score

    if output.suffix.lower() not in {".xlsx", ".docx"}:
        _fail(f"{output.name}：请以 .xlsx 或 .docx 结尾。")
    data = _read(file, place) if file else None
    try:
        if template:
            if output.suffix.lower() != ".xlsx":
                _fail(f"{output.name}：模板只有 .xlsx 一种。")
            write_whole(output, data_workbook(data))
            typer.echo(f"已写入 {output}（填报模板）。")
            return
        if data is None:
            _fail("没有给出数据文件；要空白模板请加 --template。")
        scored = score(data)
        write_whole(output, (forms_xlsx if output.suffix.lower() == ".xlsx" else forms_docx)(scored))
    except DataError as error:
        _fail(str(error))
    except OutputError as error:
        _fail(f"{error}；请换一个位置。")
    problems = [problem for each in scored for problem in each.problems if problem.level == "error"]
    for problem in problems:
        typer.echo(problem.text, err=True)
    typer.echo(f"已写入 {output}（{len(scored)} 张自评表）。")
    if problems:
        raise typer.Exit(PROBLEMS)


@app.command("trend", help="指标的历年趋势；给出几个单位的数据时，比较同一指标。")
@within()
def trend_command(
    files: list[Path] = FILES,
    indicator: str = typer.Option("", "--indicator", help="只看名称含这些字的指标。"),
    chart: Path | None = CHART,
    form: Output = FORMAT,
    output: Path | None = OUTPUT,
) -> None:
    """Trends over years and comparison of units."""
    from shebao.cli.performance_output import comparison_lines, series_record, trend_lines
    from shebao.performance import comparison, trends
    from shebao.performance.trend import write_chart

    data = [_read(path, "") for path in files]
    over_years, over_units = trends(data, indicator), comparison(data, indicator)
    if chart is not None:
        if chart.suffix.lower() not in {".svg", ".png"}:
            _fail(f"{chart.name}：图请存为 .svg 或 .png。")
        write_chart(chart, over_years)
    if form is Output.json:
        _emit(
            _json(
                {"trends": [series_record(s) for s in over_years], "comparison": [series_record(s) for s in over_units]}
            ),
            output,
        )
        return
    lines = [line for series in over_years for line in trend_lines(series)]
    lines += [line for series in over_units for line in comparison_lines(series)]
    _emit("\n".join(lines) or "没有两年以上或两个单位以上的同名指标。", output)


def _read(path: Path, place: str) -> PerformanceData:
    """The data of a file: YAML, the data workbook, or official forms in any format that can be read."""
    from dataclasses import replace

    from shebao.performance import DataError, read_workbook, read_yaml
    from shebao.performance.workbook import file_bytes, is_data_workbook

    suffix = path.suffix.lower()
    try:
        if suffix in {".yaml", ".yml"}:
            data = read_yaml(path)
        elif suffix == ".xlsx" and is_data_workbook(file_bytes(path), path.name):
            data = read_workbook(path)
        else:
            data = _official(path)
    except DataError as error:
        _fail(str(error))
    return replace(data, place=place) if place else data


def _official(path: Path) -> PerformanceData:
    from shebao.performance import DataError, Where, performance_data
    from shebao.reading.document import UnreadableFile
    from shebao.reading.report import read_file

    try:
        report = read_file(path).report
    except UnreadableFile as error:
        raise DataError("unreadable", str(error)) from None
    if not report.forms:
        raise DataError(
            "no_form", "没有读到绩效自评表；请给出含自评表的文件，或用 YAML、模板填报数据。", Where(path.name)
        )
    first = report.forms[0]
    unit = report.identity.unit or next((form.unit.quote for form in report.forms if form.unit), first.name)
    year = report.identity.fiscal_year or _year(first.title.quote)
    if year is None:
        raise DataError("no_year", "自评表上没有年度；请改用带年度标题的表。", Where(path.name))
    return performance_data(report.forms, unit, year, report.identity.place, path.name)


def _year(title: str) -> int | None:
    import re

    match = re.search(r"20\d{2}", title)
    return int(match.group()) if match else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail(f"“{text}”不是日期；请写成 2024-06-30。")


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(UNREADABLE)


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text)
        return
    from shebao.cli.writing import OutputError, write_whole

    try:
        write_whole(output, f"{text}\n".encode())
    except OutputError as error:
        _fail(f"{error}；请换一个位置。")
    typer.echo(f"已写入 {output}", err=True)


def _json(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2)
