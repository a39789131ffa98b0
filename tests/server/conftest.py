"""One embedded PostgreSQL for the whole test run, shared by its workers, a database a worker; gone when the last ends."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
_DATA = Path(os.environ.get("SHEBAO_TEST_DATA") or Path(tempfile.gettempdir()) / f"shebao-test-{_RUN[:12]}")
for _name in [name for name in os.environ if name.startswith("SHEBAO_") or name == "DATABASE_URL"]:
    del os.environ[_name]
os.environ["SHEBAO_DATA"] = os.environ["SHEBAO_TEST_DATA"] = str(_DATA)
os.environ["SHEBAO_SECRET_KEY"] = "of-the-tests-and-of-nothing-else-" * 2
os.environ["DJANGO_SETTINGS_MODULE"] = "server_settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from django.conf import settings as django_settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.test import Client  # noqa: E402

from server.owning import as_owner  # noqa: E402
from shebao.server.embedded_address import APPLICATION, OWNER, PORTAL, SUPERUSER  # noqa: E402
from shebao.server.platform.database.embedded import Cluster  # noqa: E402
from shebao.server.platform.jobs.background import TryAgain, perform  # noqa: E402
from shebao.server.platform.jobs.models import Job  # noqa: E402
from shebao.server.platform.organisations import tree as tree_of  # noqa: E402
from shebao.server.platform.organisations.models import Organisation  # noqa: E402
from shebao.server.platform.people.models import Membership, User  # noqa: E402

_TRIES = 10
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


@pytest.fixture(scope="session")
def database_cluster() -> Iterator[Cluster]:
    """The cluster of this run; fsync is off because nothing in it is to be kept."""
    cluster = Cluster(_DATA / "database", _FAST)
    cluster.start()
    with cluster.connect(SUPERUSER, "postgres") as connection:
        connection.execute("SELECT pg_advisory_lock(1)")  # the workers of a run do this at the same time
        connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
        for role in (APPLICATION, PORTAL):
            connection.execute(f"GRANT {role} TO {OWNER} WITH INHERIT FALSE, SET TRUE")
    yield cluster
    cluster.destroy()
    if not cluster.directory.exists():
        shutil.rmtree(_DATA, ignore_errors=True)
        for key in ("keys", "log-key"):
            _DATA.with_name(f"{_DATA.name}.{key}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_cluster: Cluster, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The cluster runs before the first database is made; xdist's workers have one each, made by its owner."""
    connection.settings_dict.update(USER=OWNER, PASSWORD=django_settings.DATABASE_OWNER["PASSWORD"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Tests work as the application's role does: the owner signs in and puts on that role; `server.owning.as_owner` takes it off."""
    connection.close()
    usual = dict(connection.settings_dict["OPTIONS"])
    connection.settings_dict["OPTIONS"] = {**usual, "options": f"-c role={APPLICATION}"}
    operations = type(connection.ops)  # of every connection: those of live servers and browsers are others
    flush = operations.execute_sql_flush

    def as_its_owner(self: Any, statements: list[str]) -> None:
        for left in reversed(range(_TRIES)):  # a page that is gone may still be answered by the live server
            try:
                with as_owner():
                    flush(self, statements)
                    _start_the_clock()
            except OperationalError:
                if not left:
                    raise
                time.sleep(0.3)
            else:
                return

    operations.execute_sql_flush = as_its_owner
    yield
    connection.close()
    connection.settings_dict["OPTIONS"] = usual
    operations.execute_sql_flush = flush


def _start_the_clock() -> None:
    """The one row that a migration makes, and that goes with all others when a database is emptied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_clock (id, last) VALUES (1, '2000-01-01 00:00:00+08') ON CONFLICT DO NOTHING"
        )


@pytest.fixture(autouse=True)
def data_directory(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """Each test stores its files in a folder of its own, and starts with nothing in the cache."""
    settings.DATA = tmp_path_factory.mktemp("data")
    cache.clear()
    return Path(settings.DATA)


@pytest.fixture
def run_jobs(db: None) -> Callable[[], list[Job]]:
    """Runs the jobs that wait, here and in this transaction, until none waits; gives them as they ended."""

    def run() -> list[Job]:
        ran: list[Job] = []
        while waiting := Job.objects.filter(state=Job.State.WAITING).order_by("created_at").first():
            try:
                perform(waiting.pk)
            except TryAgain:
                continue
            finally:
                waiting.refresh_from_db()
            ran.append(waiting)
        return ran

    return run


@dataclass(frozen=True)
class Tree:
    """A city with two districts; in the first a bureau with two units, in the second a bureau with one."""

    city: Organisation
    district: Organisation
    bureau: Organisation
    unit: Organisation
    sibling: Organisation
    other_district: Organisation
    other_bureau: Organisation
    other_unit: Organisation


@pytest.fixture
def tree(db: None) -> Tree:
    """A small tree of organisations."""
    city = tree_of.add("示例市", "city", None, place="示例市")
    district = tree_of.add("甲区", "district", city)
    bureau = tree_of.add("甲区人社局", "department", district)
    other_district = tree_of.add("乙区", "district", city)
    other_bureau = tree_of.add("乙区人社局", "department", other_district)
    return Tree(
        city=city,
        district=district,
        bureau=bureau,
        unit=tree_of.add("甲区社保中心", "unit", bureau),
        sibling=tree_of.add("甲区就业中心", "unit", bureau),
        other_district=other_district,
        other_bureau=other_bureau,
        other_unit=tree_of.add("乙区社保中心", "unit", other_bureau),
    )


PASSWORD = "Zhenjiu-7-qiao-dong"


@pytest.fixture
def member(db: None) -> Callable[..., User]:
    """`member(role, organisation, username="…")` makes a user with that role there, whose password is PASSWORD."""

    def make(role: str | None, organisation: Organisation, username: str = "") -> User:
        name = username or f"{role or 'nobody'}-{organisation.pk}"
        user = User.objects.create_user(name, PASSWORD, display_name=f"测试-{name}", organisation=organisation)
        if role is not None:
            Membership.objects.create(user=user, organisation=organisation, role=role)
        return user

    return make


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """`sign_in(user)` is a client in which the user has signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
