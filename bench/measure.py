"""Measuring one call in a process of its own, so that memory and caches of one measurement do not reach another."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_MEGABYTE_IN_KILOBYTES = 1024


@dataclass(frozen=True)
class Measurement:
    """Seconds on the wall, seconds of processor, megabytes at the peak, and what the call returned."""

    wall: float
    processor: float
    megabytes: int
    result: Any


def _child(pipe: Any, prepare: Callable[[], Callable[[], Any]]) -> None:
    call = prepare()
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    result = call()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pipe.send(Measurement(wall, processor, after.ru_maxrss // _MEGABYTE_IN_KILOBYTES, result))
    pipe.close()


def measure(prepare: Callable[[], Callable[[], Any]], repeat: int = 3) -> Measurement:
    """The best of some runs, by the wall; `prepare` imports and returns the call that is measured."""
    context = multiprocessing.get_context("spawn")
    runs = []
    for _ in range(repeat):
        mine, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(theirs, prepare))
        process.start()
        theirs.close()
        runs.append(mine.recv())
        process.join()
    return min(runs, key=lambda run: run.wall)
