"""`shebao audit`: read published reports and audit them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

FORMATS = ("text", "json", "jsonl", "sarif", "html", "xlsx", "pdf")
SEVERITIES = ("error", "warning", "info")

_UNREADABLE = 2


def audit(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="文件…", help="决算公开报告（PDF、DOCX、XLSX、HTML、TXT、MD）、文件夹，或 -（标准输入）。"
        ),
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", metavar="格式", help="输出格式：text、json、jsonl、sarif、html、xlsx、pdf。")
    ] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="路径", help="写入该文件或文件夹；不指定则输出到终端。")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=0, help="同时审核的进程数；0 为处理器数。")] = 0,
    severity: Annotated[
        str, typer.Option(metavar="级别", help="只列出不低于该级别的问题：error、warning、info。")
    ] = "info",
    rules: Annotated[
        str | None, typer.Option(metavar="规则", help="只用（或以 - 排除）这些规则，如 T,N03,-L。")
    ] = None,
    explain: Annotated[str | None, typer.Option(metavar="规则", help="说明一条规则核对什么、依据是什么。")] = None,
    prior: Annotated[
        list[Path] | None, typer.Option(metavar="文件", help="同一单位上年度的报告，用来核对与上年的比较；可多次使用。")
    ] = None,
) -> None:
    """审核决算公开报告：表格、文字、绩效自评表能否自洽，逐处指出问题并给出算式。

    退出状态：0 没有错误级问题，1 有错误级问题，2 有文件不能读取（其余照常审核）。
    """
    if explain is not None:
        raise typer.Exit(_explain(explain))
    if not files:
        raise typer.Exit(_refuse("没有指定要审核的文件。用法：shebao audit 文件或文件夹…（详见 shebao audit --help）"))
    if format_name not in FORMATS:
        raise typer.Exit(_refuse(f"不支持的输出格式 {format_name}；可用：{'、'.join(FORMATS)}"))
    if severity not in SEVERITIES:
        raise typer.Exit(_refuse(f"不认识的级别 {severity}；可用：{'、'.join(SEVERITIES)}"))
    raise typer.Exit(_run(files, format_name, output, jobs, severity, rules, prior or []))


def _refuse(message: str) -> int:
    typer.echo(message, err=True)
    return _UNREADABLE


def _run(
    files: list[str],
    format_name: str,
    output: Path | None,
    jobs: int,
    severity: str,
    rules: str | None,
    prior: list[Path],
) -> int:
    from shebao.cli.audit.expressions import compiled

    compiled()
    from shebao.auditing.audit import select_rules
    from shebao.auditing.verdicts import Severity
    from shebao.cli.audit.files import Input, collect
    from shebao.cli.audit.one import Settings
    from shebao.cli.audit.output import destination, screen_of
    from shebao.cli.audit.run import run
    from shebao.cli.writing import OutputError

    patterns = tuple(p.strip() for p in rules.split(",") if p.strip()) if rules else None
    try:
        select_rules(patterns)
        items = collect(files)
        target = destination(format_name, output, [item for item in items if isinstance(item, Input)])
        absent = [path for path in prior if not path.is_file()]
        for path in absent:
            typer.echo(f"{path}：找不到这个文件（--prior）", err=True)
        screen = screen_of(sys.stdout) if output is None else screen_of(None)
        settings = Settings(format_name, Severity(severity), patterns, screen)
        status = run(items, [path for path in prior if path not in absent], settings, target, jobs)
        return _UNREADABLE if absent else status
    except (ValueError, OutputError) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        return _nobody_reads()


def _interrupted() -> int:
    typer.echo("已中止。", err=True)
    return 130


def _nobody_reads() -> int:
    """The reader of a pipe went away (head, less): what is left to print goes nowhere, without complaint."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _explain(code: str) -> int:
    from shebao.auditing.registry import all_rules
    from shebao.cli.audit.output import screen_of
    from shebao.rendering.terminal import explain_text

    known = {rule.code: rule for rule in all_rules()}
    rule = known.get(code.upper())
    if rule is None:
        return _refuse(f"没有规则 {code}；可用的规则：{'、'.join(known)}")
    typer.echo(explain_text(rule, screen_of(sys.stdout)), nl=False)
    return 0


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("audit")(audit)
