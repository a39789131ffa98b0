"""`shebao operations`: the agency's business as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(help="经办业务：把合成人口载入权益记录；比对疑似重复登记。", no_args_is_help=True)
UNUSABLE = 2


def register(root: typer.Typer) -> None:
    """Adds `operations load` and `operations duplicates`."""
    root.add_typer(app, name="operations")


@app.callback()
def _group() -> None:
    """Keeps each command a word of its own."""


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="shebao population --output 写出的目录。")],
    office: Annotated[str, typer.Option("--office", help="经办机构的名称；只有一个单位时可以不写。")] = "",
) -> None:
    """把合成人口载入权益记录：单位、人员、参保时段。中断了再运行一次就接着做，已载入的不重复。"""
    from shebao.fields.problem import ProblemsFound
    from shebao.server.platform.secrets.source import KeyProblem
    from shebao.server.standalone import NotReady, ready

    try:
        with ready():
            from shebao.server.operations.city.loading import NoPopulation, Population
            from shebao.server.operations.city.loading import load as take_in
            from shebao.server.operations.records.doing import AnotherAct, Stale

            try:
                loaded = take_in(Population(folder), _office(office), say=_progress())
            except (NoPopulation, ProblemsFound, AnotherAct, Stale) as error:
                typer.echo(f"不能载入：{error}", err=True)
                raise typer.Exit(UNUSABLE) from error
    except (NotReady, KeyProblem, OSError) as error:
        typer.echo(f"不能载入：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo(
        f"权益记录中有这份人口的 {loaded.persons:,} 人、{loaded.employers:,} 个单位；这次载入 {loaded.new:,} 个。"
    )


@app.command()
def duplicates() -> None:
    """比对权益记录里的全部人员：可能重复登记的列入“疑似重复登记”由人核对，不合并任何人。号码只在内存里。"""
    from shebao.cli.progress import Progress
    from shebao.operations.linking import LinkingError
    from shebao.server.platform.secrets.source import KeyProblem
    from shebao.server.standalone import NotReady, ready

    bar = Progress(1, "比对")
    try:
        with ready():
            from shebao.server.operations.counter.alike import NotCompared, compare

            try:
                found = compare(lambda done, of, what: bar.say(f"{what} {done:,}/{of:,}"))
            except NotCompared as error:
                raise LinkingError(str(error)) from error
    except (LinkingError, NotReady, KeyProblem, OSError) as error:
        bar.hide()
        typer.echo(f"没有比对：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    bar.hide()
    typer.echo(
        f"比对了 {found.persons:,} 人：{found.pairs:,} 对待核对，其中新找出 {found.new:,} 对；在“疑似重复登记”里核对。"
    )


def _office(name: str) -> Any:
    """The organisation that keeps the records. Ends the command where it cannot be told."""
    from shebao.server.platform.organisations.models import Organisation

    units = Organisation.objects.filter(kind="unit", **({"name": name} if name else {})).order_by("pk")
    found = list(units[:2])
    if len(found) != 1:
        names = "、".join(Organisation.objects.filter(kind="unit").order_by("pk").values_list("name", flat=True)[:5])
        typer.echo(f"请以 --office 写明经办机构（单位）的名称；现有：{names or '没有'}。", err=True)
        raise typer.Exit(UNUSABLE)
    return found[0]


def _progress() -> Any:
    from shebao.cli.progress import Progress

    bar = Progress(1, "载入")

    def say(done: int, of: int) -> None:
        bar.hide() if done == of else bar.say(f"载入 {done:,}/{of:,} 人")

    return say
