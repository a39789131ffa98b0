"""The Django app `database`."""

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    """Roles and privileges of the database; `migrate` runs as its owner."""

    name = "shebao.server.platform.database"
    label = "database"
    verbose_name = "数据库"
