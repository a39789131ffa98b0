"""Reminders: what has to be published or mended within days, kept once for each matter."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from shebao.server.accountability.review.deadline import DAYS, Deadline
from shebao.server.accountability.review.models import Rectification, Reminder
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.states import State

BEFORE = 7


def make_reminders(today: date | None = None) -> int:
    """Makes the reminders that are due and not yet made; returns how many. Running it again makes no more."""
    today = today or timezone.localdate()
    wanted = [*_disclosures(today), *_rectifications(today)]
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(wanted, ignore_conflicts=True)
    _settle_obsolete()
    made: int = Reminder.objects.count() - before
    return made


def _disclosures(today: date) -> list[Reminder]:
    latest = today + timedelta(days=BEFORE) - timedelta(days=DAYS)
    due = UnitYear.objects.filter(state=State.APPROVED, approved_on__lte=latest).only("pk", "approved_on")
    return [
        Reminder(
            unit_year=unit_year,
            kind=Reminder.Kind.DISCLOSURE,
            subject=str(unit_year.approved_on),
            due_on=Deadline(unit_year.approved_on, today).due_on,
        )
        for unit_year in due
        if unit_year.approved_on is not None
    ]


def _rectifications(today: date) -> list[Reminder]:
    due = Rectification.objects.filter(done_at=None, due_on__lte=today + timedelta(days=BEFORE))
    return [
        Reminder(
            unit_year_id=entry.unit_year_id,
            kind=Reminder.Kind.RECTIFICATION,
            subject=str(entry.pk),
            due_on=entry.due_on,
        )
        for entry in due
    ]


def _settle_obsolete() -> None:
    """Settles reminders of rectifications that were mended and of reports that were published or sent back."""
    now = timezone.now()
    opened = Reminder.objects.filter(settled_at=None)
    opened.filter(kind=Reminder.Kind.DISCLOSURE).exclude(unit_year__state=State.APPROVED).update(settled_at=now)
    done = {str(key) for key in Rectification.objects.exclude(done_at=None).values_list("pk", flat=True)}
    opened.filter(kind=Reminder.Kind.RECTIFICATION, subject__in=done).update(settled_at=now)


def mail_digest(today: date | None = None) -> int:
    """Sends the open reminders to the configured addresses, if there are any; returns how many were told."""
    today = today or timezone.localdate()
    opened = list(Reminder.objects.filter(settled_at=None).select_related("unit_year__organisation"))
    if not settings.REMINDERS_TO or not opened:
        return 0
    send_mail(
        f"决算公开提醒：{len(opened)} 项",
        "\n".join(words(each, today) for each in opened),
        None,
        list(settings.REMINDERS_TO),
    )
    return len(opened)


def words(reminder: Reminder, today: date) -> str:
    """A reminder as a sentence."""
    left = (reminder.due_on - today).days
    when = f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已超过 {-left} 天"
    what = {"disclosure": "应向社会公开", "rectification": "有整改事项到期"}[reminder.kind]
    return f"{reminder.unit_year} {what}：{reminder.due_on:%Y-%m-%d}，{when}"
