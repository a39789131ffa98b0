"""`shebao services`: the catalogue of services listed, and files of services checked."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shebao.cli.writing import reason_of

if TYPE_CHECKING:
    from shebao.services.model import Service

app = typer.Typer(name="services", help="服务事项目录：列出、核对事项文件。", no_args_is_help=True)
WRONG, UNUSABLE = 1, 2


class Format(StrEnum):
    """How the list is printed."""

    TEXT = "text"
    JSON = "json"


def register(root: typer.Typer) -> None:
    """Adds `services` and its jobs."""
    root.add_typer(app)


@app.command("list")
def _list(
    form: Annotated[Format, typer.Option("--format", help="text 或 json（一个事项一个对象）。")] = Format.TEXT,
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="哪一天的目录；默认今天。")] = None,
) -> None:
    """列出全部事项：名称、时限、流程、能否办理。"""
    from shebao.services.listing import catalogue
    from shebao.services.output import as_object, lines

    services = catalogue().on(on.date() if on else date.today())
    if form is Format.JSON:
        typer.echo(json.dumps([as_object(service) for service in services], ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(lines(services)))


@app.command("check")
def _check(
    folder: Annotated[Path | None, typer.Argument(metavar="目录", help="事项文件的目录；默认随附的目录。")] = None,
) -> None:
    """核对事项文件，逐个写明文件、键和原因。退出码 0 全部正确，1 有错误，2 目录不能读。"""
    from importlib.resources import files

    from shebao.operations.handling.checking import misfits
    from shebao.services.listing import read_catalogue
    from shebao.services.notes import astray
    from shebao.services.sealing import broken

    place = folder or files("shebao.services") / "catalogue"
    try:
        found, problems = read_catalogue(place)
    except OSError as error:
        typer.echo(f"{folder}：不能读（{reason_of(error)}）；应是事项文件的目录，每个类别一个子目录。", err=True)
        raise typer.Exit(UNUSABLE) from error
    problems += misfits(service for versions in found.versions.values() for service in versions)
    if folder is None:
        problems += [*broken(found), *astray(found)]
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{len(found.versions)} 个事项正确，{len(problems)} 处错误")
    if not found.versions and not problems:
        typer.echo("没有找到事项文件；应是每个类别一个子目录，其中一个事项一个 .yaml 文件。", err=True)
        raise typer.Exit(UNUSABLE)
    raise typer.Exit(WRONG if problems else 0)


@app.command("seal")
def _seal() -> None:
    """封存随附目录里已开办的各版事项和代码表：只添加，不改已封存的。封存以后改动的，services check 会指出。"""
    from importlib.resources import as_file, files

    from shebao.services.listing import catalogue
    from shebao.services.sealing import FILE, broken, sealed_anew, unsealed

    problems = broken(catalogue())
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(WRONG)
    added = len(unsealed(catalogue()))
    with as_file(files("shebao.services") / FILE) as place:
        text = sealed_anew(catalogue())
        place.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(f"新封存 {added} 项")


@app.command("try")
def _try(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="事项", help="一个事项的 .yaml 文件（放在它的类别目录里），或随附事项的编码，如 SI-REG-005。"
        ),
    ],
    case: Annotated[
        Path, typer.Argument(metavar="试办文件", help="YAML：day、place、form，以及 person、employer 的记录。")
    ],
) -> None:
    """在写明的记录上试办一个事项，不连服务器：逐项列出条件、依据和将要作出的变更。

    退出码 0 可以办理（写了 expect 的，与所写相同），1 不能办理（或与所写不同），2 文件有错误。
    """
    from shebao.fields.data_files import DataFileError, load_yaml
    from shebao.operations.handling.trying import compared, lines, try_service

    try:
        content = load_yaml(case, case.name)
        day = content.get("day") if isinstance(content, dict) else None
        tried = try_service(_service(file, day), content, case.name)
    except (DataFileError, OSError) as error:
        typer.echo(f"不能试办：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo("\n".join(lines(tried)))
    expected = content.get("expect")
    differences = compared(tried, expected) if expected is not None else []
    for difference in differences:
        typer.echo(difference, err=True)
    failed = bool(differences) if expected is not None else bool(tried.against)
    raise typer.Exit(WRONG if failed else 0)


def _service(file: Path, day: object) -> Service:
    """The service in a file, or of a code of the catalogue where there is no such file. Raises DataFileError, OSError."""
    from shebao.services.listing import catalogue, read_file

    found = catalogue().version(file.name, day) if isinstance(day, date) and not file.exists() else None
    return found or read_file(file, day)
