"""`shebao exchange`: lists from other authorities received by contract, the whole played again, a list written out."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shebao.operations.exchange import Archive

app = typer.Typer(name="exchange", help="部门名单交换：接收、回执、隔离、重放。", no_args_is_help=True)
QUARANTINED, UNUSABLE = 1, 2
_Archive = Annotated[Path, typer.Option("--archive", help="存档目录：原件和回执，只增不改。")]
_Keys = Annotated[Path, typer.Option("--keys", help="约定的密钥目录：每个发送方一个文件，文件名即发送方。")]


def register(root: typer.Typer) -> None:
    """Adds `exchange` and its jobs."""
    root.add_typer(app)


def _archive(folder: Path, keys: Path, *, begun: bool) -> Archive:
    """The archive; one that should have begun is there. Raises ExchangeError, OSError."""
    from shebao.operations.exchange import Archive, contracts
    from shebao.operations.exchange.errors import ExchangeError

    if not keys.is_dir():
        raise ExchangeError(f"没有密钥目录 {keys}（--keys）")
    if begun and not (folder / "receipts.jsonl").is_file():
        raise ExchangeError(f"{folder} 不是存档目录（没有 receipts.jsonl）：请核对 --archive")
    found = {path.name: path.read_bytes().strip() for path in sorted(keys.iterdir()) if path.is_file()}
    return Archive(folder, contracts(), found)


@app.command("receive")
def _receive(
    header: Annotated[Path, typer.Argument(metavar="文件头", help="JSON 文件头；数据是同名的 .csv。")],
    archive: _Archive,
    keys: _Keys,
) -> None:
    """接收一次交付，给出回执。退出码 0 已接收或重复送达，1 隔离，2 不能执行。"""
    from shebao.operations.exchange import Delivery, State
    from shebao.operations.exchange.errors import ExchangeError

    try:
        for path in (header, header.with_suffix(".csv")):
            if not path.is_file():
                raise ExchangeError(f"没有文件 {path}：一次交付是一个 JSON 文件头和同名的 .csv")
        delivery = Delivery(header.read_bytes(), header.with_suffix(".csv").read_bytes())
        receipt = _archive(archive, keys, begun=False).receive(delivery, datetime.now().astimezone())
    except (ExchangeError, OSError) as error:
        typer.echo(f"不能接收：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo(f"{receipt.state.title}：{receipt.contract} 第 {receipt.sequence} 次，{receipt.rows} 行")
    for line in (*receipt.reasons, *receipt.notes):
        typer.echo(f"  {line}")
    typer.echo(f"回执 {receipt.sha256} {receipt.at}")
    raise typer.Exit(QUARANTINED if receipt.state is State.QUARANTINED else 0)


@app.command("replay")
def _replay(archive: _Archive, keys: _Keys) -> None:
    """按当时的次序重新接收存档的全部交付，与当时的回执逐条对照。退出码 0 全部相同，1 有不同，2 不能执行。"""
    from shebao.operations.exchange.errors import ExchangeError

    try:
        opened = _archive(archive, keys, begun=True)
        different, count = opened.replay(), len(opened.receipts())
    except (ExchangeError, OSError) as error:
        typer.echo(f"不能重放：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    for given, now in different:
        typer.echo(
            f"{given.sha256}：当时{given.state.title}，现在{now.state.title}{'：' if now.reasons else ''}{'；'.join(now.reasons)}"
        )
    typer.echo(f"重放 {count} 次交付，{len(different)} 次结果不同")
    raise typer.Exit(1 if different else 0)


@app.command("list")
def _list(
    contract: Annotated[str, typer.Argument(metavar="名单", help="deaths、prison、civil_affairs、tax 等。")],
    archive: _Archive,
    keys: _Keys,
    output: Annotated[Path, typer.Option("--output", help="写出的 CSV，可直接供 shebao check。")],
) -> None:
    """写出一份名单：各次交付按次序号先后生效，前后矛盾的列出。"""
    from shebao.batch.files import draft, publish
    from shebao.operations.exchange import contracts
    from shebao.operations.exchange.errors import ExchangeError

    try:
        if contract not in contracts():
            raise ExchangeError(f"没有名为“{contract}”的约定，可用：{'、'.join(contracts())}")
        rows, contradictions = _archive(archive, keys, begun=True).rows(contract)
        with draft(output).open("w", encoding="utf-8", newline="") as stream:
            lines = csv.DictWriter(stream, [field.name for field in contracts()[contract].fields])
            lines.writeheader()
            lines.writerows(rows)
        publish(draft(output), output)
    except (ExchangeError, OSError) as error:
        typer.echo(f"不能写出：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    typer.echo(
        f"{contracts()[contract].title} {len(rows)} 行：{output}；前后矛盾 {len(contradictions)} 处，以后到次序为准"
    )
