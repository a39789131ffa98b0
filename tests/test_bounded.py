"""Work in a process of its own: its messages arrive in order; whatever happens to it is said and nothing is left over."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from shebao.bounded import Cancelled, Crashed, Limits, TooSlow, run

_LIMITS = Limits(20, 2 << 30)


def counts(n: int) -> Iterator[tuple[str, bytes]]:
    for i in range(n):
        yield "number", str(i).encode()


def pid_then_hang() -> Iterator[tuple[str, bytes]]:
    yield "pid", str(os.getpid()).encode()
    time.sleep(60)


def dies() -> Iterator[tuple[str, bytes]]:
    yield "before", b""
    os.kill(os.getpid(), signal.SIGSEGV)


def raises() -> Iterator[tuple[str, bytes]]:
    yield "before", b""
    raise ValueError


def takes_memory() -> Iterator[tuple[str, bytes]]:
    try:
        block = bytearray(1 << 30)
    except MemoryError:
        yield "refused", b""
    else:
        yield "got", str(len(block)).encode()


def test_messages_arrive_in_order() -> None:
    assert [int(payload) for _, payload in run(counts, (50,), _LIMITS)] == list(range(50))


def test_what_takes_too_long_is_ended_with_its_process() -> None:
    messages = run(pid_then_hang, (), Limits(4, 2 << 30))
    pid = int(next(messages)[1])
    started = time.monotonic()
    with pytest.raises(TooSlow):
        next(messages)
    assert time.monotonic() - started < 8
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("work", [dies, raises])
def test_a_process_that_dies_is_said(work: object) -> None:
    messages = run(work, (), _LIMITS)  # type: ignore[arg-type]
    assert next(messages) == ("before", b"")
    with pytest.raises(Crashed):
        next(messages)


def test_what_nobody_wants_any_more_is_ended() -> None:
    unwanted: list[bool] = []
    messages = run(pid_then_hang, (), _LIMITS, cancelled=lambda: bool(unwanted))
    pid = int(next(messages)[1])
    unwanted.append(True)
    with pytest.raises(Cancelled):
        next(messages)
    assert not psutil.pid_exists(pid)


def test_a_reader_that_stops_early_leaves_no_process() -> None:
    messages = run(pid_then_hang, (), _LIMITS)
    pid = int(next(messages)[1])
    messages.close()  # type: ignore[attr-defined]
    assert not psutil.pid_exists(pid)


def test_memory_is_bounded() -> None:
    assert [kind for kind, _ in run(takes_memory, (), Limits(20, 1 << 30))] == ["refused"]
