"""`shebao batch`: payroll, adjustment, recalculation and assessment for a whole roster."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shebao.batch.run import Outcome
    from shebao.batch.task import Task
    from shebao.fields.dates import Month
    from shebao.policy.adjustments.rule import AdjustmentRule
    from shebao.policy.parameters import Law

app = typer.Typer(name="batch", help="按名册批量计算：发放、调整、重核补发、缴费核定。", no_args_is_help=True)

LABELS = {
    "basic": "基础养老金",
    "personal": "个人账户养老金",
    "transition": "过渡性养老金",
    "determined": "核定待遇",
    "adjustment": "历年调整",
    "pension": "月待遇标准",
    "arrears": "补发",
    "deduction": "抵扣",
    "payment": "实发",
    "fixed": "定额调整",
    "by_years": "年限调整",
    "by_level": "水平调整",
    "tilt": "倾斜调整",
    "increase": "调整合计",
    "adjusted_pension": "调整后月待遇标准",
    "entitled": "应发",
    "paid": "已发",
    "corrected": "已更正",
    "base": "缴费基数",
    "pension_employer": "养老保险单位",
    "pension_employee": "养老保险个人",
    "annuity_employer": "职业年金单位",
    "annuity_employee": "职业年金个人",
    "unemployment_employer": "失业保险单位",
    "unemployment_employee": "失业保险个人",
    "injury_employer": "工伤保险单位",
    "employer_total": "单位合计",
    "employee_total": "个人合计",
    "total": "总计",
}

_Input = Annotated[str, typer.Argument(metavar="输入", help="Parquet 文件、含各名册的目录，或 postgresql:// 地址。")]
_Output = Annotated[Path, typer.Option("--output", help="输出目录；中断后用同一目录重跑即从断点继续。")]
_Engine = Annotated[str, typer.Option("--engine", help="duckdb（本机）或 spark（多机）。")]
_Area = Annotated[str, typer.Option("--area", help="参数所属地区。")]
_Month = Annotated[str | None, typer.Option("--month", help="年月，如 2025-12；默认取输入目录 manifest.json 的年月。")]
_Threads = Annotated[int | None, typer.Option("--threads", min=1, help="线程数，默认用全部核。")]
_Memory = Annotated[int, typer.Option("--memory", min=256, help="计算引擎可用内存（MB）。")]


@app.command("payroll")
def _payroll(
    source: _Input,
    output: _Output,
    engine: _Engine = "duckdb",
    month: _Month = None,
    area: _Area = "wuhan",
    threads: _Threads = None,
    memory: _Memory = 1024,
) -> None:
    """养老金月发放：逐人核算各项待遇、补发、抵扣与实发（名册 pensioners）。"""
    from shebao.batch.tasks.payroll import payroll

    _run(lambda: payroll(_law(area), _month(month, source)), source, output, engine, threads, memory)


@app.command("adjust")
def _adjust(
    source: _Input,
    output: _Output,
    engine: _Engine = "duckdb",
    scheme: Annotated[
        Path | None, typer.Option("--scheme", help="调整方案 YAML；默认取输入目录的 adjustment.yaml。")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="取参数库中该地区这一年的调整方案。")] = None,
    area: _Area = "wuhan",
    threads: _Threads = None,
    memory: _Memory = 1024,
) -> None:
    """待遇年度调整：定额、年限、水平、倾斜（名册 pensioners）。"""
    from shebao.batch.tasks.adjust import adjust

    _run(lambda: adjust(_law(area), _rule(scheme, year, area, source)), source, output, engine, threads, memory)


@app.command("recalculate")
def _recalculate(
    source: _Input,
    output: _Output,
    engine: _Engine = "duckdb",
    area: _Area = "wuhan",
    threads: _Threads = None,
    memory: _Memory = 1024,
) -> None:
    """待遇重核补发：应发减已发和已更正（名册 recalculations，发放明细 payments）。"""
    from shebao.batch.tasks.recalculate import recalculate

    _run(lambda: recalculate(_law(area)), source, output, engine, threads, memory)


@app.command("assess")
def _assess(
    source: _Input,
    output: _Output,
    engine: _Engine = "duckdb",
    month: _Month = None,
    injury_reduction: Annotated[
        str | None,
        typer.Option("--injury-reduction", help="工伤费率阶段性下调：balance_18_months 或 balance_24_months。"),
    ] = None,
    area: _Area = "wuhan",
    threads: _Threads = None,
    memory: _Memory = 1024,
) -> None:
    """月缴费核定：基数上下限与各险种单位、个人应缴（名册 insured）。"""
    from shebao.batch.tasks.assess import assess

    _run(lambda: assess(_law(area), _month(month, source), injury_reduction), source, output, engine, threads, memory)


def _where(outcome: Outcome) -> str:
    """Where the rejected rows are told one by one, and where everything was written."""
    told = f"，逐行原因见 {outcome.folder / 'rejects.csv'}" if outcome.rejected else ""
    return f"{told}；已写入 {outcome.folder}"


def register(root: typer.Typer) -> None:
    """Adds `batch` and its jobs."""
    root.add_typer(app)


def _law(area: str) -> Law:
    from shebao.policy.parameters import law

    return law(area)


def _month(text: str | None, source: str) -> Month:
    from shebao.batch.errors import BatchError
    from shebao.fields.dates import month_of, parse_month

    manifest = Path(source) / "manifest.json"
    try:
        if text is None and manifest.is_file():
            text = json.loads(manifest.read_text(encoding="utf-8"))["as_of"]
        return parse_month(text) if text else month_of(date.today())
    except (KeyError, TypeError):
        raise BatchError(f"{manifest} 没有年月 as_of，请用 --month 给出") from None
    except ValueError as error:
        raise BatchError(f"--month {error}") from error


def _rule(chosen: Path | None, year: int | None, area: str, source: str) -> AdjustmentRule:
    """The adjustment of a file, or of the law where a year is given."""
    from shebao.batch.errors import BatchError
    from shebao.policy.adjustments.notices import adjustment_of
    from shebao.policy.adjustments.reading import read_notice

    if chosen is not None and year is not None:
        raise BatchError("--scheme 与 --year 只能给一个")
    if year is not None:
        return adjustment_of(_law(area), year)
    scheme = chosen or Path(source) / "adjustment.yaml"
    if not scheme.is_file():
        raise BatchError(f"没有调整方案 {scheme}：请用 --scheme 给出文件，或用 --year 取参数库中的方案")
    notice = read_notice(scheme)
    if notice.rule is None:
        raise BatchError(f"调整方案 {scheme.name} 只有总体比例，没有调整数额，不能逐人计算")
    return notice.rule


def _run(make: Callable[[], Task], source: str, output: Path, engine: str, threads: int | None, memory: int) -> None:
    from shebao.batch import BatchError, run_batch
    from shebao.policy.errors import PolicyError

    try:
        task = make()
        outcome = run_batch(task, source, output, engine, threads, memory)
    except (BatchError, PolicyError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        typer.echo(f"无法读写文件：{error}。已完成的分片保留，排除原因后用同一输出目录重跑即可续算", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{task.title}：计算 {outcome.totals.overall['count']} 人，退回 {outcome.rejected} 行{_where(outcome)}")
    for name in (*task.items, *task.always):
        typer.echo(f"  {LABELS.get(name, name)}：{_yuan(outcome.totals.overall[name])} 元")
    if outcome.resumed:
        typer.echo(f"接续以前的运行：{outcome.resumed} 个分片已完成，本次计算 {outcome.computed} 个")
    typer.echo(f"结果、退回清单 rejects.csv、控制总数 totals.json、清单 manifest.json 在 {output}")


def _yuan(fen: int) -> str:
    from decimal import Decimal

    from shebao.money import format_amount

    return format_amount(Decimal(fen).scaleb(-2), 2)
