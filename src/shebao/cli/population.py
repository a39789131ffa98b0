"""`shebao population`: a synthetic population for examples, tests and benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(root: typer.Typer) -> None:
    """Adds `population`."""
    root.command("population")(population)


def population(
    output: Annotated[Path, typer.Option("--output", help="输出目录。")],
    people: Annotated[int, typer.Option("--people", min=1, max=50_000_000, help="人数。")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="种子：相同种子产生相同的数据。")] = 1,
    as_of: Annotated[str, typer.Option("--as-of", help="截至年月。")] = "2025-12",
    agency: Annotated[
        bool, typer.Option("--agency", help="写成经办系统的数据表（列名为指标代码），供 shebao check。")
    ] = False,
    faults: Annotated[
        int, typer.Option("--faults", min=0, help="每种已知错误植入几处（随 --agency），答案在 truth.csv。")
    ] = 0,
) -> None:
    """生成合成人口：人员、单位、就业与缴费史、退休、工伤、失业、死亡，写成 Parquet；号码不属于任何人。"""
    from shebao.fields.dates import parse_month
    from shebao.population.agency.writing import write_agency
    from shebao.population.write import write_population

    try:
        month = parse_month(as_of)
        if not 2020 <= month.year <= 2026:
            raise ValueError(f"截至年月应在 2020 至 2026 年之间，实为 {as_of}")
        if agency or faults:
            rows = write_agency(people, seed, output, month.ordinal, faults)
        else:
            rows = write_population(people, seed, output, month.ordinal)
    except (ValueError, OSError) as error:
        typer.echo(f"无法生成合成人口：{error}", err=True)
        raise typer.Exit(2) from error
    for name, count in rows.items():
        typer.echo(f"{name:<16} {count:>12,} 行")
    typer.echo(f"合成人口在 {output}（种子 {seed}；身份号码与信用代码的区划 4299xx 不存在，不属于任何人）")
