"""Measuring one call in a process of its own, so that memory and caches of one measurement do not reach another."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MEGABYTE_IN_KILOBYTES = 1024
_LOOK_EVERY_SECONDS, _LEAVES_WITHIN_SECONDS = 0.05, 10


@dataclass(frozen=True)
class Measurement:
    """Seconds on the wall, seconds of processor, megabytes at the peak, and what the call returned."""

    wall: float
    processor: float
    megabytes: int
    result: Any


@dataclass(frozen=True)
class Limits:
    """What a measured process and its children may take: memory that no file backs, seconds from its start, and how
    much of a folder's disk must stay free."""

    megabytes: int
    seconds: float
    folder: Path = Path()
    megabytes_free: int = 8_000


class EndedError(Exception):
    """A measured call that came to no result: over a limit, killed, or by an error of its own."""


def _child(pipe: Any, prepare: Callable[[], Callable[[], Any]]) -> None:
    os.setsid()
    try:
        call = prepare()
        before, start = _processor(), time.perf_counter()
        result = call()
        wall = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGABYTE_IN_KILOBYTES
        pipe.send(Measurement(wall, _processor() - before, peak, result))
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]}")
    pipe.close()


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(prepare: Callable[[], Callable[[], Any]], repeat: int = 3, limits: Limits | None = None) -> Measurement:
    """The best of some runs, by the wall; `prepare` imports and returns the call that is measured.

    Within limits the peak is that of the process and its children together, of memory that no file backs. Raises
    EndedError.
    """
    return min((_once(prepare, limits) for _ in range(repeat)), key=lambda run: run.wall)


def _once(prepare: Callable[[], Callable[[], Any]], limits: Limits | None) -> Measurement:
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(theirs, prepare))
    process.start()
    theirs.close()
    started = time.monotonic()
    try:
        peak, processor = _watched(process.pid or 0, mine, limits) if limits else (0, 0.0)
        said = mine.recv()
        process.join(_LEAVES_WITHIN_SECONDS)
    except EOFError:
        process.join()
        raise EndedError(f"ended by signal {-(process.exitcode or 0)}") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.kill()
        process.join()
    if isinstance(said, str):
        raise EndedError(f"{said} (after {time.monotonic() - started:.0f} s)")
    return Measurement(said.wall, max(said.processor, processor), peak or said.megabytes, said.result)


def _watched(process: int, pipe: Any, limits: Limits) -> tuple[int, float]:
    """Waits for an answer; the peak in megabytes and the seconds of processor. Raises EndedError where a limit is passed."""
    start, peak, processor = time.monotonic(), 0, 0.0
    while not pipe.poll(_LOOK_EVERY_SECONDS):
        seconds = time.monotonic() - start
        now, used = zip(*((_held(each), _used(each)) for each in _tree(process)), strict=True)
        peak, processor = max(peak, sum(now) // _MEGABYTE_IN_KILOBYTES), max(processor, sum(used))
        if peak > limits.megabytes:
            raise EndedError(f"over {limits.megabytes:,} MB after {seconds:.0f} s")
        if shutil.disk_usage(limits.folder).free >> 20 < limits.megabytes_free:
            raise EndedError(f"disk full ({limits.megabytes_free:,} MB left) after {seconds:.0f} s")
        if seconds > limits.seconds:
            raise EndedError(f"not done after {seconds:.0f} s ({processor:.0f} s of processor, {peak:,} MB)")
    return peak, processor


def _tree(process: int) -> Iterator[int]:
    """A process and its children, theirs too."""
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _tree(int(child))


def _held(process: int) -> int:
    """Kilobytes of memory that no file backs."""
    with suppress(OSError):
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return 0


def _used(process: int) -> float:
    """Seconds of processor of a process."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
