"""Django's own commands with this project's settings: python -m shebao.server.manage COMMAND."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a command; the embedded database is started where it is needed and let go afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shebao.server.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from shebao.server.platform.database.embedded import Cluster
    from shebao.server.platform.database.programs import DatabaseError

    cluster = Cluster(settings.DATA / "database") if settings.CONFIGURATION.database.embedded else None
    try:
        if cluster:
            cluster.start()
        execute_from_command_line(sys.argv)
    except DatabaseError as error:
        sys.exit(str(error))
    finally:
        if cluster:
            cluster.release()


if __name__ == "__main__":
    main()
