"""The Django app `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """What every page shares: layout, design, template tags, charts, security headers, error pages."""

    name = "shebao.server.platform.web"
    label = "web"
    verbose_name = "公共界面"
