"""Files that the commands write: whole or not at all, and why not in words."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "上级文件夹不存在",
    errno.ENOTDIR: "上级路径不是文件夹",
    errno.EISDIR: "这是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}


class OutputError(Exception):
    """The output cannot go where it was sent; the message says why in Chinese."""


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """A file to write bytes to, which takes its name only when all was written; standard output for None.

    Raises OutputError where the file cannot be written.
    """
    if path is None:
        with _told("输出结果"):
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():
        with _told(f"写入 {path}"), path.open("wb") as device:
            yield device
        return
    temporary: Path | None = None
    with _told(f"写入 {path}"):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                yield file
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        finally:
            if temporary is not None:
                temporary.unlink(missing_ok=True)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What the system refuses as an OutputError; a reader who went away stays BrokenPipeError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"不能{what}：{reason_of(error)}") from error


def reason_of(error: OSError) -> str:
    """Why the system refuses, in Chinese where it is known."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file all at once: readers see the old content or the new. Raises OutputError."""
    with opened(path) as file:
        file.write(content)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
