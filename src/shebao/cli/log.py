"""`shebao log`: check the chains of decisions of a server, and give their seal to another party."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shebao.cli.writing import reason_of

if TYPE_CHECKING:
    from shebao.server.platform.decisions.verification import Verification

app = typer.Typer(help="平台的决定记录：核验是否完整，导出存证。", no_args_is_help=True)
BROKEN, UNUSABLE = 1, 2


def register(root: typer.Typer) -> None:
    """Adds `log verify` and `log anchor`."""
    root.add_typer(app, name="log")


@app.command()
def verify(
    anchor: Annotated[
        list[Path] | None,
        typer.Option(
            "--anchor", help="存证文件（另一方保存的），逐行对照；可写多个。SHEBAO_ANCHORS 里的目录总是对照。"
        ),
    ] = None,
) -> None:
    """核验决定记录和查看记录的各条链、封存、签名、存证和时间戳；断裂时指出是哪条链第几条。退出码 0 完整，1 断裂，2 不能核验。"""
    from shebao.server.platform.decisions.anchors import AnchorError, read_all
    from shebao.server.platform.decisions.signing import SigningProblem
    from shebao.server.standalone import NotReady, ready

    try:
        given = read_all(anchor or ())
        with ready():
            from shebao.server.platform.decisions import anchoring
            from shebao.server.platform.decisions.verification import verify as verify_log

            anchors = given.with_those_of(read_all(anchoring.anchor_files()))
            result = verify_log(anchors=anchors)
            tell(result, anchors.lines)
            if result.intact:
                _tell_stamps()
    except (AnchorError, NotReady, SigningProblem, OSError) as error:
        typer.echo(f"不能核验：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    if not result.intact:
        raise typer.Exit(BROKEN)


@app.command()
def anchor(
    file: Annotated[
        Path | None, typer.Argument(help="存证文件；每次在末尾添一行，请由另一方保存。不写则印在屏幕上。")
    ] = None,
) -> None:
    """封存各链的末尾，把封存写进存证文件（或印出来交给另一方），以后可证明这以前的记录没有被改写或删去。"""
    from shebao.server.standalone import NotReady, ready

    try:
        with ready():
            from shebao.server.platform.decisions.verification import write_anchor

            number, line = write_anchor(file)
    except (NotReady, OSError) as error:
        typer.echo(f"不能存证：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    if number == 0:
        typer.echo("还没有决定记录，没有写存证。", err=file is None)
    else:
        typer.echo(f"已存证第 {number} 号封存 → {file}" if file else line)


@app.command("new-key")
def new_key(file: Annotated[Path, typer.Argument(help="密钥文件，放在数据目录以外。")]) -> None:
    """生成封存和备份的签名密钥。公钥随封存写进存证目录，交给保存存证的一方。"""
    from shebao.server.platform.decisions.signing import read_signer, write_new

    if file.exists():
        typer.echo(
            f"{file} 已经存在；要换密钥时，另生成一个文件，把它接在原来的后面：最后一把签名，以前的仍可核验。", err=True
        )
        raise typer.Exit(UNUSABLE)
    try:
        write_new(file)
    except OSError as error:
        typer.echo(f"不能写 {file}：{reason_of(error)}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo(f"已生成签名密钥 → {file}。公钥：\n{read_signer(file).public_text()}", nl=False)


def _tell_stamps() -> None:
    """The newest time stamps; one that does not fit ends the command."""
    from shebao.server.platform.decisions import anchoring

    try:
        for said in anchoring.check_stamps():
            typer.echo(said)
    except anchoring.AnchoringProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(BROKEN) from problem


def tell(result: Verification, anchors: int) -> None:
    """Say what a verification found; `anchors` is against how many lines kept elsewhere it was."""
    if not result.intact:
        typer.echo(f"“{result.broken_name}”断裂在第 {result.broken_at} 条：{result.reason}", err=True)
        typer.echo(f"它以前核验的 {result.checked} 条完整。请保留现状，报告负责人，并用备份核对。", err=True)
        return
    against = f"，与存证文件的 {anchors} 行一致" if anchors else ""
    typer.echo(
        f"完整：{len(result.heads)} 条链共 {result.checked} 条记录、{result.seals} 号封存，前后相接，内容未改{against}。"
    )
    for head in result.heads:
        typer.echo(f"{head.name}：第 {head.number} 条 {head.hash}")
