"""Passwords are hashed in a thread of their own, one at a time and after everything else: whoever floods the sign-in page with
attempts cannot take the processor or the threads from the pages."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from shebao.server.platform.web.errors import BUSY, TryLater

AT_ONCE = 2  # one is computed, one waits: of the four threads of a web process two are always free for pages
_LAST = 19  # of the priorities
_RETRY_SECONDS = 3


class _Line:
    """The one thread that hashes, and the places before it."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._thread = ThreadPoolExecutor(1, "hashing", _step_back)

    def run(self, work: Callable[[], str]) -> str:
        """What `work` gives. Raises TryLater where no place is free."""
        if not self._places.acquire(blocking=False):
            raise TryLater(BUSY, _RETRY_SECONDS)
        try:
            return self._thread.submit(work).result()
        finally:
            self._places.release()


class ApartHasher(PBKDF2PasswordHasher):
    """PBKDF2 (it works outside the interpreter's lock) in that thread. Raises TryLater."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """As its base, when its turn has come."""
        plain = super().encode
        return _line(os.getpid()).run(lambda: plain(password, salt, iterations))


@lru_cache(maxsize=1)
def _line(process: int) -> _Line:
    """The line of this process; threads do not survive a fork."""
    return _Line()


def _step_back() -> None:
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LAST)
