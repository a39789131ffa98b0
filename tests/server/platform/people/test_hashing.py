"""Hashing cannot take the threads of the pages: what finds no place is refused at once, and nothing else waits."""

from __future__ import annotations

import os
import threading

import pytest

from shebao.server.platform.people import hashing
from shebao.server.platform.web.errors import TryLater


def test_it_is_the_usual_hash() -> None:
    encoded = hashing.ApartHasher().encode("a password", "salt", 2)
    assert encoded.startswith("pbkdf2_sha256$2$salt$")
    assert hashing.ApartHasher().verify("a password", encoded)
    assert not hashing.ApartHasher().verify("another", encoded)


def test_whoever_finds_no_place_is_refused_and_those_in_line_are_served() -> None:
    line, go, inside = hashing._Line(), threading.Event(), threading.Event()

    def slow() -> str:
        inside.set()
        go.wait(10)
        return "done"

    results: list[str] = []
    waiting = [threading.Thread(target=lambda: results.append(line.run(slow))) for _place in range(hashing.AT_ONCE)]
    for thread in waiting:
        thread.start()
    inside.wait(10)
    while line._places.acquire(blocking=False):  # until the second one stands in line too
        line._places.release()
    with pytest.raises(TryLater) as refused:
        line.run(lambda: "never")
    assert refused.value.seconds > 0
    go.set()
    for thread in waiting:
        thread.join(10)
    assert results == ["done"] * hashing.AT_ONCE
    assert line.run(lambda: "again") == "again"


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="the system has no priorities")
def test_it_runs_after_everything_else() -> None:
    line = hashing._Line()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    nice = line.run(lambda: str(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))
    assert int(nice) > own or own == 19
    assert os.getpriority(os.PRIO_PROCESS, 0) == own
