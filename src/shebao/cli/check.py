"""`shebao check`: check sets over any number of rows."""

from __future__ import annotations

import json
import os
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shebao.cli.bounds import memory_within

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from shebao.fields.dates import Month
    from shebao.operations.governance.outcome import Outcome
    from shebao.operations.governance.running.planning import Plan, Settings

UNUSABLE = 2
_READERS, _A_THREAD = 4 << 30, 256 << 20
_FORMATS = ("text", "json", "html", "xlsx", "handover")


def register(root: typer.Typer) -> None:
    """Adds `check`."""
    root.command("check")(check)


def check(
    data: Annotated[
        str, typer.Argument(metavar="数据", help="数据目录、Parquet、CSV、XLSX、DuckDB 文件，或 postgresql:// 地址。")
    ] = "",
    checks: Annotated[
        list[str] | None, typer.Option("--checks", help="检查集：agency、YAML 文件或目录，可给多个；默认 agency。")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", help="结果目录；中断后或下个月用同一目录，没有变的分区不再读。")
    ] = Path("核查"),
    formats: Annotated[str, typer.Option("--format", help="text、json、html、xlsx、handover，可用逗号连写。")] = "text",
    engine: Annotated[str, typer.Option("--engine", help="duckdb（本机）或 spark（多机）。")] = "duckdb",
    master: Annotated[str | None, typer.Option("--master", help="Spark 主节点地址。")] = None,
    month: Annotated[
        str | None, typer.Option("--month", help="核查年月，如 2025-12；默认取数据目录 manifest.json 的。")
    ] = None,
    area: Annotated[str, typer.Option("--area", help="政策参数所属地区。")] = "wuhan",
    memory: Annotated[int, typer.Option("--memory", min=256, help="计算引擎可用内存（MB），超出的写到磁盘。")] = 4096,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="线程数，默认用全部核。")] = None,
    keep: Annotated[int, typer.Option("--keep", min=1, help="每条检查留下的疑点数；计数总是完整的。")] = 100_000,
    plan_only: Annotated[bool, typer.Option("--plan", help="只给出计划：读什么、用什么引擎、约需多久。")] = False,
    self_test: Annotated[bool, typer.Option("--self-test", help="不读数据，用检查自带的样例验证检查集。")] = False,
    sign: Annotated[
        Path | None,
        typer.Option("--sign", metavar="密钥", help="给疑点移交文件签名的 Ed25519 密钥（PEM）；网站只收签名的。"),
    ] = None,
) -> None:
    """按检查集核查数据：计划、进度、断点续算、增量；退出码 0 没有发现，1 有发现，2 有不能检查的。"""
    from shebao.operations.governance import GovernanceError, Settings
    from shebao.operations.governance.signing import KeyProblem, read_private
    from shebao.policy.errors import PolicyError

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    try:
        if set(wanted) - set(_FORMATS) or not wanted:
            raise GovernanceError(f"--format 应为 {'、'.join(_FORMATS)}，实为“{formats}”")
        settings = Settings(_month(month, data), area, engine, master, memory, threads, keep)
        if self_test:
            _self_test(checks or ["agency"], settings)
            return
        if not data:
            raise GovernanceError("请给出数据目录或文件，例如：shebao check 数据 --checks agency")
        key = read_private(sign) if sign else None
        with _bounded(settings):
            _check(data, checks or ["agency"], settings, plan_only, _Written(output, wanted, key))
    except (GovernanceError, PolicyError, KeyProblem) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    except MemoryError as error:
        typer.echo(
            "内存超过限度，已停止：文件不是正常的报表，或数据太大。可加大 --memory，或把表另存为 Parquet、CSV 再查；已完成的部分保留",
            err=True,
        )
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        typer.echo(f"无法读写文件：{error}。已完成的部分保留，排除原因后用同一输出目录重跑即可续算", err=True)
        raise typer.Exit(UNUSABLE) from error
    except KeyboardInterrupt:
        typer.echo("已中断。已完成的部分保留，用同一输出目录重跑即可续算", err=True)
        raise typer.Exit(130) from None


def _bounded(settings: Settings) -> AbstractContextManager[None]:
    """The whole command: twice what the engine may take, the readers, and what threads reserve. Of several machines each has
    its own bounds."""
    if settings.engine != "duckdb":
        return nullcontext()
    threads = settings.threads or os.cpu_count() or 1
    return memory_within(2 * (settings.memory_megabytes << 20) + _READERS + threads * _A_THREAD)


@dataclass(frozen=True, slots=True)
class _Written:
    """Where the result goes, in which formats, and what a handover is signed with."""

    folder: Path
    formats: list[str]
    key: Ed25519PrivateKey | None


def _check(data: str, checks: list[str], settings: Settings, plan_only: bool, written: _Written) -> None:
    from shebao.operations.governance import make_plan, read_sets
    from shebao.operations.governance.output import plan_lines
    from shebao.operations.governance.running.planning import estimate
    from shebao.operations.governance.running.run import alone
    from shebao.operations.governance.running.work import Worker
    from shebao.operations.governance.service import run, started_engine

    declared = read_sets(checks)
    with alone(written.folder):
        plan = make_plan(declared, data, written.folder, settings)
        engine = started_engine(plan)
        try:
            seconds = estimate(plan, Worker(engine, plan.context, settings.keep))
            for line in plan_lines(plan, seconds):
                typer.echo(line, err=not plan_only)
            if plan_only:
                return
            progress = _Told()
            outcome = run(plan, progress.told, engine)
            progress.done()
        finally:
            engine.close()
        _write(plan, outcome, written)
    raise typer.Exit(outcome.status)


class _Told:
    """The progress line: rows read of all, the file being read, the time left."""

    def __init__(self) -> None:
        from shebao.cli.progress import Progress

        self._progress, self._started = Progress(1, "检查"), time.monotonic()

    def told(self, done: int, total: int, words: str) -> None:
        """Shows how far it is."""
        elapsed = time.monotonic() - self._started
        left = f"，约剩 {int(elapsed / done * (total - done))} 秒" if done and elapsed > 2 else ""
        self._progress.say(f"检查 {words}（{done * 100 // total}%{left}）")

    def done(self) -> None:
        """Clears the line."""
        self._progress.hide()


def _write(plan: Plan, outcome: Outcome, written: _Written) -> None:
    from shebao.batch.files import write_json, write_text
    from shebao.operations.governance.output import document, page, result_lines, write_handover, write_worklist

    output, formats = written.folder, written.formats
    write_json(output / "result.json", document(outcome))
    if "text" in formats:
        for line in result_lines(outcome):
            typer.echo(line)
    if "json" in formats:
        typer.echo(json.dumps(document(outcome), ensure_ascii=False, indent=1))
    if "html" in formats:
        write_text(output / "结果.html", page(outcome))
    if "xlsx" in formats:
        count = write_worklist(plan, outcome, output / "疑点清单.xlsx")
        typer.echo(f"疑点清单 {count} 行：{output / '疑点清单.xlsx'}", err=True)
    if "handover" in formats:
        write_handover(plan, outcome, output / "疑点移交.jsonl", written.key)
        said = "" if written.key else "（没有签名，网站不收；签名用 --sign）"
        typer.echo(f"疑点移交文件：{output / '疑点移交.jsonl'}{said}", err=True)
    typer.echo(f"结果在 {output}（result.json、findings.parquet）", err=True)


def _self_test(checks: list[str], settings: Settings) -> None:
    import tempfile

    from shebao.operations.governance import read_sets
    from shebao.operations.governance.running.engines import start_engine
    from shebao.operations.governance.samples import verify_samples
    from shebao.policy.parameters import law

    declared = read_sets(checks)
    context = declared.context(settings.as_of, law(settings.area))
    with tempfile.TemporaryDirectory() as folder:
        engine = start_engine(
            settings.engine, Path(folder) / "spill", settings.memory_megabytes, settings.threads, settings.master
        )
        try:
            mistakes = [*declared.mistakes, *verify_samples(declared, context, engine, Path(folder))]
        finally:
            engine.close()
    for mistake in mistakes:
        typer.echo(str(mistake))
    typer.echo(f"{len(declared.checks)} 条检查的样例已验证，{len(mistakes)} 处有误")
    raise typer.Exit(UNUSABLE if mistakes else 0)


def _month(text: str | None, source: str) -> Month:
    from shebao.fields.dates import month_of, parse_month
    from shebao.operations.governance import GovernanceError

    manifest = Path(source) / "manifest.json"
    try:
        if text is None and source and manifest.is_file():
            text = json.loads(manifest.read_text(encoding="utf-8"))["as_of"]
        return parse_month(text) if text else month_of(date.today())
    except (KeyError, TypeError):
        raise GovernanceError(f"{manifest} 没有年月 as_of，请用 --month 给出") from None
    except ValueError as error:
        raise GovernanceError(f"--month {error}") from error
