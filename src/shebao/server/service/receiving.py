"""What a thread has taken has to come and to go in time: neither a sender nor a reader that trickles keeps it.

Most requests have come whole before a thread takes them (`gathering`); the rest of large bodies and answers to slow readers are
watched here. A proxy that buffers does this too; the server does not rely on one. Nothing is cut that flows at a usual pace.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from shebao.server.service.gathering import BODY_SECONDS, BYTES_A_SECOND, HEAD_SECONDS, GatheringWorker

ANSWER_SECONDS = 600.0
SEND_SECONDS = 60.0
_SLOW_AFTER = 2.0
_LOOK_SECONDS = 0.5

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(eq=False)
class Arrival:
    """A request that is coming in, or being answered when it is all here."""

    sock: socket.socket
    until: float
    started: float = field(default_factory=time.monotonic)
    received: int = 0
    complete: bool = False
    sending: float | None = None

    def cut(self) -> None:
        """Read no more from it; what is answered while it was incomplete still goes out."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR if self.complete else socket.SHUT_RD)

    def slow(self, now: float) -> bool:
        """Whether it has been arriving for a while, or one piece of the answer has been waiting for its reader."""
        since = self.sending if self.complete else self.started
        return since is not None and now - since > _SLOW_AFTER


class Watch:
    """Looks at all arrivals of a process twice a second. Half of its threads may wait for slow senders and
    readers; of more, the slowest go."""

    def __init__(self, places: int) -> None:
        self._places = max(1, places)
        self._arrivals: set[Arrival] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="arrivals", daemon=True)
        self._thread.start()

    def begin(self, sock: socket.socket) -> Arrival:
        """A thread begins to read a request."""
        arrival = Arrival(sock, time.monotonic() + HEAD_SECONDS)
        with self._lock:
            self._arrivals.add(arrival)
        return arrival

    def end(self, arrival: Arrival) -> None:
        """The thread is free again."""
        with self._lock:
            self._arrivals.discard(arrival)

    def stop(self) -> None:
        """Look no more: the process ends."""
        self._over.set()
        self._thread.join()

    def look(self) -> None:
        """Cut what is late, and the slowest of those beyond the places."""
        now = time.monotonic()
        with self._lock:
            late = [each for each in self._arrivals if each.until < now]
            slow = [each for each in self._arrivals if each.slow(now) and each not in late]
        slow.sort(key=lambda each: each.received / (now - each.started))
        for arrival in (*late, *slow[: max(0, len(slow) - self._places)]):
            arrival.cut()

    def _run(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self.look()


class _Body:
    """The body of a request; knows how much of it has come."""

    def __init__(self, body: Any, length: int, arrival: Arrival) -> None:
        self._body, self._length, self._arrival = body, length, arrival

    def read(self, size: int = -1) -> bytes:
        """As a file does."""
        return self._came(self._body.read(size) if size >= 0 else self._body.read())

    def readline(self, size: int = -1) -> bytes:
        """As a file does."""
        return self._came(self._body.readline(size) if size >= 0 else self._body.readline())

    def __iter__(self) -> Any:
        return iter(self.readline, b"")

    def _came(self, part: bytes) -> bytes:
        self._arrival.received += len(part)
        if self._arrival.received >= self._length:
            _complete(self._arrival)
        return part


class InTime:
    """The application, told to the watch: when the head is there, when the body is, and how long an answer may take."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        arrival = getattr(_present, "arrival", None)
        if arrival is not None:
            arrival.sock.settimeout(SEND_SECONDS)
            length = environ.get("CONTENT_LENGTH") or ""
            if length.isdecimal() and int(length):
                arrival.started = time.monotonic()
                arrival.until = arrival.started + BODY_SECONDS + int(length) / BYTES_A_SECOND
                environ["wsgi.input"] = _Body(environ["wsgi.input"], int(length), arrival)
            else:
                _complete(arrival)
        answer = self._application(environ, start_response)
        return answer if arrival is None else Answer(answer, arrival)


class Answer:
    """The pieces of an answer; the watch sees for how long each has been waiting to be sent."""

    def __init__(self, pieces: Iterable[bytes], arrival: Arrival) -> None:
        self._pieces, self._arrival = pieces, arrival

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._arrival.sending = time.monotonic()
            yield piece
            self._arrival.sending = None

    def close(self) -> None:
        """As the answer closes."""
        closing = getattr(self._pieces, "close", None)
        if closing is not None:
            closing()


class InTimeWorker(GatheringWorker):
    """Threads that take what has gathered, each watched while it handles a connection."""

    def init_process(self) -> None:
        """In the new process: its own watch."""
        self.watch = Watch(self.cfg.threads // 2)
        super().init_process()

    def run(self) -> None:
        """Until the process is told to end."""
        try:
            super().run()
        finally:
            self.watch.stop()

    def handle(self, conn: Any) -> Any:
        """Handle one request of a connection."""
        _present.arrival = self.watch.begin(conn.sock)
        try:
            return super().handle(conn)
        finally:
            self.watch.end(_present.arrival)
            _present.arrival = None


_present = threading.local()


def _complete(arrival: Arrival) -> None:
    arrival.complete = True
    arrival.until = time.monotonic() + ANSWER_SECONDS
