"""Every night: sessions that ended and failures that no longer count are thrown away."""

from __future__ import annotations

import logging

from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

_logger = logging.getLogger(__name__)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="people.tidy", name="people.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Throws them away; doing it again changes nothing."""
    call_command("clearsessions")
    gone, _by_model = AccessAttempt.objects.filter(
        attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME
    ).delete()
    _logger.info("sign-in failures that no longer count: %d", gone)
