"""Prints explained cases as text, JSON or PDF; the commands that compute benefits share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import typer

from shebao.cli.formats import Format
from shebao.cli.writing import OutputError, write_whole
from shebao.fields.problem import Problem
from shebao.policy.casefile import RawCase, read_cases
from shebao.policy.errors import CaseError, PolicyError, problem
from shebao.policy.explanation import Explanation, as_data, as_pdf, as_text, json_text

PROBLEMS, UNREADABLE = 1, 2
_UNSAFE = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: its row, and its explanation or a text of its own; or the problems that prevented them."""

    identifier: str
    row: dict[str, Any]
    explanation: Explanation | None = None
    text: str = ""
    problems: tuple[Problem, ...] = ()


def chosen_cases(paths: Sequence[Path], only: str | None) -> list[RawCase]:
    """Every case of the files, or those called `only`. Exits where a file cannot be read."""
    try:
        raws = [raw for path in paths for raw in read_cases(path)]
    except PolicyError as error:
        fail(str(error))
    chosen = [raw for raw in raws if only in (None, raw.identifier)]
    if not chosen:
        fail(f"{'、'.join(path.name for path in paths)}：没有编号为“{only}”的案例")
    return chosen


def run_cases(paths: Sequence[Path], only: str | None, compute: Callable[[RawCase], Outcome]) -> list[Outcome]:
    """The outcome of every case of the files (or of those called `only`). Exits where a file cannot be read."""
    return [outcome(raw, compute) for raw in chosen_cases(paths, only)]


def outcome(raw: RawCase, compute: Callable[[RawCase], Outcome]) -> Outcome:
    """The outcome of one case, its problems caught."""
    try:
        return compute(raw)
    except CaseError as error:
        return Outcome(raw.identifier, {"id": raw.identifier}, problems=error.problems)
    except PolicyError as error:
        found = problem(raw.identifier, "参数", str(error))
        return Outcome(raw.identifier, {"id": raw.identifier}, problems=(found,))


def emit(outcomes: Sequence[Outcome], form: Format, output: Path | None) -> None:
    """Print the outcomes, or write them to `output`; exits with 1 where a case has problems."""
    if form is Format.json:
        _write(json_text([_row(each) for each in outcomes]) + "\n", output)
    elif form is Format.text:
        texts = (as_text(each.explanation) if each.explanation else each.text for each in outcomes)
        _write("\n".join(text for text in texts if text), output)
    else:
        outcomes = _pdfs(outcomes, output)
    problems = [found for each in outcomes for found in each.problems]
    for found in problems:
        typer.echo(str(found), err=True)
    if problems:
        raise typer.Exit(PROBLEMS)


def fail(message: str) -> NoReturn:
    """Say what cannot be read and leave."""
    typer.echo(message, err=True)
    raise typer.Exit(UNREADABLE)


def save(path: Path, content: bytes) -> None:
    """Write a whole file, or none and say why."""
    try:
        write_whole(path, content)
    except OutputError as error:
        fail(str(error))


def _row(each: Outcome) -> dict[str, Any]:
    if each.problems:
        problems = [{"field": found.field, "message": found.words} for found in each.problems]
        return {**each.row, "problems": problems}
    return {**each.row, "explanation": as_data(each.explanation)} if each.explanation else each.row


def _write(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        save(output, text.encode())
        typer.echo(f"已写入 {output}", err=True)


def _pdfs(outcomes: Sequence[Outcome], output: Path | None) -> list[Outcome]:
    """Write the sheets; the outcomes, with a problem where a sheet could not be made."""
    if output is None:
        fail("PDF 须用 --output 指定文件（多个案例时为文件夹）")
    elif len(outcomes) == 1 and not output.is_dir():
        return [_save_pdf(outcomes[0], output)]
    else:
        taken: set[str] = set()
        done = []
        for number, each in enumerate(outcomes, 1):
            name = _UNSAFE.sub("_", each.identifier).strip("._")[:60] or "case"
            name = f"{name}-{number}" if name in taken else name
            taken.add(name)
            done.append(_save_pdf(each, output / f"{name}.pdf"))
        return done


def _save_pdf(each: Outcome, path: Path) -> Outcome:
    if each.explanation is None:
        return each
    try:
        sheet = as_pdf(each.explanation)
    except PolicyError as error:
        return replace(each, problems=(*each.problems, problem(each.identifier, "核定单", str(error))))
    save(path, sheet)
    typer.echo(f"已写入 {path}", err=True)
    return each
