"""`migrate` as the owner of the database; afterwards the application gets what it may do and nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection

from shebao.server.platform.database.owning import as_owner
from shebao.server.platform.database.privileges import grant


class Command(migrate.Command):
    """Django's command with another role."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate and grant."""
        with as_owner():
            super().handle(*args, **options)
            if settings.DATABASE_OWNER["USER"] != (application := settings.APPLICATION_ROLE):
                grant(application)
            connection.close()
