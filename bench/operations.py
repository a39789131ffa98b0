"""The agency's record: written in bulk, looked at by clerks, changed by cases; how it grows.

    python -m bench operations [--people 10000 100000] [--clerks 50] [--seconds 15] [--data DIR] [--parts record city]

For each number of people a database of its own is made from a synthetic population, and one for a city that lives. Clerks pause 5 seconds
after each page; then as many pages as the server can give. Wall time, in which what else the machine does counts, and beside it
processor seconds, in which it counts less.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.agency_work import a_month, cases_done, uploaded
from bench.costs import Costs
from bench.growth import keep, note, read, table
from bench.load import Readers, load
from bench.server import await_page, free_port

_PAUSE = 5.0
_TOKEN = "b" * 32
_TABLES = ("persons", "employers", "employments")
_CITY = "city"
_PARTS = ("record", _CITY)
_HELPERS = 2
_FIGURES = "figures.json"


def main(arguments: Sequence[str]) -> None:
    """One measurement a number of people, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m bench operations")
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--clerks", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--data", default="")
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=list(_PARTS))
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(list(arguments))
    if options.one:
        _measure(options, options.people[0])
        return
    figures: dict[int, dict[str, float]] = {}
    for people in options.people:
        for part in options.parts:
            figures.setdefault(people, {}).update(_apart(options, people, part))
    print("\n".join(table(figures)))


def _apart(options: argparse.Namespace, people: int, part: str) -> dict[str, float]:
    """One part of one number of people, in a process and a database of its own; what was noted."""
    folder = Path(options.data or tempfile.mkdtemp(prefix="shebao-bench-")) / f"{people}-{part}"
    folder.mkdir(parents=True)
    for each in (folder, folder.parent):
        each.chmod(0o755)
    command = [sys.executable, "-m", "bench", "operations", "--one", "--people", str(people), "--data", str(folder)]
    command += ["--clerks", str(options.clerks), "--seconds", str(options.seconds), "--parts", part]
    environment = {
        **os.environ,
        "SHEBAO_DATA": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "shebao.server.settings",
    }
    try:
        subprocess.run(command, env=environment, check=True)
        return read(folder / _FIGURES)
    finally:
        shutil.rmtree(folder if options.data else folder.parent, ignore_errors=True)


def _measure(options: argparse.Namespace, people: int) -> None:
    from shebao.server.standalone import made

    with made():
        if options.parts == [_CITY]:
            a_month(Path(options.data), people)
            keep(Path(options.data) / _FIGURES)
            return
        print(f"{people:,} 人", flush=True)
        _written(Path(options.data), people)
        cases_done()
        uploaded()
        _followed()
        _looked_at(options)
        keep(Path(options.data) / _FIGURES)


def _written(folder: Path, people: int) -> None:
    """The population taken in; spells alone; encrypted fields alone by each suite."""
    from shebao.population.write import write_population
    from shebao.server.operations.city.agency import agency
    from shebao.server.operations.city.loading import Population
    from shebao.server.operations.city.loading import load as take_in
    from shebao.server.operations.records.models import Effect, Fact, Spell, Subject

    write_population(people, 1, folder / "population", wanted=_TABLES)
    office = agency().office
    with Costs() as loading:
        take_in(Population(folder / "population"), office)
    rows = sum(model.objects.count() for model in (Subject, Fact, Spell, Effect))
    print(
        f"  载入 {loading.wall:.0f} 秒：{people / loading.wall:,.0f} 人/秒，{Spell.objects.count() / loading.wall:,.0f} 段/秒，"
        f"连同登记事项和变更记录 {loading.told(rows, '行')}；{_bytes() / people:,.0f} 字节/人",
        flush=True,
    )
    note("载入一人，毫秒", 1000 * loading.wall / people)
    note("磁盘上一人，字节", _bytes() / people)
    persons = list(Subject.objects.filter(kind="person").order_by("id").values_list("id", flat=True))
    with Costs() as spells:
        _spells(persons, office.pk)
    print(f"  只写参保时段：{spells.told(3 * len(persons), '段')}", flush=True)
    note("写一千段，毫秒", 1e6 * spells.wall / (3 * len(persons)))
    for suite in ("aes", "sm4"):
        work = _sealing(suite, persons)
        with Costs() as secrets:
            work()
        print(f"  只写加密的登记事项（{suite}）：{secrets.told(len(persons), '项')}", flush=True)


def _spells(persons: list[int], office: int) -> None:
    from shebao.operations.record.effects import SpellStarted
    from shebao.operations.record.valid import Valid

    first = date(2010, 1, 1)

    def effects() -> Iterator[Any]:
        for person in persons:
            for year in range(3):
                span = Valid(first + timedelta(days=365 * year), first + timedelta(days=365 * year + 300))
                yield SpellStarted(person, "platform", "platform", "420100", office, None, span, "111")

    _run("bench-spells", effects)


def _sealing(suite: str, persons: list[int]) -> Callable[[], None]:
    """A telephone a person, encrypted by a new key of that suite."""
    from django.conf import settings
    from django.test import override_settings

    from shebao.operations.record.effects import FactStated
    from shebao.operations.record.valid import Valid
    from shebao.server.platform.secrets import ring
    from shebao.server.platform.secrets.models import VALUES

    with override_settings(KEYS=replace(settings.KEYS, suite=suite)):
        ring.renew(VALUES)
    since = Valid(date(2020, 1, 1) if suite == "aes" else date(2021, 1, 1))
    return lambda: _run(
        f"bench-{suite}", lambda: (FactStated(p, "telephone", f"027-0{p % 10**7:07}", since) for p in persons)
    )


def _run(name: str, effects: Callable[[], Any]) -> None:
    from shebao.operations.record.acts import Authority, AuthorityKind
    from shebao.server.operations.records.doing import Order, apply_rows

    apply_rows(Order(Authority(AuthorityKind.RUN, name)), effects, helpers=_HELPERS)


def _followed() -> None:
    """Names taken into the counter's search; searches of every kind, one after another, without the page around them."""
    from django.db.models import Count

    from shebao.server.operations.counter.following import catch_up
    from shebao.server.operations.counter.models import KnownName
    from shebao.server.operations.counter.searching import search
    from shebao.server.operations.records.models import Fact

    seconds = _seconds(partial(catch_up, None))
    print(f"  编入姓名查找：{KnownName.objects.count() / seconds:,.0f} 行/秒", flush=True)
    names = KnownName.objects.filter(employer=False)
    common = names.values("name").annotate(times=Count("id")).order_by("-times").values_list("name", flat=True)[:40]
    initials = (
        names.values("initials").annotate(times=Count("id")).order_by("-times").values_list("initials", flat=True)[:40]
    )
    employers = KnownName.objects.filter(employer=True).values_list("name", flat=True)[:40]
    secrets = Fact.objects.filter(register="identity_number").order_by("id")[:40]
    asked = {
        "证件号码": [row.secret.open() for row in secrets],
        "最多的重名": list(common),
        "最多的首字母": list(initials),
        "全拼": list(names.values_list("sound", flat=True)[:40]),
        "单位名称里的两个字": [name[2:4] for name in employers],
    }
    for caption, words in asked.items():
        each = sorted(_seconds(partial(search, word)) for word in words if word)
        note(f"查找{caption}，中位毫秒", 1000 * each[len(each) // 2])
        print(
            f"  查找{caption}：中位 {1000 * each[len(each) // 2]:.0f} 毫秒，最慢 {1000 * each[-1]:.0f} 毫秒", flush=True
        )


def _looked_at(options: argparse.Namespace) -> None:
    """A person's page and a search, as clerks at work see them."""
    pages = _pages()
    port, session = free_port(), _clerk()
    headers = {"Cookie": f"sessionid={session}; csrftoken={_TOKEN}"}
    command = [sys.executable, "-m", "shebao", "serve", "--port", str(port), "--processes", "2", "--workers", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        await_page(port, "/readyz")
        for caption, asked in pages.items():
            load(port, asked, headers, Readers(4, 1))
            calm = load(port, asked, headers, Readers(options.clerks, options.seconds, _PAUSE))
            busy = load(port, asked, headers, Readers(options.clerks, options.seconds / 2))
            note(f"{caption}，95% 毫秒", float(calm.slow))
            print(
                f"  {caption}：{options.clerks} 名柜员每 {_PAUSE:.0f} 秒一页，中位 {calm.median} 毫秒，95% 在 {calm.slow} 毫秒内；"
                f"不停地看 {busy.per_second} 页/秒；失败 {calm.failed + busy.failed}",
                flush=True,
            )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def _pages() -> dict[str, list[Any]]:
    """What is asked for; queries of the first of each are told."""
    from django.db import connection
    from django.db.models import Count
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from shebao.server.operations.city.agency import agency
    from shebao.server.operations.records.models import Fact, Subject

    persons = Subject.objects.filter(kind="person").order_by("id").values_list("id", flat=True)[:2000:13]
    names = Fact.objects.filter(register="name", subject__kind="person", known_to=None).values("value")
    common = names.annotate(times=Count("id")).filter(times__range=(2, 15)).values_list("value", flat=True)[:200]
    search = reverse("counter:search")
    pages: dict[str, list[Any]] = {
        "个人页面": [reverse("counter:person", args=[key]) for key in persons],
        "按姓名查找": [(search, urlencode({"q": name, "csrfmiddlewaretoken": _TOKEN})) for name in common],
    }
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(agency().clerk, backend="django.contrib.auth.backends.ModelBackend")
    for caption, asked in pages.items():
        for _visit in range(2):  # the first visit fills the caches of the process
            with CaptureQueriesContext(connection) as caught:
                first = asked[0]
                answer = client.get(first) if isinstance(first, str) else client.post(first[0], {"q": common[0]})
        print(f"  {caption}：{answer.status_code}，{len(caught)} 次查询", flush=True)
    return pages


def _clerk() -> str:
    """A session of a clerk."""
    from django.test import Client

    from shebao.server.operations.city.agency import agency

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(agency().clerk, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["sessionid"].value)


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _bytes() -> int:
    """What the database takes on disk, without the tables in which runs wait."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname ^@ 'records_' "
            "AND NOT relname ^@ 'records_staged'"
        )
        found = cursor.fetchone()
    return int(found[0]) if found else 0
