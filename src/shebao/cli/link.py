"""`shebao link`: which registrations may be of one person, and what people decided of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

UNUSABLE = 2
_DEFAULT = "people"
_FORMATS = ("html", "xlsx")
_MOST_ON_PAGE, _MOST_IN_BOOK = 2_000, 100_000


class _Group(TyperGroup):
    """Where the first word is none of the commands, it is data to link."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the name of the first command before data."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


commands = typer.Typer(
    cls=_Group,
    help="人员比对：shebao link 数据… 找出可能是同一人的登记；shebao link decide 汇总两人以上的标记。",
    no_args_is_help=True,
)


def register(root: typer.Typer) -> None:
    """Adds `link`."""
    root.add_typer(commands, name="link")


@commands.command(_DEFAULT)
def people(
    data: Annotated[
        list[str],
        typer.Argument(metavar="数据…", help="目录、Parquet、CSV、XLSX、DuckDB 文件或 postgresql://，可多个。"),
    ],
    output: Annotated[Path, typer.Option("--output", help="结果目录，只有本人可读。")] = Path("比对"),
    formats: Annotated[str, typer.Option("--format", help="html（网页）、xlsx，可用逗号连写。")] = "html,xlsx",
    between: Annotated[bool, typer.Option("--between", help="只比不同来源之间的登记。")] = False,
    memory: Annotated[int, typer.Option("--memory", min=512, help="可用内存（MB），超出的写到磁盘。")] = 4096,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="线程数，默认用全部核。")] = None,
) -> None:
    """找出可能是同一人的登记，写明每项比较的理由；匹配分只用于排序，不作决定（命令名 people 可以不写）。

    退出码：0 没有相像的，1 有，2 不能比对。
    """
    from shebao.operations.governance import GovernanceError
    from shebao.operations.linking import LinkingError

    wanted = [name.strip() for name in formats.split(",") if name.strip()]
    try:
        if set(wanted) - set(_FORMATS):
            raise LinkingError(f"--format 应为 {'、'.join(_FORMATS)}，实为“{formats}”")
        found = _link(data, output, between, (memory, threads))
        _write(output, wanted)
    except (GovernanceError, LinkingError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        typer.echo(f"无法读写文件：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    raise typer.Exit(1 if found else 0)


def _link(data: list[str], output: Path, between: bool, computing: tuple[int, int | None]) -> int:
    import shutil

    import duckdb

    from shebao.cli.progress import Progress
    from shebao.operations.governance.people import people_relation
    from shebao.operations.governance.running.run import alone
    from shebao.operations.linking import LinkingError, shipped_model
    from shebao.operations.linking.service import connected, link

    memory, threads = computing
    progress = Progress(1, "比对")
    with alone(output):
        work = output / "work"
        relations = []
        for number, location in enumerate(data):
            relation, problems = people_relation(location, _label(data, number), work / f"source-{number}")
            relations.append(relation)
            for problem in problems:
                typer.echo(str(problem), err=True)
        try:
            with connected(work / "spill", memory, threads or os.cpu_count() or 1) as connection:
                progress.say("整理人员")
                found = link(
                    connection,
                    " UNION ALL ".join(relations),
                    output,
                    shipped_model(),
                    lambda done, total: progress.say(f"比对（第 {min(done + 1, total)} 部分，共 {total} 部分）"),
                    between=between,
                )
        except duckdb.Error as error:
            raise LinkingError(f"比对没有完成：{str(error).splitlines()[0][:300]}") from error
        finally:
            progress.hide()
            shutil.rmtree(work, ignore_errors=True)
    typer.echo(f"{found.people:,} 条登记，{found.pairs:,} 对相像；结果在 {output}（pairs.parquet）")
    return found.pairs


def _label(data: list[str], number: int) -> str:
    """What a source is called; nothing where there is only one."""
    if len(data) == 1:
        return ""
    name = data[number].rsplit("/", 1)[-1] if "://" in data[number] else Path(data[number]).stem
    return name if sum(Path(each).stem == name for each in data) == 1 else f"来源{number + 1}"


def _write(output: Path, formats: list[str]) -> None:
    from itertools import islice

    from shebao.batch.files import write_text
    from shebao.operations.linking import shipped_model
    from shebao.operations.linking.pairs import count_pairs, digest, read_pairs
    from shebao.operations.linking.review import review_page, write_review
    from shebao.operations.linking.service import PAIRS

    model, path = shipped_model(), output / PAIRS
    code, total = digest(path), count_pairs(path)
    if "html" in formats:
        pairs = list(islice(read_pairs(path, model), _MOST_ON_PAGE))
        write_text(output / "比对.html", review_page(pairs, code, total))
        typer.echo(f"用浏览器打开 {output / '比对.html'} 标记，存下的文件交回后用 shebao link decide 汇总", err=True)
    if "xlsx" in formats:
        count = write_review(islice(read_pairs(path, model), _MOST_IN_BOOK), code, model, output / "比对.xlsx")
        more = f"（共 {total} 对，其余在 pairs.parquet）" if total > count else ""
        typer.echo(f"或在 {output / '比对.xlsx'} 里标记{more}", err=True)


@commands.command()
def decide(
    folder: Annotated[Path, typer.Argument(metavar="结果目录", help="shebao link 写出的目录。")],
    marks: Annotated[list[Path], typer.Argument(metavar="标记文件…", help="比对页面存下的 JSON 或标记过的 XLSX。")],
) -> None:
    """汇总标记：两位不同的标记人都认为是同一人的，才列入建议合并；写出 结论.xlsx。

    退出码：0 都有结论，1 还有待第二人或第三人标记的，2 标记文件不能用。
    """
    from shebao.operations.linking import LinkingError, shipped_model
    from shebao.operations.linking.decisions import Verdict, decided, merges
    from shebao.operations.linking.marks import read_marks
    from shebao.operations.linking.pairs import digest, read_pairs
    from shebao.operations.linking.review import write_outcome
    from shebao.operations.linking.review.outcome import label
    from shebao.operations.linking.service import PAIRS

    path = folder / PAIRS
    try:
        if not path.is_file():
            raise LinkingError(f"{folder} 里没有 {PAIRS}：应为 shebao link 写出的目录")
        files = [read_marks(each) for each in marks]
        wanted = {pair for each in files for pair in each.marks}
        pairs = {pair.id: pair for pair in read_pairs(path, shipped_model()) if pair.id in wanted}
        found = decided(files, digest(path), pairs)
        proposed, apart = merges(found, {id: (label(pair.one), label(pair.other)) for id, pair in pairs.items()})
        write_outcome(folder / "结论.xlsx", found, proposed, apart, pairs)
    except LinkingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    except OSError as error:
        typer.echo(f"无法读写文件：{error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    counts = "，".join(f"{each.title} {sum(one.verdict is each for one in found)} 对" for each in Verdict)
    typer.echo(f"{len(found)} 对有标记：{counts}；建议合并 {len(proposed)} 组，自相矛盾 {len(apart)} 组")
    typer.echo(f"结论在 {folder / '结论.xlsx'}；合并由有权的人在业务系统里办理")
    open_ones = [each for each in found if each.verdict in (Verdict.SECOND, Verdict.DISPUTED)]
    raise typer.Exit(1 if open_ones or apart else 0)
