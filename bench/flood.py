"""What official pages wait while strangers flood the site with sign-ins and uploads; sign-ins a second; 200 readers; memory.

python -m bench flood [--units 50] [--years 2] [--seconds 10] [--senders 16] [--data DIR]
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import server, server_data
from bench.load import Readers, load
from bench.made_report import made_report

_OFFICERS = 10
_PUBLIC = 200


def main(arguments: Sequence[str]) -> None:
    """Make a little data, start `shebao serve` on it, flood it."""
    parser = argparse.ArgumentParser(prog="python -m bench flood")
    parser.add_argument("--units", type=int, default=50)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--senders", type=int, default=16)
    parser.add_argument("--data", default="")
    options = parser.parse_args(list(arguments))
    data = Path(options.data or tempfile.mkdtemp(prefix="shebao-bench-"))
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o755)
    os.environ.update(SHEBAO_DATA=str(data), DJANGO_SETTINGS_MODULE="shebao.server.settings")
    try:
        _measure(options, data)
    finally:
        if not options.data:
            shutil.rmtree(data, ignore_errors=True)


def _measure(options: argparse.Namespace, data: Path) -> None:
    from shebao.server.embedded_address import OWNER, SUPERUSER
    from shebao.server.platform.database.embedded import Cluster
    from shebao.server.service.prepare import prepare

    cluster = Cluster(data / "database")
    cluster.start()
    try:
        prepare(demo=False)
        with cluster.connect(SUPERUSER, "postgres") as connection:
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
        server_data.make(options.units, options.years)
        with _served() as (port, pid):
            _report(options, port, pid)
    finally:
        from django.db import connections

        connections.close_all()
        cluster.release()


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    port = server.free_port()
    command = [sys.executable, "-m", "shebao", "serve", "--port", str(port), "--processes", "2"]
    environment = {**os.environ, "SHEBAO_TRUSTED_PROXIES": "127.0.0.1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        server.await_page(port, "/readyz")
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _report(options: argparse.Namespace, port: int, pid: int) -> None:
    cookie = {"Cookie": f"sessionid={server.session('caizheng')}"}

    def official(caption: str) -> None:
        seen = load(port, ["/work/", "/desk/findings/"], cookie, Readers(_OFFICERS, options.seconds, 1.0))
        print(
            f"{caption:<16}公务页面：中位 {seen.median} 毫秒，95% 在 {seen.slow} 毫秒内，失败 {seen.failed}", flush=True
        )

    load(port, ["/work/", "/desk/findings/"], cookie, Readers(2, 2))
    official("平时")
    with _flooded(options.senders, lambda: _sign_in(port)) as answers:
        official("大量登录")
    hashed = answers[200] / options.seconds
    print(f"大量登录时核对口令 {hashed:.1f} 次/秒；答复 {dict(sorted(answers.items()))}", flush=True)
    report = made_report(1)
    with _flooded(options.senders // 4, lambda: _upload(port, report)) as answers:
        official("大量匿名上传")
    print(f"匿名上传的答复 {dict(sorted(answers.items()))}", flush=True)
    readers = load(
        port,
        ["/", "/reports/", "/reports/?year=2023"],
        {"Accept-Encoding": "gzip"},
        Readers(_PUBLIC, options.seconds, 1.0),
    )
    print(
        f"{_PUBLIC} 人每秒一页：中位 {readers.median} 毫秒，95% 在 {readers.slow} 毫秒内，失败 {readers.failed}；内存：{server.memory(pid)}",
        flush=True,
    )


@contextmanager
def _flooded(senders: int, send: Callable[[], int]) -> Iterator[Counter[int]]:
    """So many threads that send one request after another; how often each status was answered."""
    answers: Counter[int] = Counter()
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            try:
                answers[send()] += 1
            except (OSError, http.client.HTTPException):
                answers[0] += 1

    threads = [threading.Thread(target=run, daemon=True) for _sender in range(senders)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    answers.clear()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join(30)


def _sign_in(port: int) -> int:
    """A wrong password for a name that nobody has tried, from an address of its own."""
    name = f"name{random.randrange(10**9)}"
    return _post(port, "/signin/", lambda token: _encoded(token, name))


def _encoded(token: str, name: str) -> tuple[bytes, str]:
    fields = {"csrfmiddlewaretoken": token, "username": name, "password": "wrong-password"}
    return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _upload(port: int, report: bytes) -> int:
    return _post(port, "/audit/", lambda token: server.form(token, report))


def _post(port: int, path: str, form: Callable[[str], tuple[bytes, str]]) -> int:
    """The form of a page, filled and sent from a random address; the status of the answer."""
    forwarded = {"X-Forwarded-For": ".".join(str(random.randrange(1, 255)) for _part in range(4))}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=forwarded)
        answer = connection.getresponse()
        page = answer.read().decode()
        cookies = "; ".join(line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie") or [])
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        body, kind = form(token.group(1) if token else "")
        connection.request("POST", path, body, {**forwarded, "Cookie": cookies, "Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
