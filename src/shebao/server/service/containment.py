"""What each process that `serve` starts may take: memory, open files, size of a file, turn for the processor. systemd's units
bound the same from outside (deploy/systemd)."""

from __future__ import annotations

import fcntl
import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bytes of address space, open files, bytes of a written file, seconds of processor time (0: without end), and how far it
    steps back for others."""

    memory: int
    files: int
    file_size: int
    seconds: int = 0
    nice: int = 0


WEB = Bounds(4 * _GIGABYTE, 2_048, 2 * _GIGABYTE, seconds=3_600)
OFFICIAL = Bounds(8 * _GIGABYTE, 2_048, 8 * _GIGABYTE, nice=5)
VISITORS = Bounds(6 * _GIGABYTE, 512, 2 * _GIGABYTE, nice=10)


class Taken(Exception):
    """Another process holds the data directory."""


def contain(bounds: Bounds) -> None:
    """Bound this process and all that it starts, for good; files that they write are closed to other users of the machine."""
    os.umask(0o077)
    limits = [
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_NOFILE, bounds.files),
        (resource.RLIMIT_FSIZE, bounds.file_size),
        (resource.RLIMIT_CORE, 0),
    ]
    if bounds.seconds:
        limits.append((resource.RLIMIT_CPU, bounds.seconds))
    for what, most in limits:
        hard = resource.getrlimit(what)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (value, value))
    with suppress(OSError):
        os.nice(bounds.nice)


def alone(data: Path) -> IO[str]:
    """Holds the data directory as the one `serve` that works with it, until the file is closed. Raises Taken, OSError."""
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    file = os.fdopen(os.open(folder / "serve.lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Taken from None
    return file
