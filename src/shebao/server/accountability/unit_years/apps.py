"""The Django app `unit_years`."""

from django.apps import AppConfig

from shebao.bounded import preload


class UnitYearsConfig(AppConfig):
    """A unit's year: content and workspace."""

    name = "shebao.server.accountability.unit_years"
    label = "unit_years"
    verbose_name = "单位年度"

    def ready(self) -> None:
        """Files are read in processes that have imported what they need."""
        preload("shebao.server.accountability.unit_years.form_files")
        preload("shebao.accounts.importing.apart")
