"""Samples of the days before today, and somebody who is away next week, at the counter of the demo's city."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.cases.models import Absence, Case
from shebao.server.operations.supervision.doing import draw, set_absence
from shebao.server.platform.people.demo import CITY_CENTRE, organisation, user


def load() -> None:
    """Draws and arranges, unless that was done or there is no case."""
    if Absence.objects.exists() or not Case.objects.exists():
        return
    office, supervisor = organisation(CITY_CENTRE), user("chuangkou")
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    with suppress(Refused), transaction.atomic():
        draw(supervisor, office, yesterday - timedelta(days=6), yesterday)
    first, last = today + timedelta(days=7), today + timedelta(days=11)
    with suppress(Refused), transaction.atomic():
        set_absence(supervisor, office, user("guiyuan"), user("guiyuan2"), first, last, "年休假")
