"""Which files an audit is about: files, folders and standard input as given on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    return _distinct(collected)


def _distinct(items: Sequence[Input | Problem]) -> list[Input | Problem]:
    """The items, each under a name of its own: two names that read alike would give one result for both."""
    taken: set[str] = set()
    found: list[Input | Problem] = []
    for item in items:
        name, number = item.name, 1
        while name in taken:
            number += 1
            name = f"{item.name}（{number}）"
        taken.add(name)
        found.append(replace(item, name=name))
    return found


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
            yield Input(_shown(str(file)), file, Path(_shown(str(file.relative_to(path)))))
    elif path.is_file():
        yield Input(shown, path, Path(_shown(path.name)))
    elif os.path.lexists(path):
        yield Problem(shown, "这不是普通文件（设备、管道或失效的链接）；管道里的报告请改用 -（标准输入）")
    else:
        yield Problem(shown, "找不到这个文件或文件夹，请检查路径")


def _shown(path: str) -> str:
    """A path as text: each part as UTF-8, else as the GB18030 that archives from Chinese Windows leave, else escaped."""
    return "/".join(_decoded(part) for part in os.fsencode(path).split(b"/"))


def _decoded(part: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return part.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.decode("utf-8", "backslashreplace")


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
