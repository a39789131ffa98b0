"""Work of the cycle in the background."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from shebao.server.accountability.review.doing import Refused, perform
from shebao.server.accountability.review.machine import Action
from shebao.server.accountability.review.models import Step
from shebao.server.accountability.review.reminding import mail_digest, make_reminders
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.platform.jobs.background import JobProblem, Run, background
from shebao.server.platform.people.models import User


@background("cycle.publish", "向社会公开")
def publish(run: Run, unit_year: int, person: int, seen: dict[str, Any]) -> str:
    """Publishes a unit-year for the person who asked for it; done already, it does nothing."""
    found = UnitYear.objects.select_related("organisation").get(pk=unit_year)
    last = Step.objects.filter(unit_year=found).first()
    if last and last.action == Action.PUBLISH and str(last.revision) == seen["seen_revision"]:
        return "已公开。"
    try:
        perform(found, Action.PUBLISH, User.objects.get(pk=person), seen, tell=run.step)
    except Refused as refused:
        raise JobProblem(str(refused)) from None
    return "已公开。"


@app.periodic(cron="10 6 * * *")
@app.task(name="cycle.remind")
def remind(timestamp: int) -> None:
    """Every morning: make the reminders of the day and send the digest."""
    make_reminders()
    mail_digest()
