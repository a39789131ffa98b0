"""A load client in a process of its own: so many readers, each with a connection that it keeps, asking one after another.

Each request comes from another address, as behind a proxy, so that limits for one address are not what is measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@dataclass(frozen=True)
class Load:
    """Requests a second, milliseconds of the middle and of the slowest twentieth, and answers that were no 200, all answers."""

    per_second: int
    median: int
    slow: int
    failed: int
    count: int


@dataclass(frozen=True)
class Readers:
    """So many at once, for some seconds, each pausing after a page; `fresh` makes every address one that no cache has."""

    count: int
    seconds: float
    pause: float = 0.0
    fresh: bool = False


Asked = str | tuple[str, str]
"""A path to get, or a path with the form (as a browser encodes it) to post to it."""


def load(port: int, paths: Sequence[Asked], headers: Mapping[str, str], readers: Readers) -> Load:
    """What readers see who go round `paths`."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, port, list(paths), dict(headers), readers))
    process.start()
    theirs.close()
    result: Load = mine.recv()
    process.join()
    return result


def _run(pipe: Any, port: int, paths: list[Asked], headers: dict[str, str], readers: Readers) -> None:
    times, failed, took = asyncio.run(_read(port, paths, headers, readers))
    times.sort()
    count = len(times) or 1
    middle, slow = (times[min(count - 1, count * share // 100)] if times else 0.0 for share in (50, 95))
    pipe.send(Load(round(len(times) / took), round(middle * 1000), round(slow * 1000), failed, len(times)))
    pipe.close()


async def _read(
    port: int, paths: list[Asked], headers: dict[str, str], readers: Readers
) -> tuple[list[float], int, float]:
    times: list[float] = []
    failures: list[int] = []
    began = time.perf_counter()
    each = [_reader(port, paths, number, headers, readers, times, failures) for number in range(readers.count)]
    await asyncio.gather(*each)
    return times, len(failures), time.perf_counter() - began


async def _reader(
    port: int,
    paths: list[Asked],
    number: int,
    headers: dict[str, str],
    readers: Readers,
    times: list[float],
    failures: list[int],
) -> None:
    until = time.perf_counter() + readers.seconds
    await asyncio.sleep(readers.pause * number / readers.count)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "127.0.0.1", **headers}.items())
    while time.perf_counter() < until:
        asked = paths[number % len(paths)]
        path, body = (asked, "") if isinstance(asked, str) else asked
        if readers.fresh:
            path += f"{'&' if '?' in path else '?'}unseen={uuid.uuid4().hex[:12]}"
        number += 1
        began = time.perf_counter()
        visitor = f"X-Forwarded-For: 10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}\r\n"
        method, form = ("POST", f"{_FORM}Content-Length: {len(body)}\r\n") if body else ("GET", "")
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}{visitor}{form}\r\n{body}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await _body(reader, head)
        times.append(time.perf_counter() - began)
        if " 200 " not in head.split("\r\n")[0]:
            failures.append(1)
        if "connection: close" in head:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(readers.pause)
    writer.close()


async def _body(reader: asyncio.StreamReader, head: str) -> None:
    if "transfer-encoding: chunked" not in head:
        length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
        await reader.readexactly(length)
        return
    while size := int((await reader.readline()).strip() or b"0", 16):
        await reader.readexactly(size + 2)
    await reader.readline()
