"""Which files an audit is about: files, folders and standard input as given on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = frozenset({".pdf", ".docx", ".xlsx", ".xlsm", ".html", ".htm", ".txt", ".md", ".markdown"})
STDIN = "标准输入"
OWN_OUTPUT = ".audit."
_MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Input:
    """A file to audit: `name` as people call it, `path` (None for standard input, whose bytes are `data`), and
    `relative`, its path below the folder that was given."""

    name: str
    path: Path | None
    relative: Path
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that cannot be audited, and why (Chinese)."""

    name: str
    message: str


def collect(arguments: Sequence[str]) -> list[Input | Problem]:
    """What the arguments name, each file once, in the order given; folders in order of their paths."""
    collected: list[Input | Problem] = []
    seen: set[Path] = set()
    for argument in arguments:
        for item in _inputs(argument):
            identity = item.path.resolve() if isinstance(item, Input) and item.path else Path(item.name)
            if identity not in seen:
                seen.add(identity)
                collected.append(item)
    return collected


def _inputs(argument: str) -> Iterator[Input | Problem]:
    path, shown = Path(argument), _shown(argument)
    if argument == "-":
        yield _standard_input()
    elif not argument.strip():
        yield Problem("（空文件名）", "命令行里有一个空的文件名，请写上要审核的文件或文件夹")
    elif path.is_dir():
        below = list(_walk(path))
        if not below:
            yield Problem(shown, "文件夹里没有可以审核的文件（PDF、DOCX、XLSX、HTML、TXT、MD）")
        for file in below:
            yield Input(_shown(str(file)), file, file.relative_to(path))
    elif path.is_file():
        yield Input(shown, path, Path(path.name))
    elif os.path.lexists(path):
        yield Problem(shown, "这不是普通文件（设备、管道或失效的链接）；管道里的报告请改用 -（标准输入）")
    else:
        yield Problem(shown, "找不到这个文件或文件夹，请检查路径")


def _shown(path: str) -> str:
    """A path as text, what is not UTF-8 in it replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


def _walk(folder: Path) -> Iterator[Path]:
    """Files of supported types below a folder, without hidden ones, lock files of office programs and our own output."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith((".", "~$")) or OWN_OUTPUT in name:
                continue
            if Path(name).suffix.lower() in SUFFIXES and (file := Path(root) / name).is_file():
                yield file


def _standard_input() -> Input | Problem:
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        return Problem(STDIN, "标准输入超过 512 MB，不是决算公开报告")
    return Input(STDIN, None, Path(STDIN), data)
