"""Every night: sessions that ended are thrown away."""

from __future__ import annotations

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="people.tidy", name="people.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Throws them away; doing it again changes nothing."""
    call_command("clearsessions")
