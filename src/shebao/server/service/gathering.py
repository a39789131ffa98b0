"""Requests gather before a thread takes them: while bytes come in, a connection costs a socket and no thread.

One loop of each web process reads what is there of every connection. A request goes to a thread when its head and the first
megabytes of its body are in; one that does not come in time is closed. An address has so many connections that wait and no
more, and when all places are taken, the one that waits longest goes: whoever sends at a usual pace finds a place.
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from gunicorn import http
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from shebao.server.platform.web.client import group_of, is_within, networks

HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
BYTES_A_SECOND = 50_000
MOST_GATHERED = 2_000_000
MOST_OF_AN_ADDRESS = 128
_IN_MEMORY = 64_000
_ENDING_SECONDS = 2.0
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_AT_ONCE = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.IGNORECASE)


class Gathered(SocketUnreader):
    """What gunicorn reads a connection through: first what has gathered of it, then the socket."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self._file: IO[bytes] | None = None

    def hold(self, start: bytes, rest: IO[bytes] | None) -> None:
        """These bytes come before those of the socket."""
        self.unread(start)
        self._file = rest

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes."""
        if self._file is not None:
            part = self._file.read(size_hint or self.mxchunk)
            if part:
                return part
            self.drop()
        return bytes(super().chunk(size_hint))

    def drop(self) -> None:
        """Forget what nobody read."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(eq=False)
class Gathering:
    """A request that is coming in: its first bytes in memory, what follows in a file that is on disk when it grows."""

    connection: Any
    place: str
    until: float
    start: bytearray = field(default_factory=bytearray)
    rest: IO[bytes] | None = None
    kept: int = 0
    missing: int | None = None

    def take(self, part: bytes) -> None:
        """Some more bytes; the head says how many are still missing."""
        if self.missing is None:
            self.start += part
            self._look_at_head(len(part))
            return
        self.missing -= len(part)
        self.kept += len(part)
        if self.rest is None:
            self.rest = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed when read or dropped
        self.rest.write(part)

    @property
    def wanted(self) -> int:
        """How many bytes to read next: none of a request that follows."""
        return _IN_MEMORY if self.missing is None else min(_IN_MEMORY, self.missing)

    @property
    def whole(self) -> bool:
        """Whether a thread may take it: it is here, or so much of it that a thread has to read the rest."""
        if self.missing is None:
            return len(self.start) >= _IN_MEMORY  # too long a head, which gunicorn refuses
        return self.missing <= 0 or self.kept >= MOST_GATHERED

    def hand_over(self) -> None:
        """What has gathered is read before the socket."""
        if self.rest is not None:
            self.rest.seek(0)
        self.connection.parser.unreader.hold(bytes(self.start), self.rest)
        self.connection.data_ready = True

    def drop(self) -> None:
        """It did not come."""
        if self.rest is not None:
            self.rest.close()

    def _look_at_head(self, new: int) -> None:
        end = self.start.find(b"\r\n\r\n", max(0, len(self.start) - new - 3))
        if end < 0:
            return
        head = bytes(self.start[: end + 2])
        length = _LENGTH.search(head)
        size = int(length[1]) if length and not _AT_ONCE.search(head) else 0
        self.missing = max(0, size - (len(self.start) - end - 4))
        if self.missing:
            self.until = time.monotonic() + BODY_SECONDS + size / BYTES_A_SECOND


class GatheringWorker(ThreadWorker):
    """gunicorn's threads, which take requests that have gathered."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.gathering: dict[Gathering, None] = {}
        self.proxies = networks(tuple(re.split(r"[,\s]+", os.environ.get("SHEBAO_TRUSTED_PROXIES", ""))))

    def accept(self, listener: socket.socket) -> None:
        """A new connection gathers its first request."""
        try:
            sock, client = listener.accept()
        except OSError:  # it went, or another process took it
            return
        place = self._place(client)
        self._make_room(place)
        self.nr_conns += 1
        connection = TConn(self.cfg, sock, client, listener.getsockname())
        connection.parser = http.get_parser(self.cfg, sock, client)
        connection.parser.unreader = Gathered(sock)
        connection.place = place
        self._gather(connection)

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """A connection that was kept open sends its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self.on_readable(self._gather(conn), client)

    def on_readable(self, each: Gathering, client: socket.socket) -> None:
        """Some bytes came; a whole request goes to a thread."""
        try:
            part = client.recv(each.wanted)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            part = b""
        if not part:
            self._close(each)
            return
        self._took(each, part)

    def enqueue_req(self, conn: Any) -> None:
        """A request was answered and the beginning of the next one is here already."""
        self._took(self._gather(conn), conn.parser.unreader.take_buffered())

    def murder_pending(self) -> None:
        """Close what did not come in time; of a process that ends, what has not come soon."""
        super().murder_pending()
        now = time.monotonic()
        for each in list(self.gathering):
            if not self.alive:
                each.until = min(each.until, now + _ENDING_SECONDS)
            if each.until < now:
                self._close(each)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """A request was answered; of a connection that ends nothing stays."""
        super().finish_request(conn, fs)
        if conn.sock.fileno() < 0:
            conn.parser.unreader.drop()

    def _gather(self, connection: Any) -> Gathering:
        connection.sock.setblocking(False)
        each = Gathering(connection, connection.place, time.monotonic() + HEAD_SECONDS)
        self.gathering[each] = None
        self.poller.register(connection.sock, EVENT_READ, partial(self.on_readable, each))
        return each

    def _took(self, each: Gathering, part: bytes) -> None:
        each.take(part)
        if each.whole:
            self._forget(each)
            each.hand_over()
            super().enqueue_req(each.connection)

    def _forget(self, each: Gathering) -> None:
        del self.gathering[each]
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(each.connection.sock)

    def _close(self, each: Gathering) -> None:
        self._forget(each)
        each.drop()
        self.nr_conns -= 1
        each.connection.close()

    def _place(self, client: Any) -> str:
        """Whose connection it is; empty for proxies, which bring many people's."""
        address = str(client[0]) if isinstance(client, tuple) and client else ""
        return "" if not address or is_within(address, self.proxies) else group_of(address)

    def _make_room(self, place: str) -> None:
        """For one more: the longest waiting of the same address goes when it has too many, of all when no place is left."""
        waiting: Iterable[Gathering] = self.gathering
        idle = [each for each in self.keepalived_conns if each.place == place] if place else []
        same = [each for each in waiting if each.place == place] if place else []
        if len(same) + len(idle) >= MOST_OF_AN_ADDRESS:
            self._end(same, idle)
        elif self.nr_conns >= self.worker_connections - 1:
            self._end(list(self.gathering), list(self.keepalived_conns))

    def _end(self, waiting: list[Gathering], idle: list[Any]) -> None:
        if waiting:
            self._close(waiting[0])
        elif idle:
            self.keepalived_conns.remove(idle[0])
            with suppress(OSError, KeyError, ValueError):
                self.poller.unregister(idle[0].sock)
            self.nr_conns -= 1
            idle[0].close()
