"""What a web process holds after everybody has seen every page: one process of the demo, crawled as every role and as nobody.

python -m bench memory [--pages 2] [--rounds 1] [--data DIR]
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import psutil

from bench import server

_LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
_NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
_LEAVING = ("/signout", "/static/", "/metrics")
_LIBRARY = re.compile(r"site-packages/([A-Za-z0-9_]+)")
_SECONDS = 120


def main(arguments: Sequence[str]) -> None:
    """Start the demo with one web process, crawl it as each of its people, and print what the process holds."""
    parser = argparse.ArgumentParser(prog="python -m bench memory")
    parser.add_argument("--pages", type=int, default=2, help="pages of each kind of address for each person")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--data", default="")
    options = parser.parse_args(list(arguments))
    data = Path(options.data or tempfile.mkdtemp(prefix="shebao-bench-"))
    data.chmod(0o755)
    port = server.free_port()
    environment = {**os.environ, "SHEBAO_DATA": str(data), "SHEBAO_TRUSTED_PROXIES": "127.0.0.1"}
    command = [sys.executable, "-m", "shebao", "serve", "--demo", "--port", str(port), "--processes", "1"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        server.await_page(port, "/readyz")
        _measure(options, port, process.pid, data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        if not options.data:
            shutil.rmtree(data, ignore_errors=True)


def _measure(options: argparse.Namespace, port: int, pid: int, data: Path) -> None:
    os.environ.update(SHEBAO_DATA=str(data), DJANGO_SETTINGS_MODULE="shebao.server.settings")
    import django

    django.setup()
    from shebao.server.platform.people.models import User

    print(f"开始：{_held(pid)}", flush=True)
    for turn in range(options.rounds):
        for name in ["", *User.objects.order_by("pk").values_list("username", flat=True)]:
            headers = {"Cookie": f"sessionid={server.session(name)}"} if name else {}
            seen: Counter[int] = Counter()
            before = _of_web(pid).memory_full_info().uss
            grown = {}
            for address, status in _crawl(port, headers, options.pages):
                seen[status] += 1
                now = _of_web(pid).memory_full_info().uss
                if now - before > 3_000_000:
                    grown[address] = (now - before) // 1_000_000
                before = now
            more = "".join(f"\n    {address} +{size} MB" for address, size in grown.items())
            print(f"第 {turn + 1} 轮 {name or '公众'}：{dict(seen)}；{_held(pid)}{more}", flush=True)
    libraries = Counter(found[1] for each in _of_web(pid).memory_maps() if (found := _LIBRARY.search(each.path)))
    print(f"载入的扩展库：{'、'.join(sorted(libraries))}", flush=True)


def _crawl(port: int, headers: dict[str, str], of_a_kind: int) -> Iterator[tuple[str, int]]:
    """Addresses that links lead to from the first page, the first few of each kind, and what was answered."""
    waiting, seen, kinds = deque(["/", "/inbox/", "/calculator/"]), {"/"}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        kind = _NUMBERS.sub("#", urlsplit(address).path)
        kinds[kind] += 1
        if kinds[kind] > of_a_kind or kind.startswith(_LEAVING):
            continue
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        connection.request("GET", address.encode("utf-8").decode("latin-1"), headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        yield address, answer.status
        if "html" in answer.getheader("Content-Type", ""):
            for link in _LINK.findall(content.decode("utf-8", "replace")):
                target = urljoin(address, unescape(link))
                if target.startswith("/") and target not in seen:
                    seen.add(target)
                    waiting.append(target)


def _of_web(pid: int) -> psutil.Process:
    """The one web process: the child of gunicorn's arbiter."""
    web = [each for each in psutil.Process(pid).children(recursive=True) if "gunicorn" in " ".join(each.cmdline())]
    parents = {each.pid for each in web}
    return next(each for each in web if each.ppid() in parents)


def _held(pid: int) -> str:
    web = _of_web(pid)
    found = web.memory_full_info()
    return f"网页进程 RSS {found.rss // 1_000_000} MB，独占 {found.uss // 1_000_000} MB，按比例 {found.pss // 1_000_000} MB"
