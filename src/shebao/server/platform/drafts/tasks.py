"""Work of the drafts in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shebao.server.platform.drafts.doing import purge


@app.periodic(cron="40 3 * * *")
@app.task(name="drafts.purge")
def purge_drafts(timestamp: int) -> None:
    """Every night: drop the drafts that nobody touched for a month."""
    purge()
