"""What has to be done before the server starts: migrations, static files, demo data."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
_WAIT_SECONDS = 30
_MIGRATION_LOCK = 7_243_019


def prepare(*, demo: bool) -> None:
    """Migrate, collect static files and load demo data; one process at a time does it.

    Ends the process where production would run with a role that may do too much, or on a schema of another version.
    """
    import django

    django.setup()
    from django.conf import settings

    _await_database()
    _refuse_former_primary()
    if settings.DATABASE_OWNER is not None:
        with _alone(as_the_owner=True):
            _migrate()
    with _alone():
        _check_wall()
        _seal()
        _collect_static()
        if demo:
            _load_demo()
        elif settings.CONFIGURATION.production:
            _refuse_known_passwords()


def set_up() -> None:
    """Django, so that models may be imported."""
    import django

    django.setup()


def known_migrations() -> frozenset[str]:
    """All migrations that this version has: what a backup may have come to."""
    set_up()
    from shebao.server.platform.monitoring import health

    return health.known_migrations()


def _migrate() -> None:
    """Migrate, and make the data keys where there are none. Ends the process where the master keys do not open those there."""
    from django.core.management import call_command

    from shebao.server.platform.secrets.source import KeyProblem

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except KeyProblem as problem:
        sys.exit(f"加密的密钥不能用：{problem}")


@contextmanager
def _alone(*, as_the_owner: bool = False) -> Iterator[None]:
    """One process at a time is within it."""
    from django.conf import settings
    from django.db import connection

    address = dict(settings.DATABASE_OWNER if as_the_owner else connection.settings_dict)
    holder = psycopg.connect(
        host=address["HOST"] or None, port=address["PORT"] or None, user=address["USER"], dbname=address["NAME"],
        password=address["PASSWORD"] or None, autocommit=True, **address["OPTIONS"],
    )  # fmt: skip
    with holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        yield


def _refuse_former_primary() -> None:
    """End where what is written would be lost: on a standby, or on the database that a standby took over from."""
    from shebao.server.platform.database import primary

    if problem := primary.problem():
        sys.exit(f"{problem}。")


def _check_wall() -> None:
    """Refuse what production must not run with."""
    from django.conf import settings
    from django.db import connection

    from shebao.server.platform.database.wall import faults
    from shebao.server.platform.monitoring.health import schema_problem
    from shebao.server.platform.secrets import ring

    if problem := schema_problem():
        sys.exit(f"数据库的结构与这一版程序不符：{problem}")
    if problem := ring.problem():
        sys.exit(f"加密的密钥不能用：{problem}")
    with connection.cursor() as cursor:
        found = faults(cursor)
    if found and settings.CONFIGURATION.production:
        sys.exit(
            f"DATABASE_URL：用户 {settings.APPLICATION_ROLE} {'；'.join(found)}。正式环境里平台的用户不能有这些权限：请把各表交给"
            "另一个用户，以 DATABASE_OWNER_URL 写明它，再运行 shebao migrate（见 docs/server.zh.md“数据库的三个用户”）。"
        )


def _seal() -> None:
    """Seal the log and sign it, so that what an earlier version left unsigned is so no longer."""
    from shebao.server.platform.decisions.sealing import seal
    from shebao.server.platform.decisions.signing import SigningProblem

    try:
        seal()
    except SigningProblem as problem:
        sys.exit(str(problem))


def _load_demo() -> None:
    """Load what is missing of the demo; where people have changed its organisations it is taken as it is."""
    from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
    from django.db import IntegrityError

    from shebao.server.platform.declarations.demo import load_all

    print("正在载入演示数据，第一次需要一两分钟……", flush=True)
    try:
        load_all()
    except (ObjectDoesNotExist, MultipleObjectsReturned, ValidationError, IntegrityError) as problem:
        print(f"演示数据已被改动，不再补充（{problem}）；要重新开始，请删去演示数据目录。", flush=True)


def _refuse_known_passwords() -> None:
    """End where somebody could sign in with the password of the demo, which everybody can read."""
    from shebao.server.platform.people.demo import PASSWORD, still_open

    if found := still_open():
        sys.exit(
            f"账号 {'、'.join(found)} 还在使用演示口令（{PASSWORD}），正式环境不能启动：演示数据不能用作正式数据；"
            "请换一个数据库，或恢复正式的备份。"
        )


def _collect_static() -> None:
    """Collect, name by content and compress the static files, unless just these were collected before."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list(()):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def _await_database() -> None:
    """Wait for a database that is just starting. Ends the process with the reason when it does not come."""
    from django.db import OperationalError, connection

    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > until:
                sys.exit(f"连不上数据库：{str(error).strip()}\n请检查 DATABASE_URL 和数据库是否在运行。")
            time.sleep(1)
        else:
            return


def sign_ins() -> str:
    """The demo's people as lines to print."""
    from shebao.server.platform.people import demo as people

    return "\n".join(f"  {name:<15}{role} · {place}" for name, _, role, place in people.sign_ins())


if __name__ == "__main__":
    prepare(demo="--demo" in sys.argv)
    if "--demo" in sys.argv:
        from shebao.server.platform.people.demo import PASSWORD

        print(f"演示账号（口令都是 {PASSWORD}）：\n{sign_ins()}", flush=True)
