"""`shebao record`: what the agency holds about a person or an employer."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(help="权益记录：查看一个人或一个单位的全部记录。", no_args_is_help=True)
UNUSABLE = 2
_DAY = ["%Y-%m-%d"]


class Format(StrEnum):
    """How the record is printed."""

    TEXT = "text"
    JSON = "json"


def register(root: typer.Typer) -> None:
    """Adds `record show`."""
    root.add_typer(app, name="record")


@app.callback()
def _group() -> None:
    """Keeps `show` a word of its own."""


@app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="编号", min=1, max=2**62, help="个人编号或单位编号。")],
    on: Annotated[
        datetime | None, typer.Option("--on", formats=_DAY, help="哪一天的情况；不写则列出全部各段和各次更改。")
    ] = None,
    known_on: Annotated[
        datetime | None, typer.Option("--known-on", formats=_DAY, help="到哪一天终了时所知；默认今天。")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="text 或 json（shebao.record/1）。")] = Format.TEXT,
    reason: Annotated[
        str, typer.Option("--reason", help="写明理由则显示全文（证件号码、电话、账户、地址），记入查看记录。")
    ] = "",
) -> None:
    """查看一份权益记录：每项内容自何时、何时所知、由哪次办理、原来是什么。默认遮盖个人信息；每次查看都有记录。"""
    from shebao.operations.city.law import law_version
    from shebao.operations.record.output import Asked
    from shebao.server.platform.secrets.source import KeyProblem
    from shebao.server.standalone import NotReady, ready

    asked = Asked(on.date() if on else None, known_on.date() if known_on else date.today(), law_version())
    try:
        with ready():
            printed = _printed(number, asked, form, reason)
    except (NotReady, KeyProblem) as error:
        typer.echo(f"不能查看：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    if printed is None:
        typer.echo(f"没有编号 {number} 的记录；请核对个人编号或单位编号。", err=True)
        raise typer.Exit(UNUSABLE)
    typer.echo(printed)


def _printed(number: int, asked: object, form: Format, reason: str) -> str | None:
    """The record as it is printed; None where there is none. Ends the command where it may not be shown."""
    from shebao.operations.record import output
    from shebao.server.operations.records.reading import whole_record
    from shebao.server.operations.records.showing import Withheld, journals, looked_at, operator
    from shebao.server.platform.access.doing import ReasonMissing
    from shebao.server.platform.secrets.fields import Unreadable

    assert isinstance(asked, output.Asked)
    try:
        record = whole_record(number)
        if record is None:
            return None
        acts = journals(record, asked)
        with looked_at(record, operator(), reason) as shown:
            if form is Format.JSON:
                return json.dumps(output.as_object(record, asked, acts, shown), ensure_ascii=False, indent=1)
            return "\n".join(output.lines(record, asked, {each.act.id: each for each in acts}, shown))
    except (Withheld, ReasonMissing, Unreadable) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(UNUSABLE) from refused
