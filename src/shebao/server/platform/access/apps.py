"""The Django app `access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The log of looks at personal data, restricted persons, masking."""

    name = "shebao.server.platform.access"
    label = "access"
    verbose_name = "个人信息查看"
