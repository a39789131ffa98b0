"""The app of suspicions: a run taken in, pages over a backlog, a class decided by clerk and checker, the next run.

    python -m bench suspicions [--suspicions 20000] [--times 20]

Pages are asked for in this process, so seconds are what the server computes for one reader; `bench server` and `bench flood`
tell what many readers wait. Growth: the same with a tenth of the suspicions.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
_PLACES = ("/suspicions/", "/suspicions/?q=17", "/suspicions/classes/", "/suspicions/statistics/", "/inbox/")
_DECIDED = 2_000


def main(arguments: Sequence[str]) -> None:
    """Makes a database, takes suspicions in, measures."""
    parser = argparse.ArgumentParser(prog="python -m bench suspicions")
    parser.add_argument("--suspicions", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=20, help="visits of each page")
    options = parser.parse_args(list(arguments))
    with tempfile.TemporaryDirectory(prefix="shebao-bench-") as folder:
        os.environ["SHEBAO_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "shebao.server.settings"
        Path(folder).chmod(0o755)
        _in_database(Path(folder), options)


def _in_database(folder: Path, options: argparse.Namespace) -> None:
    from shebao.server.platform.database.embedded import Cluster
    from shebao.server.service.prepare import prepare

    cluster = Cluster(folder / "database")
    cluster.start()
    try:
        prepare(demo=False)
        for count in (options.suspicions // 10, options.suspicions):
            _measure(count, options.times)
    finally:
        from django.db import connections

        connections.close_all()
        cluster.release()


def _measure(count: int, times: int) -> None:
    sys.path.insert(0, str(_ROOT / "tests"))
    from server.operations.suspicions.made import MONEY, PLAIN, lines
    from shebao.operations.governance.handover import read_handover
    from shebao.server.operations.suspicions.receiving import Delivered, take_in
    from shebao.server.platform.organisations import tree

    agency = tree.add(f"第{count}社会保险单位", "unit", None, place="示例市")
    clerk, checker = (
        _member(f"clerk{count}", "governance_clerk", agency),
        _member(f"check{count}", "governance_checker", agency),
    )
    found = [(MONEY if number % 3 else PLAIN, str(number)) for number in range(count)]
    for month, subjects in ((12, found), (13, found[count // 10 :])):
        handed, findings = read_handover(lines(subjects, month=month))
        seconds = _seconds(
            lambda run=handed, rows=findings, at=month: take_in(run, rows, Delivered(agency, f"{count}-{at}", None))
        )
        print(f"{count:>8} 个疑点 {'第一次' if month == 12 else '下个月的'}核查结果导入 {seconds:6.2f} 秒", flush=True)
    client = _client(clerk)
    for place in _PLACES:
        print(f"{count:>8} {place:<28}{_visits(client, place, times)}", flush=True)
    _decide(count, clerk, checker)


def _member(name: str, role: str, agency: Any) -> Any:
    from shebao.server.platform.people.models import Membership, User

    user = User.objects.create_user(name, None, display_name=name, organisation=agency)
    Membership.objects.create(user=user, organisation=agency, role=role)
    return user


def _client(user: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _visits(client: Any, place: str, times: int) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(place)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(place)
    queries = len(caught)
    if answer.status_code != 200:
        return f"  HTTP {answer.status_code}"
    took = sorted(_seconds(lambda: client.get(place)) for _ in range(times))
    median, high = statistics.median(took), took[int(0.95 * (times - 1))]
    return f"{1000 * median:7.0f} ms 中位 {1000 * high:7.0f} ms 95% {queries:4} 次查询"


def _decide(count: int, clerk: Any, checker: Any) -> None:
    """One decision of the clerk for as many as one may hold, about money, agreed to by the checker."""
    from server.operations.suspicions.made import MONEY
    from shebao.server.operations.suspicions.checking import check
    from shebao.server.operations.suspicions.doing import Choice, perform
    from shebao.server.operations.suspicions.machine import Act
    from shebao.server.operations.suspicions.models import Ruling, Suspicion

    waiting = Suspicion.objects.filter(rule__code=MONEY, organisation=clerk.organisation, state="new").order_by("pk")
    chosen = [Choice(*row) for row in waiting.values_list("pk", "state", "version")[:_DECIDED]]
    proposed = _seconds(lambda: perform(clerk, Act.EXPLAIN, chosen, {"reason": "与档案核对一致"}))
    ruling = Ruling.objects.latest("pk")
    seen = {"seen_state": ruling.state, "seen_version": str(ruling.version)}
    agreed = _seconds(lambda: check(checker, ruling, Act.APPROVE, seen))
    print(f"{count:>8} 一次决定 {ruling.count} 个 {proposed:6.2f} 秒，复核同意 {agreed:6.2f} 秒", flush=True)


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
