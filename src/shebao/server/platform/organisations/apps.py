"""The Django app `organisations`."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The tree city, district or department, unit."""

    name = "shebao.server.platform.organisations"
    label = "organisations"
    verbose_name = "机构"
