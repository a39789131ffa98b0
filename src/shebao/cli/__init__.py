"""The `shebao` command: one module per job, each thin; what a job needs is imported when it runs."""

from __future__ import annotations

import gc
import sys

import typer

from shebao import __version__
from shebao.cli import (
    accounts,
    audit,
    batch,
    benefits,
    check,
    city,
    clean,
    compose,
    exchange,
    keys,
    link,
    log,
    operations,
    performance,
    policy,
    population,
    record,
    server,
    services,
)
from shebao.cli.chinese import run
from shebao.cli.streams import leave, prepare_streams

_RARELY = (50_000, 20, 20)  # a command makes many objects that last, among which a collector would look in vain

app = typer.Typer(
    name="shebao",
    help="社会保险经办机构决算公开审核、决算编制、报告编写、绩效自评与社保待遇计算。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"shebao {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", help="显示版本号。", is_eager=True, callback=_version),
) -> None:
    """社会保险经办机构决算公开审核、决算编制、报告编写、绩效自评与社保待遇计算。"""


audit.register(app)
accounts.register(app)
compose.register(app)
policy.register(app)
benefits.register(app)
performance.register(app)
operations.register(app)
population.register(app)
record.register(app)
batch.register(app)
check.register(app)
city.register(app)
clean.register(app)
exchange.register(app)
link.register(app)
services.register(app)
server.register(app)
log.register(app)
keys.register(app)


def main() -> None:
    """Entry point of the `shebao` command."""
    gc.set_threshold(*_RARELY)
    prepare_streams()
    try:
        run(app)
    except SystemExit as left:
        if sys.argv[1:2] == ["audit"]:
            leave(left.code)  # nothing of it outlives the command
        raise
