"""Encrypted values a second, and what a page pays for its row in the log of looks.

`python -m bench secrets [--values N] [--pages N]`; processor time of one process, on a database of its own that is thrown away.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

_NUMBER = "110101199003074514"


def main(arguments: Sequence[str]) -> None:
    """Print both."""
    parser = argparse.ArgumentParser(prog="python -m bench secrets")
    parser.add_argument("--values", type=int, default=50_000, help="values of each kind")
    parser.add_argument("--pages", type=int, default=300, help="pages of each kind")
    options = parser.parse_args(arguments)
    _ciphers(options.values)
    folder = Path(tempfile.mkdtemp(prefix="shebao-bench-"))
    folder.chmod(0o755)
    os.environ["SHEBAO_DATA"] = str(folder / "data")
    os.environ["DJANGO_SETTINGS_MODULE"] = "shebao.server.settings"
    try:
        _pages(options.pages)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ciphers(count: int) -> None:
    from shebao.server.platform.secrets.suites import SUITES

    plain, bound = _NUMBER.encode(), b'["people", "number", "7", "digest"]'
    print(f"{'suite':6} {'seal/s':>10} {'open/s':>10} {'index/s':>10}")
    for name, suite in SUITES.items():
        key = suite.derived(b"s" * 32, b"bench")
        cipher = suite.cipher(key)
        sealed = cipher.seal(plain, bound)
        calls: tuple[Callable[[], object], ...] = (
            partial(cipher.seal, plain, bound),
            partial(cipher.open, sealed, bound),
            partial(suite.keyed_digest, key, plain),
        )
        print(f"{name:6} " + " ".join(f"{count / _seconds(call, count):10.0f}" for call in calls))


def _pages(count: int) -> None:
    from shebao.server.service import run
    from shebao.server.service.prepare import prepare

    cluster = run.start_database(run.configured())
    try:
        prepare(demo=False)
        _looks(count)
    finally:
        from django.db import connections

        connections.close_all()
        if cluster:
            cluster.release()


def _looks(count: int) -> None:
    from django.db import connection, transaction

    from shebao.server.platform.access import doing
    from shebao.server.platform.organisations import tree
    from shebao.server.platform.people.models import Contact, User

    place = tree.add("示例市", "city", None, place="示例市")
    users = [User.objects.create_user(f"user-{number}", display_name="x", organisation=place) for number in range(50)]
    for user in users:
        Contact.objects.create(user=user, mail=f"{user.pk}@example.gov.cn", telephone="13800138000")
    by = doing.Looker(users[0], "manage_people", place)

    @transaction.atomic
    def plainly(rows: list[Any]) -> None:
        for row in rows:
            row.mail.open(), row.telephone.open()

    @transaction.atomic
    def looked(rows: list[Any]) -> None:
        doing.masked(by, rows)

    print(f"{'persons':>8} {'plain ms':>9} {'logged ms':>10} {'queries':>8}")
    for persons in (1, 50):
        rows = list(Contact.objects.all()[:persons])
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        looked(rows)
        queries = len(connection.queries_log)
        connection.force_debug_cursor = False
        without, logged = (1000 * _wall(partial(act, rows), count) / count for act in (plainly, looked))
        print(f"{persons:8} {without:9.2f} {logged:10.2f} {queries:8}")


def _seconds(call: Callable[[], object], count: int) -> float:
    began = time.process_time()
    for _number in range(count):
        call()
    return time.process_time() - began


def _wall(call: Callable[[], object], count: int) -> float:
    began = time.perf_counter()
    for _number in range(count):
        call()
    return time.perf_counter() - began
