"""Django for a command that is not the server: settings, and the embedded database for as long as it is needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shebao.server.configuration import ConfigurationError, load


class NotReady(Exception):
    """The database of the server cannot be reached or has not been made; the message says what to do."""


@contextmanager
def ready() -> Iterator[None]:
    """Within it models may be used. Raises NotReady."""
    import django
    from django.db import DatabaseError, connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
    release = _start_embedded()
    try:
        django.setup()
        yield
    except DatabaseError as error:
        raise NotReady(
            f"数据库不能用（{str(error).splitlines()[0]}）；请先启动一次平台，或检查 DATABASE_URL。"
        ) from error
    finally:
        connections.close_all()
        if release:
            release()


@contextmanager
def made() -> Iterator[None]:
    """The same with a database that is made and migrated where there is none yet. Raises NotReady."""
    from django.db import connections

    from shebao.server.service import run
    from shebao.server.service.prepare import prepare

    try:
        cluster = run.start_database(run.configured())
    except run.ServiceProblem as problem:
        raise NotReady(str(problem)) from problem
    try:
        prepare(demo=False)
        yield
    finally:
        connections.close_all()
        if cluster:
            cluster.release()


def _start_embedded() -> Callable[[], None] | None:
    from shebao.server.platform.database.embedded import Cluster
    from shebao.server.platform.database.programs import DatabaseError

    try:
        configuration = load(os.environ)
        if not configuration.database.embedded:
            return None
        directory = configuration.data / "database"
        if not directory.exists():
            raise NotReady(
                f"{configuration.data} 里还没有平台的数据；请先启动一次平台，或以 SHEBAO_DATA 指明数据目录。"
            )
        cluster = Cluster(directory)
        cluster.start()
    except (ConfigurationError, DatabaseError) as error:
        raise NotReady(str(error)) from error
    return cluster.release
