"""A function in a process of its own, bounded in time, memory and size of what it writes, without network: what it reads
may be hostile, and may cost one result only. Server and command have the same bounds."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

Message = tuple[str, bytes]
Work = Callable[..., Iterator[Message]]

_END = "end"
_LONGEST_KIND = 64
_LARGEST_MESSAGE = 600_000_000
_PATIENCE = 0.25
_LARGEST_FILE = 1 << 30
_NEW_NETWORK = 0x40000000
DONE, REFUSED = "done", "refused"
"""What work says that makes one thing: it, or why it cannot be made."""
_preloaded: set[str] = set()


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds on the clock (and of processor time) and bytes of address space."""

    seconds: float
    memory: int


REPORT = Limits(120, 3 << 30)  # what reading one report or workbook may cost, wherever it is read


class Stopped(Exception):
    """The process ended before its work did."""


class TooSlow(Stopped):
    """It took longer than its limit."""


class Crashed(Stopped):
    """It died."""


class Cancelled(Stopped):
    """Nobody wants its result any more."""


def run(
    work: Work, arguments: tuple[Any, ...], limits: Limits, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Message]:
    """What work(*arguments) yields, in order, from another process. Raises TooSlow, Crashed or Cancelled.

    Only bytes come back, never objects: a process that a hostile file took over cannot make us run anything.
    """
    if cancelled():
        raise Cancelled
    context = _context(work)
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(sender, work, arguments, limits), daemon=True)
    process.start()
    sender.close()
    started = time.monotonic()
    watch = threading.Timer(limits.seconds, process.kill)
    watch.daemon = True
    watch.start()
    try:
        while True:
            if not receiver.poll(_PATIENCE):
                if cancelled():
                    raise Cancelled
                continue
            kind, payload = _received(receiver, started, limits)
            if kind == _END:
                return
            yield kind, payload
    finally:
        watch.cancel()
        watch.join()
        receiver.close()
        process.kill()
        process.join()
        process.close()


def _received(receiver: Connection, started: float, limits: Limits) -> Message:
    try:
        return receiver.recv_bytes(_LONGEST_KIND).decode(), receiver.recv_bytes(_LARGEST_MESSAGE)
    except (EOFError, OSError, UnicodeDecodeError):
        raise TooSlow if time.monotonic() - started >= limits.seconds else Crashed from None


def prepare(work: Work) -> None:
    """Start the process from which those for `work` are forked: it imports what they need before the first is wanted."""
    if _context(work).get_start_method() == "forkserver":
        forkserver.ensure_running()


def preload(module: str) -> None:
    """Have the process that others are forked from import `module` before it is wanted; say so before the first run."""
    _preloaded.add(module)


def _context(work: Work) -> Any:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(sorted(_preloaded | {work.__module__}))
    return context


def confine(limits: Limits) -> None:
    """Bound this process for the rest of its life; the clock is the caller's."""
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    confine_memory(limits)
    _leave_network()


def confine_memory(limits: Limits) -> None:
    """Bound memory, written files and dumps of this process, not its time."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow(limits: Limits) -> None:
    """Let this process work for that much processor time from now on; it is ended when it takes longer."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + limits.seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def _leave_network() -> None:
    """A network namespace of its own, in which there is nothing; where the system does not let us, the rest still holds."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK)


def _serve(sender: Connection, work: Work, arguments: tuple[Any, ...], limits: Limits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(limits)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for kind, payload in work(*arguments):
        sender.send_bytes(kind.encode())
        sender.send_bytes(payload)
    sender.send_bytes(_END.encode())
    sender.send_bytes(b"")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
