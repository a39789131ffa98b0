"""Reminders by mail: the settings and the digest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from shebao.server.accountability.review.reminding import mail_digest, make_reminders
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.configuration import ConfigurationError
from shebao.server.platform.mail import Mail, read_mail

FROM = {"SHEBAO_MAIL_FROM": "shebao@example.gov.cn", "SHEBAO_REMINDERS_TO": "a@example.gov.cn, b@example.gov.cn"}


def test_without_a_server_nothing_is_mailed() -> None:
    assert read_mail({}) == Mail()


def test_a_server_with_sign_in() -> None:
    found = read_mail({"SHEBAO_SMTP": "smtps://u%40x:p%3Aw@mail.example.gov.cn", **FROM})
    assert (found.host, found.port, found.user, found.password) == ("mail.example.gov.cn", 465, "u@x", "p:w")
    assert (found.ssl, found.tls) == (True, False)
    assert found.reminders_to == ("a@example.gov.cn", "b@example.gov.cn")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SHEBAO_SMTP": "mail.example.gov.cn"}, "SHEBAO_SMTP"),
        ({"SHEBAO_SMTP": "http://mail.example.gov.cn"}, "SHEBAO_SMTP"),
        ({"SHEBAO_SMTP": "smtp://mail.example.gov.cn:x"}, "SHEBAO_SMTP"),
        ({"SHEBAO_MAIL_FROM": ""}, "SHEBAO_MAIL_FROM"),
        ({"SHEBAO_REMINDERS_TO": "张三"}, "SHEBAO_REMINDERS_TO"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_mail({"SHEBAO_SMTP": "smtp://mail.example.gov.cn", **FROM, **changes})


@pytest.mark.django_db
def test_the_digest_tells_what_is_due(office: Any, settings: Any) -> None:
    today = timezone.localdate()
    UnitYear.objects.filter(pk=office.unit_year.pk).update(state="approved", approved_on=today - timedelta(days=18))
    make_reminders(today)
    assert mail_digest(today) == 0
    settings.REMINDERS_TO = ("a@example.gov.cn",)
    assert mail_digest(today) == 1
    assert "还有 2 天" in mail.outbox[0].body
    assert mail.outbox[0].to == ["a@example.gov.cn"]
