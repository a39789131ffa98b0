"""Parts of a run computed and encrypted in processes of their own, each with its own connection to the database."""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.db import connection

from shebao.fields.problem import Problem
from shebao.operations.record.changes import EffectsRefused

_PARENT_DEATH_SIGNAL = 1


class HelperDied(Exception):
    """A helping process ended without having done its part; nothing of it is kept. The message says how."""


@dataclass
class Helpers:
    """At most `count` processes at a time; with none everything is done here. Only where no transaction is open: another
    connection does not see what is not committed."""

    count: int
    problems: list[Problem] = field(default_factory=list)
    _busy: list[tuple[int, int]] = field(default_factory=list)

    def do(self, work: Callable[[], None]) -> None:
        """Does some work, here or in another process; waits for one that is busy where all are. Raises HelperDied."""
        if self.count == 0 or connection.in_atomic_block:
            with _noted(self.problems):
                work()
            return
        if len(self._busy) == self.count:
            self._await()
        self._busy.append(_begin(work))

    def finish(self) -> None:
        """Waits for all. Raises HelperDied."""
        while self._busy:
            self._await()

    def _await(self) -> None:
        process, pipe = self._busy.pop(0)
        with os.fdopen(pipe, "rb") as stream:
            told = stream.read()
        _pid, status = os.waitpid(process, 0)
        if status or not told:
            raise HelperDied(
                f"一个辅助进程没有做完就结束了（{os.waitstatus_to_exitcode(status)}）；没有生效，请再运行一次。"
            )
        self.problems += pickle.loads(told)  # what our own child wrote


@contextmanager
def _noted(problems: list[Problem]) -> Iterator[None]:
    """Notes why effects are refused, and goes on."""
    try:
        yield
    except EffectsRefused as refused:
        problems += refused.problems


def _begin(work: Callable[[], None]) -> tuple[int, int]:
    """A process that does the work: its number, and the pipe by which it tells what was refused."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    code = 1
    try:
        with suppress(AttributeError):  # another system than Linux
            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        gc.disable()  # it lives for one part
        connection.connection = None  # the parent's stays the parent's
        problems: list[Problem] = []
        with _noted(problems):
            work()
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(problems, stream)
        code = 0
    finally:
        os._exit(code)
