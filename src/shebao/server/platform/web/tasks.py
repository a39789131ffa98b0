"""Every ten minutes: counts and kept answers whose time is over are thrown away."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from shebao.server.platform.web import kept, tallies

_logger = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="web.tidy", name="web.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Throws them away; doing it again changes nothing."""
    _logger.debug("counts thrown away: %d, kept answers: %d", tallies.tidy(), kept.tidy())
