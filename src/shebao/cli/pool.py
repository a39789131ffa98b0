"""A function over many arguments: results in order, a bounded number in flight, a crashed process costs one result.

Every file is read in a process that is bounded in memory and processor time, also when it is the only one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, TypeVar

from shebao.bounded import REPORT, allow, confine_memory

Result = TypeVar("Result")
Arguments = tuple[Any, ...]
_LONGEST_GOODBYE = 5.0
_LONGEST_LEAVING = 0.05


def in_order(
    function: Callable[..., Result],
    arguments: Iterable[Arguments],
    jobs: int,
    crashed: Callable[..., Result],
) -> Iterator[Result]:
    """function(*a) for each a of `arguments`, over `jobs` processes; crashed(*a) where the process died of it."""
    jobs = max(1, jobs)
    waiting: deque[tuple[Arguments, Future[Result]]] = deque()
    pool = _pool(jobs)
    try:
        remaining = iter(arguments)
        while True:
            for each in remaining:
                waiting.append((each, _submitted(pool, function, each)))
                if len(waiting) >= 2 * jobs:
                    break
            if not waiting:
                return
            each, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                affected = [each, *(other for other, _ in waiting)]
                waiting.clear()
                for one in affected:
                    yield _alone(function, one, crashed)
                pool = _pool(jobs)
    finally:
        _stop(pool)


def _alone(function: Callable[..., Result], arguments: Arguments, crashed: Callable[..., Result]) -> Result:
    with _pool(1) as pool:
        try:
            return _submitted(pool, function, arguments).result()
        except BrokenProcessPool:
            return crashed(*arguments)


def _submitted(pool: ProcessPoolExecutor, function: Callable[..., Result], arguments: Arguments) -> Future[Result]:
    """Hand over one call. An interrupt waits until a process that starts for it has all it needs, or it would complain."""
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(_bounded, function, *arguments)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_bounded, function, *arguments)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _bounded(function: Callable[..., Result], *arguments: Any) -> Result:
    allow(REPORT)
    return function(*arguments)


def _pool(jobs: int) -> ProcessPoolExecutor:
    methods = multiprocessing.get_all_start_methods()
    if _has_one_thread():  # nothing to import again
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), initializer=_begin)
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["shebao.cli.audit.preloaded"])
    return ProcessPoolExecutor(jobs, context, initializer=_begin)


def _has_one_thread() -> bool:
    """Whether this process can be forked: threads of libraries count, too. Those of a pool that has just ended are about to go."""
    until = time.monotonic() + _LONGEST_LEAVING
    try:
        while len(list(Path("/proc/self/task").iterdir())) > 1:
            if threading.active_count() > 1 or time.monotonic() > until:
                return False
            time.sleep(0.001)
    except OSError:
        return False
    return True


def _begin() -> None:
    """A worker leaves interrupts to the command, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine_memory(REPORT)
    threading.Thread(target=_end_with_command, daemon=True).start()


def _end_with_command() -> None:
    command = multiprocessing.parent_process()
    if command is not None:
        command.join()
        os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once, for after an interrupt nobody waits for what they are doing; then let the pool tidy up."""
    processes: list[Any] = list((pool._processes or {}).values())
    manager: Any = pool._executor_manager_thread
    for process in processes:
        process.terminate()
    pool.shutdown(wait=False, cancel_futures=True)
    if manager is not None:
        manager.join(_LONGEST_GOODBYE)
