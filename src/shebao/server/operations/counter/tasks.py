"""Work of the counter in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shebao.server.operations.counter.following import catch_up


@app.periodic(cron="* * * * *")
@app.task(name="counter.follow", queueing_lock="counter.follow")
def follow(timestamp: int) -> None:
    """Every minute: names and codes of acts that came since can be found."""
    catch_up(None)
