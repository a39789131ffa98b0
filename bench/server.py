"""Pages and API with many units and years under concurrent readers; queries a page; memory; from upload to findings.

    python -m bench server [--units 2000] [--years 5] [--readers 50] [--seconds 8] [--data DIR] [--pages WORDS…]

Each kind of page is read twice: by readers who pause a second after each page (what they wait), and without pause (what the
server can do). Processor time does not depend on what else the machine does. The database is made in DIR (kept and used again when named) by repeating one unit's reports for all units.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from bench import server_data
from bench.load import Readers, load
from bench.made_report import made_report

_START_SECONDS = 180
_FINDINGS_SECONDS = 120


@dataclass(frozen=True)
class Pages:
    """Pages of one kind that readers go round; `reader` signs in first; `fresh` asks for what no cache has."""

    caption: str
    paths: tuple[str, ...]
    reader: str = ""
    fresh: bool = False


def main(arguments: Sequence[str]) -> None:
    """Make the data, start `shebao serve` on it, measure."""
    options = _options(arguments)
    data = Path(options.data) if options.data else Path(tempfile.mkdtemp(prefix="shebao-bench-"))
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o755)
    os.environ["SHEBAO_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shebao.server.settings"
    try:
        _measure(options, data)
    finally:
        if not options.data:
            shutil.rmtree(data, ignore_errors=True)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench server")
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--data", default="")
    parser.add_argument(
        "--pages", nargs="*", default=[], help="only kinds of page with one of these words in their caption"
    )
    return parser.parse_args(list(arguments))


def _measure(options: argparse.Namespace, data: Path) -> None:
    from shebao.server.embedded_address import OWNER, SUPERUSER
    from shebao.server.platform.database.embedded import Cluster
    from shebao.server.service.prepare import prepare

    cluster = Cluster(data / "database")
    cluster.start()
    try:
        began = time.perf_counter()
        prepare(demo=False)
        with cluster.connect(
            SUPERUSER, "postgres"
        ) as connection:  # rows are made by the million, without their triggers
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
        server_data.make(options.units, options.years)
        print(f"{options.units} 个单位 × {options.years} 年，准备数据 {time.perf_counter() - began:.0f} 秒", flush=True)
        kinds = [kind for kind in _pages() if not options.pages or any(word in kind.caption for word in options.pages)]
        _queries(kinds)
        _serve(options, kinds)
    finally:
        from django.db import connections

        connections.close_all()
        cluster.release()


def _pages() -> list[Pages]:
    """The pages that are measured; ids are taken from the database."""
    from shebao.server.accountability.publications.models import PublishedReport
    from shebao.server.accountability.unit_years.models import UnitYear

    reports = list(PublishedReport.objects.order_by("pk").values_list("organisation_id", "fiscal_year")[::37][:200])
    own = UnitYear.objects.get(organisation__name="第1社会保险单位", fiscal_year=2023).pk
    read = tuple(f"/reports/{unit}/{year}/" for unit, year in reports)
    found = tuple(
        f"/reports/search/?q={quote(word)}" for word in ("公务接待费", "社会保险", "增加的主要原因", "政府采购")
    )
    lists = ("/", "/reports/", "/reports/?year=2023", "/reports/?page=40")
    return [
        Pages("门户：报告（已缓存）", read[:20]),
        Pages("门户：报告（未缓存）", read, fresh=True),
        Pages("门户：首页、目录（未缓存）", lists, fresh=True),
        Pages("门户：单位历年（未缓存）", tuple(f"/reports/units/{unit}/" for unit, _ in reports), fresh=True),
        Pages("门户：全文搜索（未缓存）", found, fresh=True),
        Pages("接口：报告列表", ("/api/v1/reports/", "/api/v1/reports/?year=2023"), fresh=True),
        Pages("接口：一份报告", tuple(f"/api/v1/reports/{unit}/{year}/" for unit, year in reports), fresh=True),
        Pages("工作区：概览", (f"/work/{own}/",), reader="jingban"),
        Pages("工作区：问题", (f"/work/{own}/findings/",), reader="jingban"),
        Pages("工作区：九张表", (f"/work/{own}/tables/",), reader="jingban"),
        Pages("工作区：分录", (f"/work/{own}/sheets/entries/",), reader="jingban"),
        Pages("单位年度目录", ("/work/",), reader="caizheng"),
        Pages("审核台：各单位", ("/desk/",), reader="caizheng"),
        Pages("审核台：问题", ("/desk/findings/",), reader="caizheng"),
        Pages("审核台：比较", ("/desk/compare/",), reader="caizheng"),
    ]


def _queries(kinds: list[Pages]) -> None:
    """Queries of the first page of each kind, after one visit that fills the caches of the process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from shebao.server.platform.people.models import User

    for kind in kinds:
        client = Client(SERVER_NAME="127.0.0.1")
        if kind.reader:
            backend = "django.contrib.auth.backends.ModelBackend"
            client.force_login(User.objects.get_by_natural_key(kind.reader), backend=backend)
        client.get(kind.paths[0])
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(_unseen(kind.paths[0]) if kind.fresh else kind.paths[0])
        print(
            f"{kind.caption:<20}{answer.status_code} {len(caught):>3} 次查询 {len(answer.content) // 1024:>5} KB",
            flush=True,
        )


def _unseen(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}unseen={uuid.uuid4().hex[:8]}"


def _serve(options: argparse.Namespace, kinds: list[Pages]) -> None:
    port = free_port()
    command = [sys.executable, "-m", "shebao", "serve", "--port", str(port), "--processes", "2"]
    environment = {**os.environ, "SHEBAO_TRUSTED_PROXIES": "127.0.0.1"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        await_page(port, "/readyz")
        for kind in kinds:
            _load(options, port, kind, server.pid)
        print(f"内存：{memory(server.pid)}", flush=True)
        if not options.pages:
            _upload(port)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _load(options: argparse.Namespace, port: int, kind: Pages, server: int) -> None:
    headers = {"Cookie": f"sessionid={session(kind.reader)}"} if kind.reader else {"Accept-Encoding": "gzip"}
    paths = list(kind.paths)
    if _status(port, paths[0], headers) != 200:
        print(f"{kind.caption:<20}没有这一页", flush=True)
        return
    load(port, paths, headers, Readers(4, 1))
    calm = load(port, paths, headers, Readers(options.readers, options.seconds, 1.0, kind.fresh))
    before = _processor_seconds(server)
    busy = load(port, paths, headers, Readers(options.readers, options.seconds, 0.0, kind.fresh))
    spent = _since(before, _processor_seconds(server))
    pages, database = (round(1000 * each / max(1, busy.count), 1) for each in spent)
    failed = f"，失败 {calm.failed + busy.failed} 次" if calm.failed + busy.failed else ""
    print(
        f"{kind.caption:<20}每人每秒一页：中位 {calm.median:>4} 毫秒，95% 在 {calm.slow:>4} 毫秒内；"
        f"不停地读：{busy.per_second:>4} 次/秒，每次用处理器 {pages}＋{database}（数据库）毫秒{failed}",
        flush=True,
    )


def _processor_seconds(server: int) -> tuple[float, float]:
    """Processor time so far of the web processes and of the database, with that of their children that have ended."""
    web = [each for each in psutil.Process(server).children() if "gunicorn" in " ".join(each.cmdline())]
    lock = Path(os.environ["SHEBAO_DATA"]) / "database" / "postgresql" / "postmaster.pid"
    database = psutil.Process(int(lock.read_text(encoding="utf-8").splitlines()[0]))
    return sum(_of_family(each) for each in web), _of_family(database)


def _of_family(process: psutil.Process) -> float:
    times = process.cpu_times()
    spent = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.Error):
            each = child.cpu_times()
            spent += each.user + each.system
    return float(spent)


def _since(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float]:
    return after[0] - before[0], after[1] - before[1]


def session(username: str) -> str:
    """A session of somebody who has signed in."""
    from django.test import Client

    from shebao.server.platform.people.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get_by_natural_key(username), backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _upload(port: int) -> None:
    """Seconds from handing in a report as PDF until the page with its findings can be read."""
    address = f"http://127.0.0.1:{port}/audit/"
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.open(address).read().decode())
    times = []
    for seed in range(4):
        body, kind = form(token.group(1) if token else "", made_report(seed))
        request = urllib.request.Request(address, body, {"Content-Type": kind, "Accept": "application/json"})
        began = time.perf_counter()
        result = json.load(visitor.open(request))["url"]
        _await_jobs()
        visitor.open(f"http://127.0.0.1:{port}{result}").read()
        times.append(time.perf_counter() - began)
    print(f"上传审核（约 25 页 PDF）：首次 {times[0]:.1f} 秒，以后 {min(times[1:]):.1f} 秒", flush=True)


def _await_jobs() -> None:
    from shebao.server.platform.jobs.models import Job

    until = time.monotonic() + _FINDINGS_SECONDS
    while time.monotonic() < until and Job.objects.exclude(state__in=Job.FINISHED).exists():
        time.sleep(0.05)


def form(token: str, report: bytes) -> tuple[bytes, str]:
    """A multipart body with one file, and its content type."""
    mark = uuid.uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="report.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return head.encode() + report + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def memory(pid: int) -> str:
    """Proportional memory of the processes by what they do (shared pages counted once)."""
    parts = {"网页进程": "gunicorn", "工作进程": "shebao worker"}
    found = []
    for process in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error):
            line = " ".join(process.cmdline())
            name = next((name for name, part in parts.items() if part in line), "")
            if name:
                found.append(f"{name} {process.memory_full_info().pss // 1_000_000} MB")
    return "，".join(sorted(found))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _status(port: int, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def await_page(port: int, path: str) -> None:
    """Wait until the server answers; ends the bench where it does not."""
    until = time.monotonic() + _START_SECONDS
    while _status(port, path, {}) != 200:
        if time.monotonic() > until:
            sys.exit("网站没有启动")
        time.sleep(0.3)
