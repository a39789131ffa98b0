"""Running an audit of many files: in the order given, over processes, memory flat, one bad file never stops the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from shebao.cli.audit.files import Input, Problem
from shebao.cli.audit.one import Outcome, Settings, Task, audit_one
from shebao.cli.audit.output import Destination
from shebao.cli.audit.tasks import tasks_of
from shebao.cli.pool import in_order
from shebao.cli.progress import Progress
from shebao.cli.writing import opened, write_whole
from shebao.rendering.formats import FORMATS
from shebao.rendering.wrapping import printable

_WORTH_PROCESSES = 2
_FOR_PROGRAMS = {"json", "jsonl", "sarif"}
_CRASHED = "读取这份文件时程序异常终止，文件可能已损坏；请用原来的软件另存后重试"


def run(
    items: Sequence[Input | Problem], prior: Sequence[Path], settings: Settings, target: Destination, jobs: int
) -> int:
    """Audit the items, write their renderings to `target`, what failed to standard error. Returns the exit status."""
    inputs = [item for item in items if isinstance(item, Input)]
    jobs = jobs or (1 if len(inputs) < _WORTH_PROCESSES else min(os.cpu_count() or 1, len(inputs)))
    tasks = tasks_of(inputs, prior, jobs)
    progress = Progress(len(inputs), "审核")
    audited = in_order(audit_one, ((task, settings) for task in tasks), jobs, _crashed)
    status = _Status()
    outcomes = status.watch(_watched(_merged(items, audited, settings), progress))
    if target.names is None:
        _write_one(outcomes, len(items) > 1, settings, target)
    else:
        _write_each(outcomes, settings, target.names)
    if len(items) > 1 and settings.format_name not in _FOR_PROGRAMS:
        print(status.summary(), file=sys.stderr)
    return status.exit_status


class _Status:
    """What became of the files, as the exit status says it: 2 where one could not be read, else 1 where one has errors, else
    3 where nothing could be checked in one."""

    def __init__(self) -> None:
        self._worst: set[int] = set()
        self._audited = self._with_errors = self._failed = self._unchecked = 0

    def watch(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            if outcome.failure:
                print(printable(f"{outcome.name}：{outcome.failure}"), file=sys.stderr)
            self._worst.add(3 if outcome.unchecked else 2 if outcome.failure else int(outcome.has_errors))
            self._unchecked += outcome.unchecked
            self._failed += bool(outcome.failure) and not outcome.unchecked
            self._audited += not outcome.failure and not outcome.unchecked
            self._with_errors += not outcome.failure and outcome.has_errors
            yield outcome

    @property
    def exit_status(self) -> int:
        """The status that says most: unreadable, then errors, then nothing checked."""
        return next((status for status in (2, 1, 3) if status in self._worst), 0)

    def summary(self) -> str:
        """共审核 17 份报告，12 份有错误；5 个文件不能读取."""
        errors = f"{self._with_errors} 份有错误" if self._with_errors else "没有错误级问题"
        failed = f"；{self._failed} 个文件不能读取" if self._failed else ""
        failed += f"；{self._unchecked} 个文件没有可以核对的内容" if self._unchecked else ""
        return f"共审核 {self._audited} 份报告，{errors}{failed}。"


def _crashed(task: Task, settings: Settings) -> Outcome:
    part = FORMATS[settings.format_name].failure(task.input.name, _CRASHED, False)
    return Outcome(task.input.name, part, failure=_CRASHED)


def _merged(
    items: Sequence[Input | Problem], audited: Iterator[Outcome], settings: Settings
) -> Iterator[tuple[Outcome, bool]]:
    """Outcomes in the order of the items, and whether each was audited."""
    for item in items:
        if isinstance(item, Input):
            yield next(audited), True
        else:
            part = FORMATS[settings.format_name].failure(item.name, item.message, False)
            yield Outcome(item.name, part, failure=item.message), False


def _watched(outcomes: Iterable[tuple[Outcome, bool]], progress: Progress) -> Iterator[Outcome]:
    progress.show()
    for outcome, counted in outcomes:
        progress.hide()
        if counted:
            progress.advance()
        yield outcome
        progress.show()
    progress.hide()


def _write_one(outcomes: Iterable[Outcome], many: bool, settings: Settings, target: Destination) -> None:
    parts = (outcome.part for outcome in outcomes if outcome.part is not None)
    with opened(target.path) as out:
        for chunk in FORMATS[settings.format_name].compose(parts, many):
            out.write(chunk)


def _write_each(outcomes: Iterable[Outcome], settings: Settings, names: dict[str, Path]) -> None:
    compose = FORMATS[settings.format_name].compose
    for outcome in outcomes:
        if outcome.part is not None and outcome.name in names and not outcome.failure:
            write_whole(names[outcome.name], b"".join(compose(iter([outcome.part]), False)))
