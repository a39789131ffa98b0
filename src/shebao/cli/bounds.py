"""A command that reads somebody's files bounds itself in memory and processor time, as the server bounds the reading of a file."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import ParamSpec, TypeVar

import typer

SECONDS = 600
MEMORY = 4 << 30
_EXIT = 2
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class _TooLong(BaseException):
    """The processor time is used up; no handler of ordinary errors may swallow it."""


def within(
    seconds: int = SECONDS, memory: int = MEMORY
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """A command that ends with a Chinese message and status 2 where it takes more than that, on top of what it has."""

    def decorate(command: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(command)
        def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            try:
                with _bounded(seconds, memory):
                    return command(*args, **kwargs)
            except MemoryError:
                message = f"内存超过 {memory >> 30} GB，已停止；文件不是正常的报表，请检查或拆成几个文件。"
            except _TooLong:
                message = f"处理超过 {seconds} 秒，已停止；文件不是正常的报表，请检查或拆成几个文件。"
            typer.echo(message, err=True)
            raise typer.Exit(_EXIT)

        return wrapped

    return decorate


@contextmanager
def memory_within(memory: int) -> Iterator[None]:
    """Address space beyond what the process has is bounded for a time, and given back. What is refused raises MemoryError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    known = [value for value in (_mapped() + memory, soft, hard) if value != resource.RLIM_INFINITY]
    try:
        resource.setrlimit(resource.RLIMIT_AS, (min(known), hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _bounded(seconds: int, memory: int) -> Iterator[None]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {
        resource.RLIMIT_AS: _mapped() + memory,
        resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime + seconds) + 1,
    }
    before = {what: resource.getrlimit(what) for what in wanted}
    handler = signal.signal(signal.SIGXCPU, _stop)
    try:
        for what, (soft, hard) in before.items():
            known = [value for value in (wanted[what], soft, hard) if value != resource.RLIM_INFINITY]
            resource.setrlimit(what, (min(known), hard))
        yield
    finally:
        for what, limit in before.items():
            resource.setrlimit(what, limit)
        signal.signal(signal.SIGXCPU, handler)


def _mapped() -> int:
    """Bytes of address space that this process has already; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooLong
