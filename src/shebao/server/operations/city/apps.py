"""The Django app `city`: it has no tables of its own."""

from django.apps import AppConfig


class CityConfig(AppConfig):
    """A synthetic agency that lives through months, for demo, tests and benchmarks."""

    name = "shebao.server.operations.city"
    label = "city"
    verbose_name = "合成城市"
