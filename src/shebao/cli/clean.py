"""`shebao clean`: a source's columns and codes as a declared table's, every row accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

UNUSABLE = 2


def register(root: typer.Typer) -> None:
    """Adds `clean`."""
    root.command("clean")(clean)


def clean(
    source: Annotated[
        str, typer.Argument(metavar="源数据", help="目录、Parquet、CSV、XLSX、DuckDB 文件，或 postgresql://。")
    ],
    mapping: Annotated[Path, typer.Option("--mapping", help="映射文件：列、代码、规则、决定。")],
    output: Annotated[Path, typer.Option("--output", help="结果目录。")],
    checks: Annotated[list[str] | None, typer.Option("--checks", help="声明目标表的检查集；默认 agency。")] = None,
    rehearse: Annotated[int | None, typer.Option("--rehearse", min=1, help="演练：只取前若干行。")] = None,
    engine: Annotated[str, typer.Option("--engine", help="duckdb（本机）或 spark（多机）。")] = "duckdb",
    master: Annotated[str | None, typer.Option("--master", help="Spark 主节点地址。")] = None,
    memory: Annotated[int, typer.Option("--memory", min=256, help="计算引擎可用内存（MB）。")] = 4096,
) -> None:
    """迁移清洗：每行或照搬、或按写明的规则更正、或列入不能迁移的清单，行数和合计相等。退出码 0 全部迁移，1 有列出的，2 不能执行。"""
    from shebao.operations.governance import GovernanceError, read_sets
    from shebao.operations.governance.cleaning import clean as run
    from shebao.operations.governance.cleaning import read_mapping
    from shebao.operations.governance.running.engine import EngineError
    from shebao.operations.governance.running.engines import start_engine

    try:
        read = read_mapping(mapping, read_sets(checks or ["agency"]))
        started = start_engine(engine, output / "spill", memory, None, master)
        try:
            proof = run(read, source, output, started, rehearse)
        finally:
            started.close()
    except (GovernanceError, EngineError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        typer.echo(f"无法读写文件：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    what = f"演练（前 {rehearse} 行）" if rehearse else "执行"
    typer.echo(
        f"{read.title}{what}：{proof.rows} 行 = 照搬 {proof.mapped} + 更正 {proof.corrected} + 列出 {proof.listed}"
    )
    for name, count in proof.by_rule.items():
        typer.echo(f"  更正 {name}：{count} 行")
    for name, count in proof.by_class.items():
        typer.echo(f"  列出 {name}：{count} 行")
    for name, sums in proof.sums.items():
        unread = f"，另有 {sums['unreadable']} 行金额读不成" if sums.get("unreadable") else ""
        typer.echo(f"  {name} 合计：源 {sums['source']} = 目标 {sums['target']} + 列出 {sums['listed']}{unread}")
    typer.echo(f"目标表 {read.target.name}.parquet、不能迁移的 listed.parquet、证明 proof.json 在 {output}")
    raise typer.Exit(1 if proof.listed else 0)
