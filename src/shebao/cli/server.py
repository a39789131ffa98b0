"""`shebao serve`, `worker`, `migrate`, `backup`, `restore`: the web application."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shebao.server.service.backup import Contents

_Host = Annotated[str, typer.Option("--host", help="监听地址；对外服务时由反向代理转发，一般不改。")]
_Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="监听端口。")]
_Processes = Annotated[int, typer.Option("--processes", min=0, help="网页进程数；0 表示按处理器核数。")]
_Threads = Annotated[int, typer.Option("--threads", min=1, max=64, help="每个网页进程的线程数。")]
_Workers = Annotated[
    int, typer.Option("--workers", min=0, max=64, help="后台工作进程数；另行运行 shebao worker 时写 0。")
]
_Portal = Annotated[
    int,
    typer.Option(
        "--portal-port", min=0, max=65535, help="公开门户另用这个端口、单独的进程和只读的数据库用户；0 表示不分开。"
    ),
]
_Demo = Annotated[bool, typer.Option("--demo", help="载入演示数据（与正式数据分开存放）并显示演示账号。")]
_Archive = Annotated[Path, typer.Argument(help="归档文件；里面没有密钥，请与密钥文件分开保管。")]


_Identity = Annotated[
    Path | None, typer.Option("--identity", help="备份的私钥文件（AGE-SECRET-KEY-1 开头的一行）；备份加密了才要。")
]


class LaneName(StrEnum):
    """The kinds of background jobs as people name them."""

    OFFICIAL = "公务"
    PUBLIC = "访客"


_LANES = {LaneName.OFFICIAL: "default", LaneName.PUBLIC: "public"}
_Lane = Annotated[
    LaneName | None, typer.Option("--lane", help="只做一类任务：公务，或访客上传的审核；不写则都做，公务在先。")
]
_Once = Annotated[bool, typer.Option("--once", help="做完等待中的任务就退出。")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("migrate")(migrate)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("promote")(promote)


def serve(
    host: _Host = "127.0.0.1",
    port: _Port = 8000,
    processes: _Processes = 0,
    threads: _Threads = 4,
    workers: _Workers = 1,
    demo: _Demo = False,
    portal_port: _Portal = 0,
) -> None:
    """启动网站：数据库、网页服务和后台任务。"""
    from shebao.server.service import run

    plan = run.Plan(host, port, processes or run.default_processes(), threads, workers, demo, portal_port)
    try:
        run.serve(plan, lambda text: typer.echo(text))
    except run.ServiceProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from problem


def worker(once: _Once = False, lane: _Lane = None) -> None:
    """运行一个后台工作进程（审核、编制、导入、提醒）。"""
    with _database():
        from shebao.server.service.work import work

        work(once=once, lane=_LANES[lane] if lane else "")


def migrate(demo: _Demo = False) -> None:
    """把数据库升级到当前版本，并整理静态文件。"""
    from shebao.server.service.prepare import prepare

    with _database(demo):
        prepare(demo=demo)
    typer.echo("数据库已是最新版本。")


def backup(archive: _Archive) -> None:
    """备份数据库和全部文件到一个归档文件，加密并签名；不影响正在运行的服务。"""
    from shebao.server.service.archive import BackupProblem

    with _database():
        from shebao.server.platform.decisions.signing import SigningProblem
        from shebao.server.service import backup as archives
        from shebao.server.service import prepare, run

        prepare.set_up()
        from shebao.server.platform.decisions.sealing import signer

        to = os.environ.get("SHEBAO_BACKUP_RECIPIENTS", "")
        try:
            contents = archives.backup(run.configured(), archive, signer(), to)
        except (BackupProblem, SigningProblem) as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(2) from problem
    _tell("已备份到", archive, contents)
    typer.echo(
        "备份里没有任何密钥：恢复时还要主密钥文件、签名密钥"
        + ("、备份的私钥。" if to else "；备份没有加密（SHEBAO_BACKUP_RECIPIENTS）。")
    )


def restore(archive: _Archive, identity: _Identity = None) -> None:
    """把备份恢复到空的数据库和数据目录，升级到当前版本，再核验决定记录；不是自己签名的、更新的版本写的都不恢复。"""
    from shebao.server.service.archive import BackupProblem

    with _database():
        from shebao.server.platform.decisions.signing import SigningProblem
        from shebao.server.service import backup as archives
        from shebao.server.service import run
        from shebao.server.service.prepare import known_migrations, prepare

        try:
            known = known_migrations()
            from shebao.server.platform.decisions.sealing import signer

            contents = archives.restore(run.configured(), archive, signer(), identity, known)
        except (BackupProblem, SigningProblem) as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(2) from problem
        prepare(demo=False)
        _tell("已恢复自", archive, contents)
        _verify_log()


def _verify_log() -> None:
    """Say whether the restored log holds together; one that does not ends the command with 1."""
    from shebao.cli.log import tell
    from shebao.server.platform.decisions.verification import verify

    result = verify()
    tell(result, 0)
    if not result.intact:
        raise typer.Exit(1)


def _tell(done: str, archive: Path, contents: Contents) -> None:
    size = (contents.database_bytes + contents.file_bytes) / 1_000_000
    typer.echo(f"{done} {archive}：文件 {contents.files} 个，共 {size:.1f} MB。")


@contextmanager
def _database(demo: bool = False) -> Iterator[None]:
    """The configuration checked and the database running; a problem ends the command with its message."""
    from shebao.server.service import run

    try:
        cluster = run.start_database(run.configured(demo=demo))
    except run.ServiceProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from problem
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
    try:
        yield
    finally:
        if cluster:
            cluster.release()


def promote(
    standby: Annotated[
        str, typer.Option("--standby", envvar="SHEBAO_STANDBY_URL", help="备机的地址：postgresql://用户:口令@主机/库。")
    ],
    primary: Annotated[
        str, typer.Option("--primary", envvar="SHEBAO_PRIMARY_URL", help="原主库的地址，用来确认它已停止。")
    ],
    fenced: Annotated[
        bool, typer.Option("--fenced", help="原主库没有应答时，表示已核实它断电、断网或停止，不会再有人写。")
    ] = False,
) -> None:
    """灾备切换：备机接替主库；原主库还在应答时不切换，免得出现两个主库。"""
    from shebao.server.service import promotion

    try:
        seconds = promotion.promote(standby, primary, fenced=fenced, say=typer.echo)
    except promotion.PromotionProblem as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from problem
    typer.echo(
        f"已切换，用了 {seconds:.1f} 秒。请把 DATABASE_URL 指向这里再启动平台；原主库不要再启动，重做成备机以后再用。"
    )
