"""`shebao city`: a synthetic agency that lives through months, and exports of what an agency holds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="合成城市：一个经办机构逐月经办；导出权益记录的表。", no_args_is_help=True)
UNUSABLE = 2
_AGENCY = "agency"
_Folder = Annotated[Path, typer.Argument(metavar="目录", help="城市的目录；它的数据库、人口和 city.json 都在里面。")]


def register(root: typer.Typer) -> None:
    """Adds `city live` and `city export`."""
    root.add_typer(app, name="city")


@app.command()
def live(
    folder: _Folder,
    people: Annotated[int, typer.Option("--people", min=50, max=10_000_000, help="人数。")] = 10_000,
    first: Annotated[str, typer.Option("--from", help="第一个月，像 2025-01。")] = "2025-01",
    last: Annotated[str, typer.Option("--to", help="最后一个月。")] = "2025-03",
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help="种子：相同种子过出相同的城市。")] = 1,
) -> None:
    """一座合成城市逐月经办：增员、减员、换单位、死亡、更正、补报，用与窗口相同的规则；中断了再运行就接着过。

    每月的事件、控制数、平衡关系和用时写进 目录/city.json。号码不属于任何人。
    """
    from shebao.cli.progress import Progress
    from shebao.fields.dates import parse_month

    bar = Progress(1, "准备")
    try:
        months = parse_month(first), parse_month(last)
        if not (months[0].year, months[0].month) >= (2024, 1) or months[1] < months[0] or months[1].year > 2026:
            raise ValueError(f"应从 2024-01 以后的一个月到 2026-12 以前、不早于它的一个月，实为 {first} 至 {last}")
        with _city(folder, make=True):
            from shebao.server.operations.city.living import AnotherCity, Wanted
            from shebao.server.operations.city.living import live as live_through

            try:
                diary = live_through(folder, Wanted(people, seed, *months), bar.say)
            except AnotherCity as error:
                raise ValueError(str(error)) from error
    except (ValueError, OSError) as error:
        bar.hide()
        typer.echo(f"不能过这座城市：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    bar.hide()
    for month in diary.months:
        apart = sum(tie["difference"] != 0 for tie in month["ties"])
        events = "，".join(f"{name} {count:,}" for name, count in month["events"].items())
        typer.echo(
            f"{month['month']}：{events}；{len(month['ties'])} 项平衡，{apart} 项不平；{sum(month['seconds'].values()):.1f} 秒"
        )
    if any(tie["difference"] for month in diary.months for tie in month["ties"]):
        raise typer.Exit(1)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="合成城市的目录，或平台的数据目录（SHEBAO_DATA）。")],
    output: Annotated[Path, typer.Option("--output", help="写到哪个目录；已有的导出被替换。")],
    known_on: Annotated[datetime, typer.Option("--known-on", formats=["%Y-%m-%d"], help="到哪一天终了时所知。")],
) -> None:
    """把权益记录导出为 Parquet 表和 manifest.json；同一天所知的，以后再导出一字不差。合成城市导出全文，真实的遮盖。"""
    from shebao.cli.progress import Progress
    from shebao.server.platform.secrets.source import KeyProblem

    bar = Progress(1, "导出")
    try:
        with _city(folder, make=False) as synthetic:
            from shebao.server.operations.city.exporting import NotEmpty
            from shebao.server.operations.city.exporting import export as write_out
            from shebao.server.platform.secrets.fields import Unreadable

            try:
                manifest = write_out(
                    output, known_on.date(), clear=synthetic, say=lambda table: bar.say(f"导出 {table}")
                )
            except (NotEmpty, Unreadable, KeyProblem) as error:
                raise ValueError(str(error)) from error
    except (ValueError, OSError) as error:
        bar.hide()
        typer.echo(f"不能导出：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    bar.hide()
    for name, table in manifest["tables"].items():
        typer.echo(f"{name:<10} {table['rows']:>12,} 行")


@contextmanager
def _city(folder: Path, *, make: bool) -> Iterator[bool]:
    """The database of a city, or of a platform where the folder is its data directory; whether it is a city's, whose people
    are synthetic. Raises ValueError where there is none."""
    from shebao.server.standalone import NotReady, made, ready

    synthetic = make or (folder / _AGENCY).is_dir()
    os.environ["SHEBAO_DATA"] = str((folder / _AGENCY if synthetic else folder).absolute())
    os.environ.pop("DATABASE_URL", None)
    try:
        with made() if make else ready():
            yield synthetic
    except NotReady as error:
        raise ValueError(str(error)) from error
