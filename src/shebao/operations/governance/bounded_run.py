"""A run of checks in a bounded process over files that somebody handed in: what it yields is bytes, nothing stays behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shebao.fields.dates import parse_month
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.loading import read_sets
from shebao.operations.governance.output.handover import handover_lines
from shebao.operations.governance.running.planning import Settings, make_plan
from shebao.operations.governance.service import run
from shebao.policy.errors import PolicyError

_LINES = 500
_MEGABYTES = 768


@dataclass(frozen=True, slots=True)
class Request:
    """What to check: a folder or file, the sets, the month (YYYY-MM), where law comes from, a folder to work in."""

    location: str
    sets: tuple[str, ...]
    as_of: str
    folder: str
    area: str = "wuhan"
    keep: int = 20_000


def checked(request: Request) -> Iterator[tuple[str, bytes]]:
    """`failure` (a Chinese sentence), or the lines of a handover with private values in clear: `lines`, several times; then
    `problems` (JSON): what could not be checked."""
    try:
        settings = Settings(
            parse_month(request.as_of), request.area, memory_megabytes=_MEGABYTES, threads=1, keep=request.keep
        )
        plan = make_plan(read_sets(request.sets), request.location, Path(request.folder), settings)
        outcome = run(plan)
        yield from _lines(handover_lines(plan, outcome, clear=True))
        yield "problems", json.dumps([*outcome.problems, *_absent(outcome.absent)], ensure_ascii=False).encode()
    except (GovernanceError, PolicyError, ValueError) as error:
        yield "failure", str(error).encode()
    except OSError as error:
        yield "failure", f"读写文件出错：{error}".encode()


def _absent(tables: tuple[str, ...]) -> list[str]:
    return [f"没有数据表 {'、'.join(tables)}，用到它们的检查没有执行"] if tables else []


def _lines(lines: Iterator[str]) -> Iterator[tuple[str, bytes]]:
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= _LINES:
            yield "lines", "\n".join(waiting).encode()
            waiting = []
    if waiting:
        yield "lines", "\n".join(waiting).encode()
