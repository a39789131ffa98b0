"""`shebao compose`: the annual disclosure report, its folder, and the check of an edited document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from typer.core import TyperGroup

from shebao.cli.bounds import within

if TYPE_CHECKING:
    from shebao.publishing.publish import Published

OPEN, NOTHING = 1, 2
_MOST_LISTED = 200
_DEFAULT = "report"
Result = TypeVar("Result")

DIR = typer.Argument(metavar="文件夹", help="账套文件夹（有 accounts.yaml、words.yaml）。", show_default=False)
OUTPUT = typer.Option(..., "--output", "-o", help="写入的文件夹。", show_default=False)
FORMAT = typer.Option("", "--format", help="docx、pdf、html、xlsx、json、package，用逗号分开；不写则全部。")
FINAL = typer.Option(False, "--final/--draft", help="定稿：缺文字或核验有问题就不写；草稿：标出缺的文字。")
PRIOR = typer.Option(None, "--prior", help="上年度的 closing.json 或公开的报告；不写则用文件夹里的 prior。")
NEW = typer.Argument(metavar="文件夹", help="要生成的文件夹。", show_default=False)
EDITED = typer.Argument(metavar="文稿", help="修改过的 DOCX（也可以是 PDF、HTML、XLSX）。", show_default=False)


class _Group(TyperGroup):
    """Where the first word is none of the commands, it is the folder to compose."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the name of the first command before a folder."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


commands = typer.Typer(
    cls=_Group,
    help="编写决算公开报告：shebao compose 文件夹 --output 公开；另有 init 生成空白文件夹，check 核对修改过的文稿。",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="compose")


@commands.command(_DEFAULT)
@within()
def report(
    folder: Path = DIR,
    output: Path = OUTPUT,
    form: str = FORMAT,
    final: bool = FINAL,
    prior: Path | None = PRIOR,
) -> None:
    """编写整份报告（命令名 report 可以不写）。

    退出状态：0 已写入，没有要补的；1 已写入草稿，还有要补的文字或要核对的内容；2 什么都没有写。
    """
    from shebao.cli.progress import Progress
    from shebao.publishing.publish import publish, warnings

    formats = _formats(form)
    progress = Progress(1, "编写报告")
    try:
        published = _or_fail(lambda: publish(folder, formats, output, final=final, prior=prior, step=progress.say))
    finally:
        progress.hide()
    if published.refusals:
        _refuse(published)
    found = () if final else warnings(published.manuscript)
    for gap in published.gaps:
        typer.echo(f"待补充：{gap.where}：{gap.needed}（words.yaml 的 {gap.field}）", err=True)
    for warning in found:
        typer.echo(f"注意：{warning}", err=True)
    identity = published.manuscript.report.identity
    state = "定稿" if final else "草稿"
    typer.echo(
        f"{identity.unit}{identity.fiscal_year}年度决算公开{state}：{len(published.written)} 个文件写入 {output}"
    )
    if published.gaps:
        typer.echo(f"还缺 {len(published.gaps)} 处文字，补进 words.yaml 后再编一次；定稿加 --final。")
    raise typer.Exit(OPEN if published.gaps or found else 0)


@commands.command()
@within()
def init(
    folder: Path = NEW,
    year: int = typer.Option(..., "--year", min=2007, max=2099, help="决算年度。", show_default=False),
    place: str = typer.Option("", "--place", help="地区：wuhan、shanghai；决定提纲和版式。", show_default=False),
    kind: str = typer.Option("unit", "--kind", help="unit 单位，department 部门。"),
    name: str = typer.Option("单位全称", "--name", help="单位或部门全称。"),
) -> None:
    """生成空白文件夹：账套、附表、本单位的话（words.yaml）、绩效模板和上年数据的位置，都有说明。"""
    from shebao.accounts.model import Unit
    from shebao.publishing.template import write_folder_template

    if kind not in ("unit", "department"):
        _fail("--kind 应为 unit 或 department")
    if any(c in name + place for c in ":#{}[]\n\"'"):
        _fail("名称里不能有 : # { } [ ] 和引号")
    if place and place not in (known := _places()):
        typer.echo(f"注意：没有“{place}”的提纲，将用通用提纲；有提纲的地区是 {'、'.join(known)}。", err=True)
    written = _or_fail(lambda: write_folder_template(folder, Unit("", name, kind, place, year)))
    for path in written:
        typer.echo(f"已写入 {path}")
    if not written:
        typer.echo(f"{folder} 里已有全部文件，没有改动；要重新开始，请换一个文件夹。")
    typer.echo(f"填好后运行：shebao compose {folder} --output 公开")


@commands.command()
@within()
def check(
    edited: Path = EDITED,
    folder: Path = DIR,
    prior: Path | None = PRIOR,
    as_json: bool = typer.Option(False, "--json", help="输出 JSON。"),
) -> None:
    """读回修改过的文稿，列出与账套不再一致的每一个数：在哪里、文中怎样写、账套怎样算。

    退出状态：0 全部一致；1 有不一致的数；2 文稿或账套不能读取。
    """
    from shebao.publishing.check import check as checked
    from shebao.rendering.words import place_words

    found = _or_fail(lambda: checked(edited, folder, prior))
    if as_json:
        import json

        records = [
            {
                "where": d.where,
                "place": place_words(d.place),
                "what": d.what,
                "stands": d.stands,
                "accounts": d.accounts,
                "quote": d.quote,
            }
            for d in found
        ]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        for number, each in enumerate(found, 1):
            where = "，".join(part for part in (each.where, place_words(each.place)) if part)
            quote = f"\n      原文  “{each.quote}”" if each.quote and each.stands else ""
            typer.echo(f"{number:>3}. {where}\n      {each.message}{quote}")
        typer.echo(f"有 {len(found)} 个数与账套不一致。" if found else "文中的数都与账套一致。")
    raise typer.Exit(OPEN if found else 0)


def _places() -> tuple[str, ...]:
    """The places that have an outline of their own."""
    from shebao.composing.outline.loader import outlines

    return tuple(dict.fromkeys(outline.place for outline in outlines() if outline.place))


def _formats(form: str) -> tuple[str, ...]:
    from shebao.composing.documents import FORMATS

    chosen = tuple(dict.fromkeys(part.strip().lower() for part in form.replace("，", ",").split(",") if part.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown:
        _fail(f"--format 里不认识 {'、'.join(unknown)}；可用的有 {'、'.join(FORMATS)}")
    return chosen or FORMATS


def _refuse(published: Published) -> NoReturn:
    for refusal in published.refusals[:_MOST_LISTED]:
        typer.echo(str(refusal), err=True)
    if len(published.refusals) > _MOST_LISTED:
        typer.echo(f"…只列出前 {_MOST_LISTED} 条。", err=True)
    typer.echo(f"有 {len(published.refusals)} 个问题，没有写入任何文件；改好再编，或用 --draft 先编草稿。", err=True)
    raise typer.Exit(NOTHING)


def _or_fail(job: Callable[[], Result]) -> Result:
    from shebao.accounts.importing.rejects import ImportRejected
    from shebao.accounts.output.folder import OutputRefused
    from shebao.cli.writing import reason_of
    from shebao.composing.fonts import FontError
    from shebao.performance import DataError
    from shebao.reading.document import UnreadableFile

    try:
        return job()
    except ImportRejected as problem:
        for reject in problem.problems[:_MOST_LISTED]:
            typer.echo(str(reject), err=True)
        _fail(f"共 {problem.total} 处有错，没有写入任何文件")
    except (OutputRefused, FontError, DataError, UnreadableFile) as problem:
        _fail(str(problem))
    except OSError as problem:
        where = problem.filename or problem.filename2 or "输出文件夹"
        _fail(f"不能读写 {where}：{reason_of(problem)}")


def _fail(message: str) -> NoReturn:
    typer.echo(message if message.endswith("。") else f"{message}。", err=True)
    raise typer.Exit(NOTHING)
