"""Where the renderings of an audit go: the terminal, one file, or a folder with a file for each report."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from shebao.cli.audit.files import OWN_OUTPUT, Input
from shebao.cli.writing import OutputError
from shebao.rendering.terminal import Screen

_SUFFIXES = {"text": "txt", "json": "json", "jsonl": "jsonl", "sarif": "sarif", "html": "html"}
_SUFFIXES |= {"xlsx": "xlsx", "pdf": "pdf"}
_BINARY = {"xlsx", "pdf"}
_ENDINGS = {"html": (".html", ".htm"), "pdf": (".pdf",)}
_ONE_EACH = frozenset(_ENDINGS)
_WIDEST = 100
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Destination:
    """Where output goes: standard output where `path` is None; a folder with the file `names` has for each input's name
    where `names` is not None; else the one file `path`."""

    path: Path | None
    names: dict[str, Path] | None = None


def destination(format_name: str, output: Path | None, inputs: Sequence[Input]) -> Destination:
    """Where to write. Raises OutputError where the format or the path does not allow it."""
    many = len(inputs) > 1
    if output is None:
        if format_name in _BINARY:
            raise OutputError(f"{format_name} 格式不能输出到终端，请用 --output 指定文件（或文件夹）")
        if format_name in _ONE_EACH and many:
            raise OutputError(f"{format_name} 格式每份报告一个文件，请用 --output 指定一个文件夹")
        return Destination(None)
    if output.is_dir() or (format_name in _ONE_EACH and (many or _is_new_folder(output, format_name))):
        if output.exists() and not output.is_dir():
            raise OutputError(f"{output} 是文件；审核多份报告时 --output 应是文件夹")
        return Destination(output, _names(output, inputs, _SUFFIXES[format_name]))
    if not output.parent.is_dir():
        raise OutputError(f"--output 的上级文件夹 {output.parent} 不存在")
    if any(item.path and item.path.resolve() == output.resolve() for item in inputs):
        raise OutputError(f"--output 与要审核的文件相同（{output}），请另起文件名")
    return Destination(output)


def _is_new_folder(output: Path, format_name: str) -> bool:
    """Whether a path that is not there yet means a folder: it does not end as the format does. So a folder of reports is
    written alike whether it has one report or many (a path has lost its last / by now)."""
    return not output.exists() and output.suffix.lower() not in _ENDINGS[format_name]


def _names(folder: Path, inputs: Sequence[Input], suffix: str) -> dict[str, Path]:
    """A file below `folder` for each input: its stem, its whole name where stems collide, a number where those do."""
    stems = Counter(item.relative.with_suffix("") for item in inputs)
    taken: set[Path] = set()
    names = {}
    for item in inputs:
        whole = item.relative.with_suffix("") if stems[item.relative.with_suffix("")] == 1 else item.relative
        stem = os.fsencode(whole.name)[:_LONGEST_NAME].decode("utf-8", "ignore")
        number, name = 1, f"{stem}{OWN_OUTPUT}{suffix}"
        while whole.with_name(name) in taken:
            number += 1
            name = f"{stem}-{number}{OWN_OUTPUT}{suffix}"
        taken.add(whole.with_name(name))
        names[item.name] = folder / whole.with_name(name)
    return names


def screen_of(stream: TextIO | None) -> Screen:
    """The columns and colours of a stream: NO_COLOR, pipes and dumb terminals get plain text, pipes and files (None) 80
    columns unless COLUMNS says otherwise."""
    terminal = stream is not None and stream.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    columns = shutil.get_terminal_size().columns if terminal or "COLUMNS" in os.environ else 80
    return Screen(max(40, min(columns, _WIDEST)), colour)
