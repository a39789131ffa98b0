"""The Django app `files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored files, named by their content."""

    name = "shebao.server.platform.files"
    label = "files"
    verbose_name = "文件"
