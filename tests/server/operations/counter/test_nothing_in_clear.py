"""After a day of operations no identity number, telephone, card, account or address stands in clear anywhere: not in a table of any
schema, the database's own files, a log, a file at rest, a page that somebody did not ask to see in clear, an error page or an address."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from server.operations.conftest import Counter, registered
from server.owning import as_owner
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import Effect, FactStated, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.server.embedded_address import SUPERUSER
from shebao.server.operations.cases.models import Case
from shebao.server.operations.counter.following import catch_up
from shebao.server.operations.records.doing import Order, apply, apply_rows
from shebao.server.operations.records.reading import numbers, subjects_with
from shebao.server.platform.database.embedded import Cluster
from shebao.server.platform.monitoring.logs import TextLine

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = ("42990619871123551X", "429906198811235517", "429906198911235514")
SECRETS = {
    "identity_number": PEOPLE[0],
    "telephone": "13971298765",
    "card": "QX7731908",
    "bank_account": "6217990012998765432",
    "address": "合成路七百七十九号乙",
}
PLAIN = "明文对照某"
"""A name, which is kept in clear: whoever searches must find it, or the search is blind."""
ALL = (*PEOPLE, *(value for key, value in SECRETS.items() if key != "identity_number"))


def test_nothing_stands_in_clear_after_a_day(
    counter: Counter, sign_in, database_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(TextLine())
    handler.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    try:
        pages, addresses = _a_day(counter, sign_in, monkeypatch)
    finally:
        logging.getLogger().removeHandler(handler)
    for secret in ALL:
        assert secret not in written.getvalue(), "logs"
        assert not [name for name, page in pages.items() if secret in page], "pages"
        assert not [address for address in addresses if secret in address], "addresses"
    assert _tables(ALL) == []
    assert _tables([PLAIN]) != []
    assert _files(Path(settings.DATA), ALL) == []
    with database_cluster.connect(SUPERUSER, "postgres") as owner:
        owner.execute("CHECKPOINT")
    assert _files(database_cluster.directory, ALL) == []
    assert [name for name in _files(database_cluster.directory, [PLAIN]) if "base/" in name]


def _a_day(counter: Counter, sign_in, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], list[str]]:
    """A person with everything, a run over others, cases, searches good and bad, errors; every page that was shown."""
    person = registered({"name": PLAIN, "identity_kind": "citizen", "birth": "1987-11-23", "sex": "M", **_single()})
    apply(
        Order(Authority(AuthorityKind.MESSAGE, "account")),
        [FactStated(person, "bank_account", SECRETS["bank_account"], Valid(date(2020, 1, 1)), "养老")],
    )
    keys = numbers("subject", 2)
    apply_rows(Order(Authority(AuthorityKind.RUN, "load")), lambda: _loaded(keys))
    catch_up()
    clerk = sign_in(counter.clerk)
    pages: dict[str, str] = {}
    addresses: list[str] = []

    def post(name: str, address: str, data: dict[str, str]) -> None:
        answer = clerk.post(address, data, follow=True)
        pages[name] = answer.content.decode()
        addresses.extend([address, *(where for where, _ in answer.redirect_chain), answer.headers.get("Location", "")])

    for number, words in enumerate(
        (PEOPLE[0], PEOPLE[1], SECRETS["telephone"], SECRETS["card"], PEOPLE[2] + "0", "甲某")
    ):
        post(f"search {number}", "/counter/", {"q": words})
    service = "/counter/services/SI-REG-005/"
    form = {"employer": str(counter.employer), "identity_number": PEOPLE[2], "name": "丙某", "staff": "employee",
            "start": f"{date.today():%Y-%m}", "reason": "111"}  # fmt: skip
    clerk.post(service, form | {"confirm": "1"})
    for case in Case.objects.all():
        pages[f"case {case.number}"] = clerk.get(case.get_absolute_url()).content.decode()
    for path in ("", "record/", "looks/", "open/"):
        answer = clerk.get(f"/counter/persons/{person}/{path}")
        pages[f"person {path}"] = answer.content.decode()
    pages["employer"] = clerk.get(f"/counter/employers/{counter.employer}/").content.decode()
    post("no reason", f"/counter/persons/{person}/open/", {"reason": "x"})
    clear = clerk.post(f"/counter/persons/{person}/open/", {"reason": "核对身份证原件"}).content.decode()
    assert all(secret in clear for secret in SECRETS.values()), "in clear where it was asked for"
    pages["nowhere"] = clerk.get(f"/counter/persons/{PEOPLE[1]}/").content.decode()
    pages["broken"] = _broken(counter, monkeypatch)
    assert subjects_with("identity_number", PEOPLE[1])
    return pages, addresses


def _single() -> dict[str, str]:
    return {key: value for key, value in SECRETS.items() if key != "bank_account"}


def _loaded(keys: list[int]) -> list[Effect]:
    effects: list[Effect] = []
    for key, number in zip(keys, PEOPLE[1:], strict=True):
        effects.append(SubjectRegistered(key, SubjectKind.PERSON))
        effects += [FactStated(key, "name", "乙某", Valid(date(2015, 1, 1)))]
        if number != PEOPLE[2]:
            effects += [FactStated(key, "identity_number", number, Valid(date(2015, 1, 1)))]
    return effects


def _broken(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page of an error whose message has everything in it."""

    def fail(*_arguments: object) -> None:
        raise RuntimeError(f"{SECRETS['identity_number']} {SECRETS['telephone']} {SECRETS['bank_account']}")

    client = Client(raise_request_exception=False)
    client.force_login(counter.clerk, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr("shebao.server.operations.counter.searching.search", fail)
    return client.post("/counter/", {"q": "甲某"}).content.decode()


def _tables(wanted: Sequence[str]) -> list[str]:
    """Tables of every schema, staging too, in whose dump a secret stands."""
    found = []
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"""
        )
        tables = cursor.fetchall()
        assert len(tables) > 40
        for schema, table in tables:
            with cursor.copy(f'COPY (SELECT * FROM "{schema}"."{table}") TO STDOUT') as copy:
                dump = b"".join(copy)
            found += [table for secret in wanted if secret.encode() in dump]
    return found


def _files(folder: Path, wanted: Sequence[str]) -> list[str]:
    """Files below a folder in which a secret stands."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            found += [str(path.relative_to(folder)) for secret in wanted if secret.encode() in content]
    return found
