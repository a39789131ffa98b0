"""The Django app `calculator`."""

from django.apps import AppConfig

from shebao.bounded import preload


class CalculatorConfig(AppConfig):
    """Pensions, contributions and benefits for everybody."""

    name = "shebao.server.calculator"
    label = "calculator"
    verbose_name = "待遇测算"

    def ready(self) -> None:
        """Documents are made in processes that have imported what they need."""
        preload("shebao.server.calculator.papers")
