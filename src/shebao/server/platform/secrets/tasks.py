"""Every night: encrypt again what is not under the newest key."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from shebao.server.platform.secrets.renewal import renew_values

_logger = logging.getLogger(__name__)


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="secrets.renew", lock="secrets.renew", name="secrets.renew", pass_context=False)
def renew(timestamp: int) -> None:
    """Goes on with a renewal until nothing is left; doing it again changes nothing."""
    done = renew_values()
    if done.values:
        _logger.info("encrypted values renewed: %d", done.values)
    if done.unreadable:
        _logger.error("encrypted values that cannot be opened: %d, first %s", len(done.unreadable), done.unreadable[0])
