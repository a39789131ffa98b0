"""`shebao accounts`: template, close, explain, progress and export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

from shebao.cli.bounds import within
from shebao.cli.writing import reason_of

if TYPE_CHECKING:
    from shebao.accounts.account_set import AccountSet
    from shebao.accounts.importing.rejects import ImportRejected
    from shebao.accounts.prior import Prior

FOUND, REJECTED = 1, 2
_MOST_LISTED = 200
_REPORTS = (".pdf", ".docx", ".xlsx", ".html", ".htm", ".txt", ".md")
Result = TypeVar("Result")

NEW = typer.Argument(metavar="账套", help="要生成的文件夹。", show_default=False)
OUTPUT = typer.Option(..., "--output", "-o", help="写入的文件夹。", show_default=False)
CHART = typer.Option(None, "--chart", help="把累计执行率画成图，存为 .svg 或 .png。")
DIR = typer.Argument(metavar="账套", help="账套文件夹（有 accounts.yaml）。", show_default=False)
commands = typer.Typer(help="编制决算：由预算和分录算出九张决算表，每个数可追溯到分录。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="accounts")


@commands.command()
@within()
def template(
    folder: Path = NEW,
    year: int = typer.Option(..., "--year", min=2007, max=2099, help="决算年度。", show_default=False),
    name: str = typer.Option("单位全称", "--name", help="单位或部门全称。"),
    kind: str = typer.Option("unit", "--kind", help="unit 单位，department 部门。"),
    place: str = typer.Option("", "--place", help="版式的地区：wuhan、shanghai。", show_default=False),
    plan: bool = typer.Option(False, "--plan", help="也生成用款计划表。"),
) -> None:
    """生成空白账套：accounts.yaml、分录表、预算表、年初结转表和附表，照说明填写即可。"""
    from shebao.accounts.model import Unit
    from shebao.accounts.output.template import REQUIRED, write_template

    if kind not in ("unit", "department"):
        _fail("--kind 应为 unit 或 department")
    if any(c in name + place for c in ":#{}[]\n\"'"):
        _fail("名称里不能有 : # { } [ ] 和引号")
    try:
        written = write_template(folder, Unit("", name, kind, place, year), (*REQUIRED, "plan") if plan else REQUIRED)
    except OSError as problem:
        _fail(f"不能写入 {folder}：{reason_of(problem)}")
    for path in written:
        typer.echo(f"已写入 {path}")
    typer.echo(f"填好后运行：shebao accounts close {folder} --output 决算")


@commands.command()
@within()
def close(
    folder: Path = DIR,
    output: Path = OUTPUT,
) -> None:
    """算出九张决算表，写成 XLSX、HTML、CSV、JSON 和数据包。

    退出状态：0 没有要处理的问题；1 已写入，但有超预算等须处理的问题；2 输入有错，什么都没有写。
    """
    from shebao.accounts.closing.closing import closing_of
    from shebao.accounts.closing.completeness import incomplete
    from shebao.accounts.output.folder import OutputRefused, write_closing

    prior = _read_prior(folder)
    accounts = _or_rejected(lambda: _read(folder))
    closing = _or_rejected(lambda: closing_of(accounts, prior))
    _tell_hidden(folder)
    try:
        written = write_closing(closing, output)
    except OutputRefused as problem:
        _fail(str(problem))
    except OSError as problem:
        _fail(f"不能写入 {output}：{reason_of(problem)}")
    for finding in closing.findings[:_MOST_LISTED]:
        unit = f"单位 {finding.unit}：" if finding.unit else ""
        typer.echo(f"注意：{unit}{finding.message}", err=True)
    if len(closing.findings) > _MOST_LISTED:
        typer.echo(f"…共 {len(closing.findings)} 个问题，全部见 closing.json。", err=True)
    for point in list(incomplete(accounts, closing))[:_MOST_LISTED]:
        unit = f"单位 {point.unit}：" if point.unit else ""
        typer.echo(f"完整性：{unit}{point.message}", err=True)
    typer.echo(f"{closing.unit.name}{closing.unit.fiscal_year}年度决算：{len(written)} 个文件写入 {output}")
    raise typer.Exit(FOUND if closing.findings else 0)


def _tell_hidden(folder: Path) -> None:
    """Sheets that nobody sees are not imported; say which there are."""
    from shebao.accounts.importing.sheet_file import SheetFile
    from shebao.accounts.importing.workbook import hidden_sheets

    for path in sorted(folder.glob("*.xlsx")):
        if names := hidden_sheets(SheetFile(path.name, path.read_bytes())):
            typer.echo(f"注意：{path.name} 的工作表“{'”“'.join(names)}”是隐藏的，没有读取。", err=True)


@commands.command()
@within()
def explain(
    folder: Path = DIR,
    cell: str = typer.Argument("", metavar="表:行:列", help="单元格，如 03:2080109:project。", show_default=False),
    voucher: str = typer.Option(
        "", "--voucher", help="反过来：列出这个凭证号的分录影响哪些单元格。", show_default=False
    ),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON。"),
) -> None:
    """列出一个单元格背后的分录；或一张凭证影响的单元格。"""
    if bool(cell) == bool(voucher):
        _fail("写一个单元格（如 03:2080109:project），或用 --voucher 写一个凭证号")
    from shebao.cli.accounts_trace import explain_cell, explain_voucher

    data = _read(folder)
    text = explain_cell(data, cell, as_json) if cell else explain_voucher(data, voucher, as_json)
    if text is None:
        raise typer.Exit(REJECTED)
    typer.echo(text, nl=False)


@commands.command()
@within()
def progress(
    folder: Path = DIR,
    month: int = typer.Option(12, "--month", min=1, max=12, help="截至几月。"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON。"),
    chart: Path | None = CHART,
) -> None:
    """按月监控预算执行：对比序时进度和用款计划，提示滞后、先支后批、年底突击和超预算。"""
    import json

    from shebao.accounts.progress.monitor import monitor, progress_document
    from shebao.accounts.progress.text import progress_text

    data = _read(folder)
    found = monitor(data, month)
    if chart is not None:
        from shebao.accounts.progress.chart import progress_chart
        from shebao.cli.writing import OutputError, write_whole

        title = f"{data.manifest.unit.name}{data.manifest.unit.fiscal_year}年预算执行进度"
        try:
            write_whole(chart, progress_chart(found, title, month, chart.suffix.lstrip(".").lower()))
        except (ValueError, OutputError) as problem:
            _fail(str(problem))
        typer.echo(f"已写入 {chart}", err=True)
    if as_json:
        typer.echo(json.dumps(progress_document(data, found, month), ensure_ascii=False, indent=1))
    else:
        typer.echo(progress_text(found, month), nl=False)


@commands.command()
@within()
def export(
    folder: Path = DIR,
    output: Path = OUTPUT,
    form: str = typer.Option("csv", "--format", help="csv 或 xlsx。"),
) -> None:
    """把核对过的分录、预算、年初结转写成模板格式的表，供别的系统或下次导入。"""
    from shebao.accounts.output.sheets import TooManyRows, ledgers, write_csv, write_workbook

    if form not in ("csv", "xlsx"):
        _fail("--format 应为 csv 或 xlsx")
    data = _read(folder)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, (ledger, columns) in ledgers(data).items():
            path = output / f"{name}.{form}"
            (write_csv if form == "csv" else write_workbook)(path, ledger, columns)
            typer.echo(f"已写入 {path}（{len(ledger)} 行）")
    except TooManyRows as problem:
        _fail(str(problem))
    except OSError as problem:
        _fail(f"不能写入 {output}：{reason_of(problem)}")


def _read(folder: Path) -> AccountSet:
    from shebao.accounts.importing.folder import read_folder

    return _or_rejected(lambda: read_folder(folder))


def _read_prior(folder: Path) -> Prior | None:
    """The prior year from a report in prior/, where there is no closing.json."""
    prior = folder / "prior"
    reports = sorted(path for path in prior.glob("*") if path.suffix.lower() in _REPORTS)
    if (prior / "closing.json").is_file() or not reports:
        return None
    from shebao import read_report
    from shebao.accounts.prior import prior_of_tables

    refusal = f"上年报告 {reports[0]} 不能读取；请换成 closing.json 或可读的报告"
    try:
        prior_year = prior_of_tables(read_report(reports[0]).tables, reports[0].name)
    except Exception:
        _fail(refusal)
    if not prior_year.amounts:
        _fail(refusal)
    return prior_year


def _or_rejected(job: Callable[[], Result]) -> Result:
    from shebao.accounts.importing.rejects import ImportRejected

    try:
        return job()
    except ImportRejected as problem:
        _list(problem)
        raise typer.Exit(REJECTED) from None
    except OSError as problem:
        _fail(f"不能读取 {problem.filename}：{reason_of(problem)}")


def _list(problem: ImportRejected) -> None:
    for reject in problem.problems[:_MOST_LISTED]:
        typer.echo(str(reject), err=True)
    if problem.total > _MOST_LISTED:
        typer.echo(f"…只列出前 {_MOST_LISTED} 处。", err=True)
    typer.echo(f"共 {problem.total} 处不能导入，没有写入任何文件。", err=True)


def _fail(message: str) -> NoReturn:
    typer.echo(f"{message}。" if not message.endswith("。") else message, err=True)
    raise typer.Exit(REJECTED)
