"""Queue numbers of a day. Nothing says who holds one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from shebao.server.operations.queues.declares import WORDS
from shebao.server.platform.organisations.models import Organisation


class Roll(models.Model):
    """The last number that was given out in a line of an office on a day; who gives one holds the row."""

    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField()
    line = models.CharField(max_length=1)
    last = models.IntegerField(default=0)

    class Meta:
        verbose_name = "号段"
        constraints = (models.UniqueConstraint(fields=("office", "day", "line"), name="one_roll_a_line_and_day"),)


class Ticket(models.Model):
    """A number (排队号): taken, called to a window, served or left."""

    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="经办机构")
    day = models.DateField("日期")
    line = models.CharField("队", max_length=1)
    number = models.IntegerField("号")
    state = models.CharField("状态", max_length=8, choices=[(key, label) for key, (label, _tone) in WORDS.items()])
    taken_at = models.DateTimeField("取号时间")
    window = models.SmallIntegerField("窗口", null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField("叫号时间", null=True)
    calls = models.SmallIntegerField("叫号次数", default=0)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "排队号"
        ordering = ("day", "taken_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("office", "day", "line", "number"), name="a_number_is_given_once"),
            models.UniqueConstraint(
                fields=("called_by", "day"), condition=Q(state="called"), name="one_number_at_a_window_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", called_by=None, window=None)
                | (~Q(state="waiting") & Q(called_by__isnull=False, window__isnull=False, called_at__isnull=False)),
                name="called_means_somebody_called",
            ),
        )
        indexes = (models.Index(fields=("office", "day", "state"), name="numbers_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.line}{self.number:03d}"
