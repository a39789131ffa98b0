"""Every night: sessions that ended are thrown away. Notices about accounts are mailed."""

from __future__ import annotations

from django.core.management import call_command
from procrastinate.contrib.django import app

from shebao.server.platform.people import notices


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="people.tidy", name="people.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Throws them away; doing it again changes nothing."""
    call_command("clearsessions")


@app.task(name="people.mail_one", retry=5)
def mail_one(user: int, event: str, what: str) -> None:
    """Mails a notice; one that the mail server does not take is tried again."""
    notices.mail(user, event, what)
