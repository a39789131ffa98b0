"""The person concerned is told by mail what happens to their account, where mail is set up and an address is known.

The mail says what, never who or where.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from procrastinate.contrib.django import app

from shebao.server.platform.people.models import Contact, User

_WORDS = {
    "asked": "有人申请重置您账号的{what}。不是您要求的，请登录平台，在“我的账号”里阻止，并告诉上级管理员。",
    "confirmed": "重置您账号{what}的申请已由另一人确认，等待期满后办理。不是您要求的，请登录平台，在“我的账号”里阻止。",
    "done": "您账号的{what}已经重置，{hours} 小时内不能审核和批准。不是您要求的，请马上告诉上级管理员。",
}


def tell(user: User, event: str, what: str) -> None:
    """Mails a user in the background, after the transaction; nothing where no mail is set up."""
    if settings.EMAIL_HOST:
        transaction.on_commit(
            partial(app.configure_task("people.mail_one").defer, user=user.pk, event=event, what=what)
        )


def mail(user: int, event: str, what: str) -> bool:
    """Sends one notice; whether there was an address. Raises Unreadable, OSError where the mail server does not take it."""
    contact = Contact.objects.filter(pk=user).first()
    if contact is None or not contact.mail:
        return False
    words = _WORDS[event].format(what=what, hours=settings.COOLING_HOURS)
    send_mail("平台账号提醒", words, None, [contact.mail.open()])
    return True
