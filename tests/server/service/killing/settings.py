"""The server's settings with the app of this test."""

from shebao.server.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "server.service.killing"]  # noqa: F405
ROOT_URLCONF = "server.service.killing.urls"
