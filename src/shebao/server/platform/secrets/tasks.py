"""Every night: encrypt again what is not as it would be written now. Every ten minutes: go on with a change of the index key."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from shebao.server.platform.secrets.index_renewal import advance
from shebao.server.platform.secrets.renewal import Renewed, renew_values

_logger = logging.getLogger(__name__)


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="secrets.renew", lock="secrets.renew", name="secrets.renew", pass_context=False)
def renew(timestamp: int) -> None:
    """Goes on with a renewal until nothing is left; doing it again changes nothing."""
    _told(renew_values())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="secrets.renew_index", lock="secrets.renew", name="secrets.renew_index", pass_context=False)
def renew_index(timestamp: int) -> None:
    """Goes on with a change of the index key, where one is under way."""
    _told(advance().values)


def _told(done: Renewed) -> None:
    if done.values:
        _logger.info("encrypted values renewed: %d", done.values)
    if done.unreadable:
        _logger.error(
            "encrypted values that cannot be opened or are there twice: %d, first %s",
            len(done.unreadable),
            done.unreadable[0],
        )
