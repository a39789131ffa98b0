"""Work of the cycle in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shebao.server.cycle.reminding import mail_digest, make_reminders


@app.periodic(cron="10 6 * * *")
@app.task(name="cycle.remind")
def remind(timestamp: int) -> None:
    """Every morning: make the reminders of the day and send the digest."""
    make_reminders()
    mail_digest()
