"""The Django app `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, memberships, permissions, signing in."""

    name = "shebao.server.platform.people"
    label = "people"
    verbose_name = "人员"

    def ready(self) -> None:
        """Refuses to start with a wrong file of roles; connects the log to the signals of signing in."""
        from shebao.server.platform.people import roles, signals  # noqa: F401

        roles.current()
