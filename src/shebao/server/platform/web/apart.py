"""Documents made apart from the pages: each in a process that is bounded in time and memory, few of them at once."""

from __future__ import annotations

import threading
from typing import Any

from shebao import bounded
from shebao.bounded import DONE, REFUSED, Limits, Work

LIMITS = Limits(seconds=20, memory=2 << 30)
_PATIENCE = 5.0
_AT_ONCE = 2
_making: dict[str, threading.Semaphore] = {}
_lock = threading.Lock()


class NotMade(Exception):
    """There is no document; the message says in Chinese why and what to do."""


def made(work: Work, *arguments: Any) -> bytes:
    """The document that `work` makes of the arguments: it yields DONE with it, or REFUSED with the reason. What one module makes never
    waits for another's. Raises NotMade."""
    places = _places(work)
    if not places.acquire(timeout=_PATIENCE):
        raise NotMade("现在下载的人太多，请过一会儿再试。")
    try:
        said = dict(bounded.run(work, arguments, LIMITS))
    except bounded.TooSlow:
        raise NotMade("这份文件做了太久，没有做完；请减少内容后再试。") from None
    except bounded.Stopped:
        raise NotMade("这份文件没有做成；请稍后再试，仍不行时请告诉管理员。") from None
    finally:
        places.release()
    if REFUSED in said:
        raise NotMade(said[REFUSED].decode())
    return said[DONE]


def _places(work: Work) -> threading.Semaphore:
    with _lock:
        return _making.setdefault(work.__module__, threading.Semaphore(_AT_ONCE))
