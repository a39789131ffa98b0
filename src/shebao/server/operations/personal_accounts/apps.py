"""The Django app `personal_accounts`."""

from django.apps import AppConfig


class PersonalAccountsConfig(AppConfig):
    """Years of accounts, movements, runs, statements."""

    name = "shebao.server.operations.personal_accounts"
    label = "personal_accounts"
    verbose_name = "个人账户"
