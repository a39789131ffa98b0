"""The Django app `declarations`."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """What the apps declare, collected."""

    name = "shebao.server.platform.declarations"
    label = "declarations"
    verbose_name = "声明"

    def ready(self) -> None:
        """Refuses to start where two apps declare the same."""
        from shebao.server.platform.declarations.collecting import collected

        collected()
