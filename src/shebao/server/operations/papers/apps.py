"""The Django app `papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Certificates and vouchers as PDF."""

    name = "shebao.server.operations.papers"
    label = "papers"
    verbose_name = "证明和凭证"
