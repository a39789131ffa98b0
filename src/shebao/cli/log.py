"""`shebao log`: check the chain of decisions of a server, and note its head in a file that is kept elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shebao.server.platform.decisions.verification import Verification

app = typer.Typer(help="平台的决定记录：核验是否完整，导出存证。", no_args_is_help=True)
BROKEN, UNUSABLE = 1, 2


def register(root: typer.Typer) -> None:
    """Adds `log verify` and `log anchor`."""
    root.add_typer(app, name="log")


@app.command()
def verify(
    anchor: Annotated[Path | None, typer.Option("--anchor", help="存证文件（由 log anchor 写出），逐条对照。")] = None,
) -> None:
    """核验决定记录：每条的内容、前后相接、没有缺漏；断裂时指出是第几条。退出码 0 完整，1 断裂，2 不能核验。"""
    from shebao.server.platform.decisions.anchors import AnchorError, read_anchors
    from shebao.server.standalone import NotReady, ready

    try:
        anchors = read_anchors(anchor) if anchor else {}
        with ready():
            from shebao.server.platform.decisions.verification import verify as verify_chain

            result = verify_chain(anchors=anchors)
    except (AnchorError, NotReady, OSError) as error:
        typer.echo(f"不能核验：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    _tell(result, len(anchors))
    if not result.intact:
        raise typer.Exit(BROKEN)


@app.command()
def anchor(
    file: Annotated[Path, typer.Argument(help="存证文件；每次在末尾添一行，请保存在另一台机器上。")],
) -> None:
    """把决定记录最新一条的序号和摘要添到存证文件，以后可证明这以前的记录没有被改写或删去。"""
    from shebao.server.standalone import NotReady, ready

    try:
        with ready():
            from shebao.server.platform.decisions.verification import write_anchor

            sequence, digest = write_anchor(file)
    except (NotReady, OSError) as error:
        typer.echo(f"不能存证：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    if sequence == 0:
        typer.echo("还没有决定记录，没有写存证。")
    else:
        typer.echo(f"已存证第 {sequence} 条：{digest} → {file}")


def _tell(result: Verification, anchors: int) -> None:
    if not result.intact:
        typer.echo(f"断裂在第 {result.broken_at} 条：{result.reason}", err=True)
        typer.echo(f"它以前的 {result.checked} 条完整。请保留现状，报告负责人，并用备份核对。", err=True)
        return
    against = f"，与存证文件的 {anchors} 条一致" if anchors else ""
    typer.echo(f"完整：共 {result.checked} 条，前后相接，内容未改{against}。")
    if result.checked:
        typer.echo(f"最新一条：第 {result.sequence} 条 {result.head}")
