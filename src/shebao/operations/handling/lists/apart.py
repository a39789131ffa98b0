"""Reads a list in a process of its own: what comes back is JSON, never an object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from shebao.bounded import Limits, Message, run
from shebao.fields.problem import Place, Problem, ProblemsFound
from shebao.operations.handling.lists.rows import Listed, Row, read_list
from shebao.services.listing import catalogue

LIMITS = Limits(60, 2 << 30)
_ROWS, _PROBLEMS = "rows", "problems"


def read_apart(path: Path, name: str, code: str, version: date) -> Listed:
    """The rows of a stored file. Raises ProblemsFound, bounded.Stopped where the process was ended."""
    for kind, payload in run(work, (str(path), name, code, version.isoformat()), LIMITS):
        content = json.loads(payload)
        if kind == _PROBLEMS:
            raise ProblemsFound([_problem(one) for one in content["problems"]], content["total"])
        return Listed(tuple(Row(number, texts) for number, texts in content["rows"]), tuple(content["unused"]))
    raise ProblemsFound([Problem("empty", "文件里没有数据")])


def work(path: str, name: str, code: str, version: str) -> Iterator[Message]:
    """In the other process: the rows, or the problems."""
    service = catalogue().version(code, date.fromisoformat(version))
    assert service is not None, "the caller names a service of the catalogue"
    try:
        found = read_list(service, Path(path).read_bytes(), name)
    except ProblemsFound as refused:
        told = {"problems": [_plain(one) for one in refused.problems], "total": refused.total}
        yield _PROBLEMS, json.dumps(told, ensure_ascii=False).encode()
        return
    rows = {"rows": [[row.number, row.texts] for row in found.rows], "unused": found.unused}
    yield _ROWS, json.dumps(rows, ensure_ascii=False).encode()


def _plain(one: Problem) -> dict[str, object]:
    place = one.place
    return {
        "code": one.code, "reason": one.reason, "advice": one.advice, "file": place.file, "sheet": place.sheet,
        "row": place.row, "field": one.field, "value": one.value,
    }  # fmt: skip


def _problem(one: dict[str, object]) -> Problem:
    place = Place(str(one["file"]), str(one["sheet"]), int(str(one["row"])))
    return Problem(
        str(one["code"]), str(one["reason"]), str(one["advice"]), place, str(one["field"]), str(one["value"])
    )
