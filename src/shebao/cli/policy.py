"""`shebao pension` and `shebao retirement`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from shebao.cli.explained import Outcome
    from shebao.policy.casefile import RawCase

from shebao.cli.formats import Format

CASES = typer.Argument(help="案例文件（YAML 或 JSON，可写多个）：列表，或带 cases 列表的映射。", show_default=False)
CASES_OR_OPTIONS = typer.Argument(None, help="案例文件（YAML 或 JSON）；不写则用下面的选项。", show_default=False)
FORMAT = typer.Option(Format.text, "--format", help="输出方式。")
OUTPUT = typer.Option(None, "--output", "-o", help="写入的文件（多个案例的 PDF 为文件夹）；不写则打印。")
CHART = typer.Option(None, "--chart", help="把各退休时间的养老金画成图，存为 .svg 或 .png。")
ONLY = typer.Option(None, "--id", help="只算这个编号的案例。")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("pension", help="核算养老金并说明每一步的公式与依据。")(pension)
    app.command("retirement", help="推算法定退休时间、弹性退休范围和最低缴费年限。")(retirement)


def pension(
    cases: list[Path] = CASES,
    form: Format = FORMAT,
    output: Path | None = OUTPUT,
    only: str | None = ONLY,
    compare: bool = typer.Option(False, "--what-if", help="列出弹性范围内各退休时间的养老金（企业职工）。"),
    chart: Path | None = CHART,
) -> None:
    """Compute the pensions of a file of cases."""
    from shebao.cli.explained import emit, fail, run_cases

    if not compare and chart is None:
        emit(run_cases(cases, only, _pension), form, output)
        return
    if form is Format.pdf:
        fail("各退休时间的比较以 text 或 json 输出，图用 --chart 存为 svg 或 png")
    outcomes = run_cases(cases, only, _compared)
    if chart is not None:
        if len(outcomes) != 1:
            fail("一张图画一个案例，请用 --id 选定")
        if not outcomes[0].problems:
            _draw(cases, only, chart)
    emit(outcomes, form, output)


def _draw(cases: Sequence[Path], only: str | None, path: Path) -> None:
    from shebao.cli.explained import chosen_cases, fail, save
    from shebao.policy.errors import PolicyError
    from shebao.policy.pensions.case import read_employee_case
    from shebao.policy.pensions.chart import chart
    from shebao.policy.pensions.what_if import what_if

    (raw,) = chosen_cases(cases, only)
    try:
        save(path, chart(what_if(read_employee_case(raw)), raw.identifier, path.suffix.lstrip(".").lower()))
    except (ValueError, PolicyError) as error:
        fail(str(error))
    typer.echo(f"已写入 {path}", err=True)


def _compared(raw: RawCase) -> Outcome:
    from shebao.cli.explained import Outcome
    from shebao.policy.pensions.case import read_employee_case
    from shebao.policy.pensions.what_if import rows, table_text, what_if

    choices = what_if(read_employee_case(raw))
    return Outcome(
        raw.identifier, {"id": raw.identifier, "what_if": rows(choices)}, text=table_text(choices, raw.identifier)
    )


def _pension(raw: RawCase) -> Outcome:
    from shebao.cli.explained import Outcome
    from shebao.policy.pensions.compute import compute

    found = compute(raw)
    return Outcome(found.identifier, found.row, found.explanation)


def retirement(
    cases: list[Path] | None = CASES_OR_OPTIONS,
    sex: str | None = typer.Option(None, help="男或女。"),
    birth: str | None = typer.Option(None, help="出生日期或年月，如 1967-05-12。"),
    category: str | None = typer.Option(None, help="女性的类别：女干部或女工人。"),
    years: str | None = typer.Option(None, help="累计缴费年限，如 28年10个月。"),
    as_of: str | None = typer.Option(None, "--as-of", help="缴费年限截至的年月。"),
    form: Format = FORMAT,
    output: Path | None = OUTPUT,
    only: str | None = ONLY,
) -> None:
    """Determine retirement of a file of cases, or of the one person of the options."""
    from shebao.cli.explained import emit, outcome, run_cases
    from shebao.policy.casefile import RawCase

    if cases:
        emit(run_cases(cases, only, _retirement), form, output)
        return
    stated = {"sex": sex, "birth": birth, "group": category, "totalyears": years, "asof": as_of}
    fields = {key: value for key, value in stated.items() if value is not None}
    raw = RawCase("本人", fields, {key: key for key in fields})
    emit([outcome(raw, _retirement)], form, output)


def _retirement(raw: RawCase) -> Outcome:
    from shebao.cli.explained import Outcome
    from shebao.policy.retirement.case import read_retirement_case
    from shebao.policy.retirement.determination import determine_retirement, row

    found = determine_retirement(read_retirement_case(raw))
    return Outcome(raw.identifier, {"id": raw.identifier, **row(found)}, found.explanation)
