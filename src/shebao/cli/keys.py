"""`shebao keys`: make master keys, say what they protect, renew the data keys of a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from shebao.cli.writing import reason_of

app = typer.Typer(help="加密用的密钥：生成主密钥、查看、更换。", no_args_is_help=True)
UNUSABLE = 2


def register(root: typer.Typer) -> None:
    """Adds `keys new`, `backup`, `status`, `renew`, `renew-index` and `rewrap`."""
    root.add_typer(app, name="keys")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="密钥文件，放在数据目录以外；已有的文件在末尾添一把新的主密钥。")],
    name: Annotated[str, typer.Option("--name", help="新主密钥的名称；不写则随机。")] = "",
) -> None:
    """生成主密钥。文件另行备份、由专人保管：丢了它，加密的资料再也打不开。"""
    from shebao.server.platform.secrets.source import KeyProblem, new_line, parse, write_new

    try:
        if not file.exists():
            write_new(file)
            typer.echo(f"已生成主密钥 → {file}。请另存一份由专人保管：丢了它，加密的资料再也打不开；备份里没有它。")
            return
        present = file.read_text(encoding="utf-8")
        line = new_line(name)
        parse(present.rstrip("\n") + "\n" + line, str(file))
        with file.open("a", encoding="utf-8") as opened:
            opened.write(("" if present.endswith("\n") else "\n") + line)
    except (OSError, UnicodeDecodeError, KeyProblem) as error:
        typer.echo(f"不能生成主密钥：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo(f"已在 {file} 末尾添上新的主密钥；请重启平台，再运行 shebao keys rewrap。")


@app.command("backup")
def of_backups(
    file: Annotated[Path, typer.Argument(help="备份的私钥文件；不要放在平台这台机器上。")],
) -> None:
    """生成备份的一对密钥：私钥写进文件，由专人保管，恢复时才用；公钥印出来，写进 SHEBAO_BACKUP_RECIPIENTS。"""
    import os

    import pyrage

    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
            opened.write(f"{identity}\n")
    except OSError as error:
        typer.echo(f"不能写 {file}：{reason_of(error)}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo(f"SHEBAO_BACKUP_RECIPIENTS={identity.to_public()}")


@app.command()
def status() -> None:
    """各加密栏目有多少条资料在哪一把数据密钥之下，还有多少没有换到最新的一把。"""
    with _server():
        from shebao.server.platform.secrets import index_renewal, renewal, ring
        from shebao.server.platform.secrets.models import VALUES

        newest = str(ring.newest(VALUES).id)
        typer.echo(f"现用第 {newest} 号数据密钥。{index_renewal.word()}")
        for holding in renewal.holdings():
            left = sum(count for key, count in holding.by_key.items() if key != newest)
            index = f"，索引待更换 {holding.to_index} 条" if holding.to_index else ""
            typer.echo(f"{holding.place}：共 {sum(holding.by_key.values())} 条，待更换 {left} 条{index}")


@app.command()
def renew() -> None:
    """换一把新的数据密钥，把资料都改用它加密；中断了再运行一次，或由后台每晚接着做。"""
    with _server():
        from shebao.server.platform.decisions import log
        from shebao.server.platform.secrets import renewal, ring
        from shebao.server.platform.secrets.declares import KEYS_RENEWED
        from shebao.server.platform.secrets.models import VALUES, DataKey

        newest = str(ring.newest(VALUES).id)
        if all(key == newest for holding in renewal.holdings() for key in holding.by_key):
            number = ring.renew(VALUES)
            log.record(None, KEYS_RENEWED, log.name_of(DataKey, number))
        done = renewal.renew_values()
        typer.echo(f"已改用第 {ring.newest(VALUES).id} 号数据密钥加密 {done.values} 条。")
    _unreadable(done.unreadable)


@app.command("renew-index")
def renew_index() -> None:
    """换一把新的索引密钥（按号码找人用的）：新旧索引并存，全部补上新的以后再去掉旧的，其间查找照常。后台接着做，共分几步；
    再运行一次看做到哪里。"""
    with _server():
        from shebao.server.platform.decisions import log
        from shebao.server.platform.secrets import index_renewal, indexing
        from shebao.server.platform.secrets.declares import INDEX_KEY_RENEWED
        from shebao.server.platform.secrets.models import DataKey

        if not index_renewal.word():
            log.record(None, INDEX_KEY_RENEWED, log.name_of(DataKey, indexing.begin()))
        done = index_renewal.advance()
        typer.echo(f"已改写 {done.values.values} 条。{index_renewal.word() or '索引密钥已换完。'}")
    _unreadable(done.values.unreadable)


@app.command()
def rewrap() -> None:
    """密钥文件换了主密钥以后：用它重新包裹各数据密钥，做完才可以去掉旧的主密钥（以前的备份仍需要旧的）。"""
    with _server():
        from shebao.server.platform.decisions import log
        from shebao.server.platform.secrets import ring
        from shebao.server.platform.secrets.declares import KEYS_REWRAPPED

        changed = ring.rewrap()
        if changed:
            log.record(None, KEYS_REWRAPPED, "secrets.datakey", number=changed)
    typer.echo(f"已用现用的主密钥重新包裹 {changed} 把数据密钥。")


def _unreadable(places: list[str]) -> None:
    """Names values that were left as they are."""
    if places:
        typer.echo(f"有 {len(places)} 条打不开或重复，没有动它们：{'、'.join(places[:20])}", err=True)
        raise typer.Exit(1)


@contextmanager
def _server() -> Iterator[None]:
    from shebao.server.platform.secrets.source import KeyProblem
    from shebao.server.standalone import NotReady, ready

    try:
        with ready():
            yield
    except (NotReady, KeyProblem) as error:
        typer.echo(f"不能使用密钥：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
