"""What has to be done before the server starts: migrations, static files, demo data."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
_WAIT_SECONDS = 30
_MIGRATION_LOCK = 7_243_019


def prepare(*, demo: bool) -> None:
    """Migrate, collect static files and load demo data; one process at a time does it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    _await_database()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            _collect_static()
            if demo:
                from shebao.server.platform.declarations.demo import load_all

                print("正在载入演示数据，第一次需要一两分钟……", flush=True)
                load_all()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


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

    return "\n".join(f"  {name:<12}{role} · {place}" for name, _, role, place in people.sign_ins())


if __name__ == "__main__":
    prepare(demo="--demo" in sys.argv)
    if "--demo" in sys.argv:
        from shebao.server.platform.people.demo import PASSWORD

        print(f"演示账号（口令都是 {PASSWORD}）：\n{sign_ins()}", flush=True)
