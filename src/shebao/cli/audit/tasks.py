"""The audits to be done: each file with the reports that it is tied to, found among all that the command was given."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shebao.auditing.related import Known, department_of, prior_of
from shebao.cli.audit.files import Input
from shebao.cli.audit.kept import Room
from shebao.cli.audit.one import Identified, Related, Task, identify
from shebao.cli.pool import in_order
from shebao.rendering.wrapping import printable

Documents = Mapping[Path | None, bytes]


def tasks_of(inputs: Sequence[Input], prior: Sequence[Path], jobs: int) -> list[Task]:
    """Each input with the reports it is tied to: among all inputs, and those given with --prior."""
    if len(inputs) + len(prior) < 2:
        return [Task(item) for item in inputs]
    given = [Input(str(path), path, Path(path.name)) for path in prior]
    known, documents = _identified([*inputs, *given], jobs)
    audited, offered = known[: len(inputs)], [each for each in known[len(inputs) :] if each]
    others = [*offered, *(each for each in audited if each)]
    tasks = [_task(item, each, others, documents) for item, each in zip(inputs, audited, strict=True)]
    if len(tasks) == 1 and tasks[0].prior is None and audited[0]:
        tasks = [replace(tasks[0], prior=_related(_year_before(audited[0], offered), documents))]
    used = {task.prior.path for task in tasks if task.prior}
    _say_unused([path for path in prior if path not in used])
    return [replace(task, document=documents[task.input.path]) for task in tasks]


def _identified(items: Sequence[Input], jobs: int) -> tuple[list[Known | None], Documents]:
    """Whose report each file is, and the documents by path (None is standard input) as far as there is room for them."""
    known: list[Known | None] = []
    documents: dict[Path | None, bytes] = {}
    room = Room()
    for item, found in zip(items, in_order(identify, ((each,) for each in items), jobs, _unknown), strict=True):
        known.append(found.known if found else None)
        documents[item.path] = room.taken(found.document) if found else b""
    return known, documents


def _unknown(item: Input) -> Identified | None:
    return None


def _task(item: Input, found: Known | None, others: Sequence[Known], documents: Documents) -> Task:
    if found is None:
        return Task(item)
    before, above = prior_of(found, others), department_of(found, others)
    return Task(item, _related(before, documents), _related(above, documents))


def _related(path: Path | None, documents: Documents) -> Related | None:
    return Related(path, documents.get(path, b"")) if path else None


def _year_before(report: Known, offered: Sequence[Known]) -> Path | None:
    """The report of the year before that was named outright, whatever the unit was called then."""
    year = report.fiscal_year
    return next((other.path for other in offered if year and other.fiscal_year == year - 1), None)


def _say_unused(paths: Sequence[Path]) -> None:
    for path in paths:
        print(printable(f"{path}：没有用上，它不是所审核单位上一年度的报告（--prior）"), file=sys.stderr)
