"""The Django app `review`; its label and tables are those of its first name."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """States of a unit-year from draft to publication."""

    name = "shebao.server.accountability.review"
    label = "cycle"
    verbose_name = "流程"
