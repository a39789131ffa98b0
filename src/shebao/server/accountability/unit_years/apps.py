"""The Django app `unit_years`."""

from django.apps import AppConfig


class UnitYearsConfig(AppConfig):
    """A unit's year: content and workspace."""

    name = "shebao.server.accountability.unit_years"
    label = "unit_years"
    verbose_name = "单位年度"
