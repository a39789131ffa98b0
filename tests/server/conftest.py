"""One embedded PostgreSQL for the whole test run, shared by its workers, a database a worker; gone when the last ends."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
_DATA = Path(os.environ.get("SHEBAO_TEST_DATA") or Path(tempfile.gettempdir()) / f"shebao-test-{_RUN[:12]}")
for _name in [name for name in os.environ if name.startswith("SHEBAO_") or name == "DATABASE_URL"]:
    del os.environ[_name]
os.environ["SHEBAO_DATA"] = os.environ["SHEBAO_TEST_DATA"] = str(_DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "server_settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from shebao.server.database.embedded import Cluster  # noqa: E402

_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


@pytest.fixture(scope="session")
def database_cluster() -> Iterator[Cluster]:
    """The cluster of this run; fsync is off because nothing in it is to be kept."""
    cluster = Cluster(_DATA / "database", _FAST)
    cluster.start()
    yield cluster
    cluster.destroy()
    if not cluster.directory.exists():
        shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_cluster: Cluster, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The cluster runs before the first database is made; xdist's workers have one each."""


@pytest.fixture
def data_directory(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """A data directory of this test alone."""
    settings.DATA = tmp_path
    return tmp_path
